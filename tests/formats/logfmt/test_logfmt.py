"""Keys and values of logfmt, and how it is detected."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultbook.faults.v2.templates import template
from faultbook.formats.logfmt import LOGFMT
from faultbook.formats.logfmt.pairs import pairs_of
from faultbook.formats.port import Sample
from tests.formats.reading import read

KEYS = st.text(
    st.characters(codec="ascii", exclude_characters='"=', categories=["L", "N", "P"]), min_size=1, max_size=8
)
ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}


@given(st.lists(st.tuples(KEYS, st.text(max_size=12)), min_size=1, max_size=6))
def test_what_is_written_is_read(pairs):
    quoted = ["".join(ESCAPES.get(sign, sign) for sign in value) for _, value in pairs]
    line = " ".join(f'{key}="{value}"' for (key, _), value in zip(pairs, quoted, strict=True))
    assert pairs_of(line) == (tuple(key for key, _ in pairs), [value for _, value in pairs])


@pytest.mark.parametrize(
    ("line", "keys", "values"),
    [
        ('a=1 b="x y" c= d', "abcd", ["1", "x y", "", "true"]),
        ('a="x" b="', "ab", ["x", ""]),
        ('a="x\\', "a", ["x"]),
        ('a="b"c d=1', "ad", ['"b"c', "1"]),
        ("a=b=c  d=2 ", "ad", ["b=c", "2"]),
        (r'a="\u00e9\x41\q"', "a", [r"éA\q"]),
        ("a==b", "a", ["=b"]),
        ('" = =', "", []),
    ],
)
def test_odd_lines(line, keys, values):
    assert pairs_of(line) == (tuple(keys), values)


def test_messages_of_one_statement_differ_by_their_errors():
    lines = [
        f"level=error ts=2026-02-03T10:00:0{second}.949Z caller=tee.go:53 msg={message} err={error}"
        for second in range(3)
        for message, error in (("unauthorized", "EOF"), ("timeout", "refused"), ("panic", "nil"))
    ]
    messages = [record.fields["message"] for record in read(LOGFMT, lines).records]
    assert {template(message) for message in messages} == {"unauthorized: EOF", "timeout: refused", "panic"}


def test_the_templates_of_logfmt_inside_of_a_message_differ_by_their_errors():
    """As where a tab-separated line has such a message."""
    found = {
        template(f"level=error ts=2026-02-03T10:00:0{second}.949Z caller=tee.go:53 msg={message} err={error}")
        for second in range(3)
        for message, error in (("unauthorized", "EOF"), ("timeout", "refused"), ("panic", "nil"))
    }
    assert len(found) == 3
    assert all("msg=" in each and "err=" in each and "level=error" in each for each in found)


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("level=error ts=2026-02-03T10:00:00Z msg=x", 1, 1),
        ("time=2026-02-03T10:00:00Z level=INFO msg=x\npanic: x\n\tmain.go:1", 0.6, 1),
        ("a=1 b=2", 0, 0),
        ("x = level=error msg=a", 0, 0),
        ("Starting with level=info msg=x", 0, 0),
        ("2026-02-03T10:00:00Z level=info msg=x", 0, 0),
        ('{"level":"info"}', 0, 0),
    ],
)
def test_confidence(text, least, most):
    assert least <= LOGFMT.confidence(Sample("x", text.split("\n"))) <= most
