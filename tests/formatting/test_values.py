"""Text out: exact for programs, harmless for terminals."""

import csv
import io
import json
import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultbook.formatting.formats import csv_lines, json_lines
from faultbook.formatting.values import json_text, visible, visible_bytes
from faultbook.stores.answers import Answer, AnswerColumn

WRITTEN = [
    (datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC), '"2026-02-03T04:05:06Z"'),
    (datetime(1, 1, 1, 0, 0, 0, 1, tzinfo=UTC), '"0001-01-01T00:00:00.000001Z"'),
    (date(2026, 2, 3), '"2026-02-03"'),
    (Decimal("0.10"), '"0.10"'),
    (float("nan"), "null"),
    (b"\xff\0\\", r'"\\xff\\x00\\\\"'),
    ([1, None, "é😀"], '[1, null, "é😀"]'),
    ({"a": True}, '{"a": true}'),
    ("\x1b\x9b\u202e\x7f", r'"\u001b\u009b\u202e\u007f"'),
]


@pytest.mark.parametrize(("value", "text"), WRITTEN)
def test_values_in_json(value, text):
    assert json_text(value) == text


@given(st.text())
def test_text_in_json_is_exact_and_printable(text):
    written = json_text(text)

    assert json.loads(written) == text
    assert written.isprintable()


@given(st.text())
def test_visible_text_is_printable_and_leaves_printable_text_alone(text):
    assert visible(text).isprintable()
    assert not text.isprintable() or visible(text) == text


@given(st.binary())
def test_visible_bytes_are_printable_and_can_be_undone(raw):
    written = visible_bytes(raw)

    assert written.isprintable()
    assert undone(written) == raw


def undone(written: str) -> bytes:
    plain = {"\\t": b"\t", "\\r": b"\r", "\\n": b"\n", "\\\\": b"\\"}
    parts = re.findall(r"\\x[0-9a-f]{2}|\\.|[^\\]+", written)
    return b"".join(
        plain[part] if part in plain else bytes.fromhex(part[2:]) if part.startswith("\\x") else part.encode()
        for part in parts
    )


TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))


@given(st.lists(st.tuples(TEXTS, st.none() | st.integers(), st.none() | TEXTS)))
def test_csv_is_read_back_by_others(rows):
    columns = (AnswerColumn("a", "VARCHAR"), AnswerColumn("b, c", "BIGINT"), AnswerColumn('d"e', "VARCHAR"))
    text = "".join(csv_lines(Answer(columns, tuple(rows), len(rows))))

    header, *found = csv.reader(io.StringIO(text, newline=""))
    assert header == ["a", "b, c", 'd"e']
    assert found == [["" if value is None else str(value) for value in row] for row in rows]


def test_csv_tells_null_from_empty_text_and_ends_lines_with_crlf():
    answer = Answer((AnswerColumn("a", "VARCHAR"), AnswerColumn("b", "VARCHAR")), (("", None),), 1)

    assert list(csv_lines(answer)) == ["a,b\r\n", '"",\r\n']


def test_csv_for_a_terminal_escapes_what_it_would_obey():
    answer = Answer((AnswerColumn("a", "VARCHAR"),), (("\x1b[2J",),), 1)

    assert list(csv_lines(answer))[1] == "\x1b[2J\r\n"
    assert list(csv_lines(answer, escaped=True))[1] == "\\x1b[2J\r\n"


@given(st.lists(st.tuples(st.text(), st.integers()), max_size=5))
def test_json_is_one_array_with_an_object_a_line(rows):
    lines = list(
        json_lines(Answer((AnswerColumn("a", "VARCHAR"), AnswerColumn("b", "BIGINT")), tuple(rows), len(rows)))
    )

    assert json.loads("".join(lines)) == [{"a": text, "b": number} for text, number in rows]
    assert len(lines) == max(1, len(rows))
