"""Patterns become regexes of every engine: what is refused, and with which first characters a pattern is looked for."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from faultbook.formats.patterns.definition import Definition
from faultbook.formats.patterns.grok import GROK
from faultbook.formats.patterns.regex_signs import ALL, OTHER, PatternError
from faultbook.formats.patterns.regexes import MOST_CHARACTERS, checked_regex, regex_of
from tests.examples import examples

REFUSED = [
    ("(?=a)", 1, "look-ahead"),
    ("a(?!b)", 2, "look-ahead"),
    ("a(?<=b)", 2, "look-behind"),
    ("a(?<!b)", 2, "look-behind"),
    ("a(?>b)", 2, "atomic"),
    ("(a)(?(1)b)", 4, "conditional"),
    ("a(?#x)", 2, "comment"),
    ("a*+", 3, "possessive"),
    ("a++", 3, "possessive"),
    ("a?+", 3, "possessive"),
    ("a{2}+", 5, "possessive"),
    (r"(a)\1", 4, "back-reference"),
    (r"(?<a>x)\k<a>", 8, "back-reference"),
    ("(?<a>x)(?P=a)", 8, "back-reference"),
    ("[a[b]]", 3, r"\["),
    ("[a&&b]", 3, "&"),
    ("a{2,1}", 2, "count"),
    ("a{1001}", 2, "count"),
    ("a**", 3, "quantifier"),
    ("a*??", 4, "quantifier"),
    ("a{2}{3}", 5, "quantifier"),
    ("x(?i)y", 2, "(?i:...)"),
    ("(?s:a)", 1, "(?:...)"),
    (r"\p{L}", 1, r"\d"),
    (r"\Aa", 1, r"\d"),
    (r"a\Z", 2, r"\d"),
    (r"a\u12", 2, r"\xHH"),
    ("a\\", 2, r"\d"),
    ("(a", 1, "closing"),
    ("a)", 2, "closing"),
    ("[abc", 1, "closing"),
    ("[z-a]", 4, "range"),
    ("*a", 1, "repeat"),
    ("^*", 2, "repeat"),
    ("%{FOO}", 1, "HOSTNAME"),
    ("%{IP:a:int}", 1, "%{NAME:field}"),
    ("%{IP:[a][b]}", 1, "%{NAME:field}"),
    ("(?<a>x)(?<a>y)", 8, "once"),
    ("(?<1a>x)", 1, "(?<name>...)"),
    ("a" * (MOST_CHARACTERS + 1), MOST_CHARACTERS + 1, "4,000"),
    ("(" * 60, 51, "fewer"),
]


@pytest.mark.parametrize(("pattern", "position", "words"), REFUSED, ids=[row[0][:20] for row in REFUSED])
def test_what_not_every_engine_has_is_refused_with_its_position(pattern, position, words):
    with pytest.raises(PatternError) as wrong:
        checked_regex(pattern)
    assert str(wrong.value).startswith(f"at character {position}: found ")
    assert words in str(wrong.value)


@pytest.mark.parametrize(
    ("pattern", "line", "groups"),
    [
        (r"(?<a>\d+)-(?P<b>.*)", "12-x", {"a": "12", "b": "x"}),
        (r"(?i)error: (?<m>.*)", "ERROR: x", {"m": "x"}),
        (r"(?i:err)OR(?<m>.*)", "eRROR", {"m": ""}),
        (r"%{IP:ip} %{WORD} %{NOTSPACE:x}", "10.0.0.5 a b-c", {"ip": "10.0.0.5", "x": "b-c"}),
        (r"%{IPORHOST:h}:%{POSINT:p}", "::1:80", {"h": "::1", "p": "80"}),
        (r"%{LOGLEVEL:l} %{GREEDYDATA:m}", "Warning x y", {"l": "Warning", "m": "x y"}),
        (r"%{QS:q}%{SPACE}%{NUMBER:n}", r'"a \" b"  -1.5', {"q": r'"a \" b"', "n": "-1.5"}),
        (r"[]a\]-]+(?<x>[^\s\[]*)", "a]-b", {"x": "b"}),
        (r"a{,3}(?<x>{)", "a{,3}{", {"x": "{"}),
        (r"^\x41\u0042(?<x>\t)$", "AB\t", {"x": "\t"}),
        (r"(?<x>[\d\w-]+)", "a-1", {"x": "a-1"}),
    ],
)
def test_patterns_of_every_engine(pattern, line, groups):
    regex = checked_regex(pattern)
    found = re.compile(regex.text, re.ASCII).fullmatch(line)
    assert found is not None
    assert found.groupdict() == groups
    assert tuple(groups) == regex.groups
    assert line[0] in regex.first


@pytest.mark.parametrize("name", sorted(GROK))
def test_every_grok_name_is_a_pattern_of_every_engine(name):
    assert checked_regex(f"%{{{name}:x}}").groups == ("x",)


@pytest.mark.parametrize(
    ("pattern", "first"),
    [
        ("abc", "a"),
        ("a?b", "ab"),
        ("(?i)é?a", "aA" + OTHER),
        ("^[a-c]x", "abc"),
        ("(?:a|b)*c", "abc"),
        (r"\[", "["),
        (r"\b\d", "0123456789"),
        ("[^\0-\x7f]", OTHER),
    ],
)
def test_the_first_characters(pattern, first):
    assert regex_of(pattern).first == set(first)


@pytest.mark.parametrize("pattern", ["", "a|", "a*", ".*", "(?<m>.*)"])
def test_a_pattern_that_may_be_empty_may_begin_with_anything(pattern):
    assert regex_of(pattern).first >= ALL - {"\n"}


PIECES = st.sampled_from([
    *("a", "b", "1", "é", ".", r"\d", r"\W", r"\s", "[a-c]", "[^a]", "(?:a|b)", "(a)", "(?i:x)", "a?", "b*", "[^é]+"),
    *(r"\.", "%{WORD}", "%{IP}", "|", "^", r"\b", "a{0,2}", "(?:1|)"),
])  # fmt: skip


@examples(300)
@given(st.lists(PIECES, min_size=1, max_size=5).map("".join), st.text(alphabet="abxX1é. A", min_size=1, max_size=5))
def test_no_line_is_missed_by_its_first_character(pattern, line):
    regex = checked_regex(pattern)
    if re.compile(regex.text, re.ASCII).fullmatch(line):
        assert (line[0] if line[0] < OTHER else OTHER) in regex.first


def entry(**fields):
    return {"name": "own", "about": "x", "patterns": ["a"], **fields}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"patterns": ["a", "(?=a)"]}, "pattern 2: at character 1: found a look-ahead"),
        ({"patterns": ["(?<severity>a)"]}, "found a group 'severity'"),
        ({"patterns": ["%{TIMESTAMP:timestamp}"]}, "`timestamps` beside"),
        ({"timestamps": ["%q"]}, "timestamps: '%q': at character 1: found '%q'"),
        ({"patterns": [{"regex": "a", "second": "(?<when>b)"}]}, "second: found a group 'when'"),
        ({"patterns": [{"regex": "a", "second": "(a"}]}, "pattern 1: at character 1: found '('"),
        ({"zone": "Mars"}, "found 'Mars', expected an IANA name"),
        ({"defaults": {"colour": "x"}}, "found 'colour', expected one of level"),
        ({"name": "X!"}, "name\n"),
        ({"patterns": []}, "patterns\n"),
        ({"foo": 1}, "foo\n"),
        ({"undated": "guess"}, "undated\n"),
    ],
)
def test_a_definition_that_is_none_is_refused_in_words(fields, words):
    with pytest.raises(ValidationError) as wrong:
        Definition.model_validate(entry(**fields))
    assert words in str(wrong.value)


def test_levels_may_be_numbers_in_the_file():
    assert Definition.model_validate(entry(levels={3: "error"})).levels == {"3": "error"}
