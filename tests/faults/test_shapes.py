"""What is read of a shape holds of all its messages: hints, rules of redaction, hashes, and readers that are shared."""

import re
import threading
from collections.abc import Iterator
from re import _parser as parser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultbook.faults import reading
from faultbook.faults.reading import RecordReader, shared_reader
from faultbook.faults.redaction import addresses, cards, commands, names, tokens
from faultbook.faults.redaction.redactor import RULES
from faultbook.faults.redaction.signs import lower_case, shows_signs, signs_of, signs_shown
from faultbook.faults.shapes import shape, shapes
from faultbook.faults.v1 import masks as v1_masks
from faultbook.faults.v2 import hints, templates
from tests.examples import examples
from tests.faults.corpus import CORPUS, TEXTS, any_texts
from tests.faults.redaction_corpus import PUBLIC, planted
from tests.faults.test_redaction_properties import NEAR_TEXTS

SECRETS = [*(each.line for each in planted(20261130, 6)), *PUBLIC]
DIGITS = frozenset(map(ord, "0123456789"))


@given(st.text(alphabet=st.characters(), max_size=40))
def test_a_shape_is_that_of_both_versions_for_any_text(text):
    assert shape(text) == v1_masks.shape(text) == templates.shape(text)


@given(st.lists(st.one_of(st.text(alphabet=st.characters(), max_size=20), st.sampled_from(["9\n", "7" * 2_001]))))
def test_shapes_made_together_are_those_of_each_text(texts):
    assert shapes(texts) == [shape(text) for text in texts]


@pytest.mark.parametrize(
    "text", ["", "9" * 2_001, "\ud8009\udfff\ud83d\ude00", "x" * 1_999 + "\U0001f6009", "\x007", "٣9"]
)
def test_a_shape_is_that_of_both_versions(text):
    assert shape(text) == v1_masks.shape(text) == templates.shape(text)


@examples(600)
@given(st.one_of(TEXTS, NEAR_TEXTS))
def test_a_text_that_may_hold_no_code_holds_none(text):
    of_text = shape(text)
    assert hints.may_hold_code(of_text) or not hints.places_of_shape(of_text)


def test_texts_of_the_corpus_with_a_code_may_hold_one():
    for text in [*CORPUS, *any_texts()]:
        of_text = shape(text)
        assert hints.may_hold_code(of_text) or not hints.places_of_shape(of_text), text


@examples(600)
@given(NEAR_TEXTS)
def test_signs_are_shown_where_there_are_any(text):
    signs = signs_shown(text)
    assert (signs is None) is not shows_signs(text)
    assert signs is None or signs == signs_of(text)


def with_other_digits(text: str, digits: str) -> str:
    """The text with its digits written as these, in turn."""
    places = iter(range(len(text)))
    return re.sub(r"[0-9]", lambda _: digits[next(places) % len(digits)], text)


@examples(600)
@given(st.one_of(NEAR_TEXTS, st.sampled_from(SECRETS)), st.text("0123456789", min_size=1, max_size=12))
def test_a_rule_that_finds_something_shows_in_the_shape(text, digits):
    for written in (text, with_other_digits(text, digits)):
        of_text = shape(written)
        if len(written) <= 2_000 and not any(sign in of_text for sign in "%\\&"):
            for rule in RULES:
                if list(rule.find(written, lower_case(written))):
                    assert rule.shows(of_text, lower_case(of_text)), (rule.name, written)


def digits_distinguished(parsed: object) -> Iterator[str]:
    """Literals and classes of a parsed pattern that match some digits and not others."""
    for operator, argument in parsed:  # type: ignore[attr-defined]
        name = str(operator)
        if name in {"LITERAL", "NOT_LITERAL"} and argument in DIGITS:
            yield chr(argument)
        elif name == "IN":
            matched = {
                code
                for kind, value in argument
                for code in (
                    [value] if str(kind) == "LITERAL" else range(value[0], value[1] + 1) if str(kind) == "RANGE" else ()
                )
            } & DIGITS
            # \w and \d contain all digits.
            if matched and matched != DIGITS and not any(str(kind) == "CATEGORY" for kind, _ in argument):
                yield "".join(map(chr, sorted(matched)))
        elif name == "BRANCH":
            for branch in argument[1]:
                yield from digits_distinguished(branch)
        elif isinstance(argument, tuple):
            for part in argument:
                if isinstance(part, parser.SubPattern):
                    yield from digits_distinguished(part)
        elif isinstance(argument, parser.SubPattern):
            yield from digits_distinguished(argument)


def without_escapes(pattern: str) -> str:
    """The pattern without what stands behind `%`, a backslash and `&`, where a shape has no rules."""
    escapes = (
        r"%(?:\(\?:25\)\?)?[0-9](?:[0-9A-Fa-f]|\[[^\]]*\]|\\w)"
        r"|\\\\(?:\{[0-9,]+\})?[ux][0-9](?:[0-9a-f]|\[[^\]]*\])*"
        r"|&\\?#0?\??[0-9](?:[0-9]|\[[^\]]*\])"
    )
    return re.sub(escapes, "x", pattern)


