"""The language of the search field: what it reads, what it refuses and where; written terms read as themselves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultbook.serve.console.filters import COMPARISONS, InvalidFilter, Term, parse, written

READ = [
    ("", []),
    ("  ", []),
    ("timed out", [(None, "timed out", None, "=", False)]),
    ('"timed out" "again"', [(None, "timed out", None, "=", False), (None, "again", None, "=", False)]),
    ("code:CC-3005", [("code", "CC-3005", None, "=", False)]),
    ("-service:checkout", [("service", "checkout", None, "=", True)]),
    ('-"retry gave up"', [(None, "retry gave up", None, "=", True)]),
    ("-retry now", [(None, "retry", None, "=", True), (None, "now", None, "=", False)]),
    ('file:"my app/a.py"', [("file", "my app/a.py", None, "=", False)]),
    ("time:2026-03-01..2026-03-02", [("time", "2026-03-01", "2026-03-02", "..", False)]),
    ("time:2026-03-01..", [("time", "2026-03-01", None, "..", False)]),
    ("time:..2026-03-02", [("time", None, "2026-03-02", "..", False)]),
    ('time:"2026-03-01 08:00".."2026-03-01 09:00"', [("time", "2026-03-01 08:00", "2026-03-01 09:00", "..", False)]),
    ("duration:>=5s", [("duration", "5s", None, ">=", False)]),
    ("time:<2026-03-01", [("time", "2026-03-01", None, "<", False)]),
    (r'text:"a \"b\" \\ c"', [("text", 'a "b" \\ c', None, "=", False)]),
    ("- a", [(None, "- a", None, "=", False)]),
    ("disk at 5% x-y C++", [(None, "disk at 5% x-y C++", None, "=", False)]),
    ("a code:b c", [(None, "a", None, "=", False), ("code", "b", None, "=", False), (None, "c", None, "=", False)]),
    ("ünïcode:ß", [("ünïcode", "ß", None, "=", False)]),
]

REFUSED = [
    ('"never closed', 0, "never closed"),
    ('code:"never closed', 5, "never closed"),
    ("code:", 5, "no value after code:"),
    ("code: x", 5, "no value after code:"),
    ('ab"c', 2, "within a word"),
    ('""', 0, "empty text"),
    ('"a"b', 3, "no space after"),
    ("time:..", 5, "range without ends"),
    ("time:>=1..2", 8, "a range after >="),
    ("a\x00b", 1, "NUL"),
    ("x" * 2_001, 2_000, "longer than"),
]


@pytest.mark.parametrize(("text", "terms"), READ)
def test_it_reads(text, terms):
    assert [term.same() for term in parse(text)] == terms


@pytest.mark.parametrize(("text", "at", "words"), REFUSED)
def test_it_refuses_with_the_position(text, at, words):
    with pytest.raises(InvalidFilter, match=words) as wrong:
        parse(text)
    assert wrong.value.at == at
    assert f"character {at + 1} " in str(wrong.value)


VALUES = st.text(st.characters(exclude_characters="\x00", exclude_categories=("Cs",)), min_size=1, max_size=12)
FIELDS = st.from_regex(r"[a-z_]{1,8}", fullmatch=True)
TERMS = st.one_of(
    st.builds(Term, st.just(0), st.none(), VALUES, is_not=st.booleans()),
    st.builds(Term, st.just(0), FIELDS, VALUES, st.none(), st.sampled_from(("=", *COMPARISONS)), st.booleans()),
    st.builds(Term, st.just(0), FIELDS, VALUES, st.none() | VALUES, st.just(".."), st.booleans()),
    st.builds(Term, st.just(0), FIELDS, st.none(), VALUES, st.just(".."), st.booleans()),
)


@given(st.lists(TERMS, max_size=6))
def test_written_terms_read_as_themselves(terms):
    assert [term.same() for term in parse(written(terms))] == [term.same() for term in terms]


@given(st.text(max_size=60) | st.text('ab:"\\-.><= ', max_size=30))
def test_any_text_is_read_or_refused_at_a_place_within_it(text):
    try:
        terms = parse(text)
    except InvalidFilter as wrong:
        assert 0 <= wrong.at <= len(text)
        return
    assert all(0 <= term.at < len(text) for term in terms)
    assert [term.same() for term in parse(written(terms))] == [term.same() for term in terms]
