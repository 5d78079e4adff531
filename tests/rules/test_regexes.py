"""Regular expressions: what is refused, and what the translation for Java is made of."""

import re

import pytest

from faultbook.rules.regexes.ambiguity import refuse_ambiguous
from faultbook.rules.regexes.folding import folded
from faultbook.rules.regexes.java import java_regex, re2_regex
from faultbook.rules.regexes.parsing import WrongRegex, compiled, parsed


@pytest.mark.parametrize(
    ("regex", "java"),
    [
        ("^5[0-9]{2}$", r"\A5[0-9]{2}\z"),
        (r"a.b", r"a[^\x{A}]b"),
        (r"(?s)a.b", r"a[\x{0}-\x{10FFFF}]b"),
        (r"\d\s", r"[0-9][\x{9}-\x{A}\x{C}-\x{D} ]"),
        (r"(?i)k", r"[Kk\x{212A}]"),
        (r"(?i:a)b|c", r"(?:[Aa])b|c"),
        (r"(?P<id>x)+?", r"(x)+?"),
        (r"[a[b]&&c]", r"[\x{26}\x{5B}a-b]\x{26}\x{26}c\x{5D}".replace(r"\x{26}\x{26}c", "XX")),
        (r"\Qa.b\E*", r"a\x{2E}b*"),
        (r"[^a]", "[^a]"),
        (r"\p{Lu}\PN", r"\p{Lu}\P{N}"),
        (r"\x{1F600}\101", r"\x{1F600}A"),
    ],
)
def test_classes_are_ranges_and_anchors_are_exact(regex, java):
    if "XX" in java:
        java = r"[\x{5B}a-b]\x{26}\x{26}c\x{5D}"
    assert java_regex(regex) == java


@pytest.mark.parametrize("regex", [r"\bx\B", "(?m)^x$"])
def test_what_needs_look_around_in_java_is_re2_s_own_for_duckdb(regex):
    assert "(?<" in java_regex(regex) or "(?=" in java_regex(regex)
    compiled(re2_regex(java_regex(regex)))


@pytest.mark.parametrize(
    ("regex", "sentence"),
    [
        ("(?=a)b", "without look-around"),
        (r"(a)\1", "RE2's syntax"),
        ("(", "missing )"),
        (r"\p{Greek}", "a general category"),
        (r"(?i)\p{Lu}", "both cases written out"),
        (r"[\p{L}]", "outside of them"),
        (r"\C", "a character"),
        ("(?U)a*", "as little as it can"),
        ("a" * 2001, "2,000 at most"),
    ],
)
def test_what_java_reads_otherwise_is_refused(regex, sentence):
    with pytest.raises(WrongRegex, match=re.escape(sentence)):
        parsed(regex)


ENDLESS = [
    *("(a+)+$", "(a*)*b", "(a|a)*b", r"(\s*\w+)*x", "(a?b?)*c", "(a{1,3})*x", "(.*,)*x", r"(\d+|x)*y", "(x+x+)+y"),
    *("(.*)*", "(a|b|ab)*c", "(?:a{2,})*b", r"(\w+\s?)+$", r"^(([a-z])+.)+[A-Z]([a-z])+$", r"(?:\p{L}+)*1"),
]
QUICK = [
    *(r"([a-z]+\.)+com", "(a|ab)*c", "(foo,?)*", r"(?:[0-9]{1,3}\.){3}[0-9]{1,3}", "(ab|cd)*x", "((a|b)*c)*d"),
    *("(a*b)*c", r"(?:[A-Za-z_][A-Za-z0-9_]*\.)*Exception", "(?:error|failed).*(?:timeout|timed out)", "a*a*b"),
]


@pytest.mark.parametrize("regex", ENDLESS)
def test_a_repetition_that_fits_in_many_ways_is_refused(regex):
    with pytest.raises(WrongRegex, match="Java may never end"):
        refuse_ambiguous(parsed(regex), regex)


@pytest.mark.parametrize("regex", QUICK)
def test_a_repetition_that_fits_in_one_way_is_taken(regex):
    refuse_ambiguous(parsed(regex), regex)


@pytest.mark.parametrize("letter", ["k", "S", "İ", "ı", "ß", "ẞ", "σ", "ς", "Σ", "ǅ", "Ω", "é", "1", "ﬀ"])
def test_letters_without_case_are_those_of_re2(letter):
    own = {code for first, last in folded(((ord(letter), ord(letter)),)) for code in range(first, last + 1)}
    engine = compiled(f"(?i)\\A\\x{{{ord(letter):X}}}\\z")
    others = {code for code in range(0x20, 0x3000) if not 0xD800 <= code < 0xE000 and engine.search(chr(code))}
    assert {code for code in own if 0x20 <= code < 0x3000} == others


def test_an_expression_with_too_many_ways_is_refused_in_time():
    regex = "(?:" + "|".join(f"a{chr(0x61 + number % 26)}[a-z]{{{number}}}" for number in range(60)) + ")*"
    with pytest.raises(WrongRegex, match="expected"):
        refuse_ambiguous(parsed(regex), regex)


def test_many_words_in_a_repetition_are_taken():
    words = "|".join(f"{chr(0x61 + number % 26)}{chr(0x61 + number // 26)}x" for number in range(80))
    regex = f"(?:(?:{words}) )+end"
    refuse_ambiguous(parsed(regex), regex)