PATTERNS = {
    **{f"rest of {token.vendor}": re.compile(token.rest.replace("1?", "[0-9]?")) for token in tokens.PREFIXED},
    **{sign: pattern for sign, pattern in tokens._ANYWHERE_OF_SHAPE if pattern},
    **{sign: pattern for sign, pattern in tokens._LONG_WORDS_OF_SHAPE if pattern and "%" not in sign},
    "40": tokens._RANDOM_40,
    "card": cards._NUMBER,
    "email": addresses._EMAIL,
    "name": names._NAME,
    "scheme": names._SCHEME_AND_VALUE,
    "signature": names._SIGNATURE,
    "signature in a map": names._SIGNATURE_IN_A_MAP,
    "parameter": names._PARAMETER,
    "tool": commands._TOOL,
    "keys": names._KEYS,
    "verdict": names._VERDICT,
    "process": names._PROCESS,
    "path": names._WITHIN_A_PATH,
    "behind a path": names._AFTER_A_PATH,
    "option": names._BEFORE_OPTION,
    "netrc": names._BEFORE_NETRC,
}
EXPLAINED = {"name": {"b64", "base64", "sha256"}, "tool": {"7z", "cli53"}}
"""Texts with digits that the patterns name, each of which is looked for in the shape by itself."""


@pytest.mark.parametrize("name", PATTERNS)
def test_no_pattern_distinguishes_digits_but_those_that_are_looked_for(name):
    pattern = without_escapes(PATTERNS[name].pattern)
    for text in EXPLAINED.get(name, ()):
        pattern = pattern.replace(text, "x")
    assert not list(digits_distinguished(parser.parse(pattern, PATTERNS[name].flags & re.VERBOSE)))


def test_digits_that_are_distinguished_are_found():
    assert list(digits_distinguished(parser.parse(r"a1[2-7](?:x|[0-9a-f]{2}(?=\d9))"))) == ["1", "234567", "9"]


def test_without_the_earlier_version_all_else_is_the_same():
    with_it, without = RecordReader(), RecordReader(earlier=False)
    for text in [*CORPUS, *SECRETS]:
        assert without.read(text, "api", "C") == with_it.read(text, "api", "C")._replace(earlier_hash=None)
        traced = [reader.read_traced(text, "api", None, "a.B", text) for reader in (without, with_it)]
        assert traced[0] == (traced[1][0]._replace(earlier_hash=None), traced[1][1])


def test_service_and_code_take_part_and_are_redacted():
    reader = RecordReader()
    read = [reader.read("down 7", service, code) for service in ("a", "b") for code in ("C", "password=x9y8z7")]
    assert len({each.template_hash for each in read}) == len({each.earlier_hash for each in read}) == 4
    assert read[1].template_hash == reader.read("down 7", "a", "password=q1w2e3").template_hash
    assert read[1].earlier_hash != reader.read("down 7", "a", "password=q1w2e3").earlier_hash


def test_a_reader_that_forgets_reads_alike(monkeypatch):
    expected = [RecordReader().read(text, "api", "C") for text in CORPUS[:60]]
    monkeypatch.setattr(reading, "_MOST_REMEMBERED", 3)
    reader = RecordReader()
    assert [reader.read(text, "api", "C") for text in CORPUS[:60]] == expected
    assert len(reader._shapes) + len(reader._shapes_before) <= 8


def test_a_shape_that_is_met_again_and_again_is_not_forgotten(monkeypatch):
    monkeypatch.setattr(reading, "_MOST_REMEMBERED", 8)
    reader = RecordReader()
    reader.read("always the same", "api", "C")
    known = reader._shapes["always the same"]
    for letter in "abcdef":
        for other in "abcdef":
            reader.read(f"lost request 4{letter}{other}9a0b1c", "api", "C")
        reader.read("always the same", "api", "C")
    assert reader._shapes.get("always the same", reader._shapes_before.get("always the same")) is known


@pytest.mark.parametrize("earlier", [True, False])
@pytest.mark.parametrize("rules", [[], ["ORDER-[0-9]+7"]], ids=["", "own rules"])
def test_records_read_together_are_read_like_each_alone(earlier, rules):
    texts = [*CORPUS, *SECRETS, *any_texts(), "lost ORDER-17"]
    services = [f"service {place % 3}" for place in range(len(texts))]
    codes = [f"C-{place % 5}" for place in range(len(texts))]
    together, alone = (RecordReader(rules, earlier=earlier) for _ in range(2))
    expected = [tuple(alone.read(*each)) for each in zip(texts, services, codes, strict=True)]
    assert together.read_all(texts, services, codes) == expected
    assert together.read_all(texts, services, codes) == expected  # all shapes are known now


def test_a_user_s_own_rules_apply_to_texts_of_a_known_shape():
    reader = RecordReader(["ORDER-[0-9]+7"])
    assert reader.read("lost ORDER-10 req_id=5c1f09e2ab", "s", "C").message == "lost ORDER-10 req_id=5c1f09e2ab"
    assert reader.read("lost ORDER-17 req_id=6c1f09e2ab", "s", "C").message == "lost [redacted] req_id=6c1f09e2ab"


def test_a_shared_reader_is_one_per_thread_and_arguments():
    first = shared_reader(["x+"], earlier=False)
    assert shared_reader(("x+",), (), earlier=False) is first
    assert shared_reader(["x+"]) is not first
    assert shared_reader(["x+"], ["xx"], earlier=False) is not first
    found: list[RecordReader] = []
    thread = threading.Thread(target=lambda: found.append(shared_reader(["x+"], earlier=False)))
    thread.start()
    thread.join()
    assert found[0] is not first


def test_shared_readers_are_few():
    first = shared_reader(["first"])
    for number in range(reading._MOST_READERS):
        shared_reader([f"rule{number}"])
    assert shared_reader(["first"]) is not first
