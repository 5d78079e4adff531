"""A file that is read in parts, wherever it was cut, gives what it gives when it is read at once."""

import gzip
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faultbook.faults.severities import DEFAULT_SEVERITIES
from faultbook.formats.port import Record, RecordTable
from faultbook.formats.spans import WHOLE, Span
from faultbook.formats.tails import Tail
from faultbook.transforms.landed.file_reader import FileReader, ReadingValues
from faultbook.transforms.landed.landed_text import text_of_content

VALUES = ReadingValues(
    severities=DEFAULT_SEVERITIES,
    code_pattern=r"[A-Za-z][A-Za-z0-9_.:-]{0,63}",
    max_line_bytes=2_000,
    keep_bytes=2_000,
    environment="test",
    service="",
    default_service="default",
)
JAVA = "java.lang.IllegalStateException: no\n\tat a.B.c(B.java:1)\n\tat a.B.d(B.java:2)\n"
PYTHON = 'Traceback (most recent call last):\n  File "a.py", line 1, in f\n    g()\nValueError: größer\n'


def tab_separated(number: int) -> str:
    line = f"2026-02-03T10:{number // 60 % 60:02}:{number % 60:02}Z\tROT-1\tapp/r.py\tError\tevent {number} größer\n"
    return line + (PYTHON if number % 3 == 0 else "")


def log4j(number: int) -> str:
    line = f"26/02/03 10:{number // 60 % 60:02}:{number % 60:02} ERROR Executor: event {number}\n"
    return line + (JAVA if number % 2 == 0 else "") + ("\n" if number % 5 == 0 else "")


def json_line(number: int) -> str:
    return json.dumps({"timestamp": "2026-02-03T10:00:00Z", "level": "error", "msg": f"event {number} größer"}) + "\n"


def logfmt(number: int) -> str:
    return f'ts=2026-02-03T10:00:{number % 60:02}Z level=error msg="event {number}"\n'


def delimited(number: int) -> str:
    return f'2026-02-03T10:00:{number % 60:02}Z,error,"event {number}, größer"\n'


def container(number: int) -> str:
    stream = "stdout" if number % 2 else "stderr"
    return f"2026-02-03T10:00:{number % 60:02}.0Z {stream} F 2026-02-03 10:00:00,1 ERROR a.B: event {number}\n"


KINDS = {
    "tab-separated": ("# time\tcode\tfile\n", tab_separated),
    "log4j": ("", log4j),
    "json lines": ("", json_line),
    "logfmt": ("", logfmt),
    "delimited": ("time,level,msg\n", delimited),
    "container": ("", container),
}


def results(reader, content: bytes, span: Span = WHOLE):
    return list(reader.results(text_of_content("shop/x.log", 0, content, span)))


def read_in_parts(content: bytes, ends: list[int], squeeze=bytes):
    """What the file gives when it is read at each of these lengths, and facts of all parts, taken together."""
    found, counted, known = [], [], None
    for end in [*ends, len(content)]:
        landed, reader = squeeze(content[:end]), FileReader(VALUES)
        span = WHOLE
        if known is not None:
            tail = Tail(known.tail_from, known.tail_line, known.tail_hash)
            text = text_of_content("shop/x.log", 0, landed)
            span, replaces = reader.span_behind(text, tail, known.content_to, known.last_line)
            if replaces:
                found = [result for result in found if result.line < tail.line]
        text = text_of_content("shop/x.log", 0, landed, span)
        known = FileReader(VALUES).facts(text)
        counted.append(known)
        found += results(FileReader(VALUES), landed, span)
    return found, counted


def plain(result):
    if isinstance(result, Record):
        return (
            result.line,
            result.lines,
            result.text,
            result.fields["message"],
            result.fields.get("stack_trace") or "",
        )
    return (result.line, 0, result.reason, result.text, "")


@settings(max_examples=150, deadline=None)
@given(kind=st.sampled_from(sorted(KINDS)), data=st.data(), end_of_line=st.sampled_from(["\n", "\r\n"]))
def test_a_file_read_in_parts_is_the_file_read_at_once(kind, data, end_of_line):
    header, event = KINDS[kind]
    count = data.draw(st.integers(8, 40))
    content = (header + "".join(map(event, range(count)))).replace("\n", end_of_line).encode()
    # So much that its format shows.
    shown = len((header + "".join(map(event, range(5)))).replace("\n", end_of_line).encode())
    ends = sorted(data.draw(st.sets(st.integers(shown, len(content) - 1), max_size=4)))
    squeeze = data.draw(st.sampled_from([bytes, gzip.compress]))
    found, counted = read_in_parts(content, ends, squeeze)
    assert sorted(map(plain, found)) == sorted(map(plain, results(FileReader(VALUES), content)))
    whole = FileReader(VALUES).facts(text_of_content("shop/x.log", 0, content))
    last = counted[-1]
    assert (last.content_to, last.last_line, last.head_hash, last.end_hash) == (
        len(content), whole.last_line, whole.head_hash, whole.end_hash,
    )  # fmt: skip
    assert last.tail_from <= last.content_to


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-8", "utf-32-le"])
def test_a_wide_encoding_goes_on_where_it_ended(encoding):
    text = "\ufeff" + "".join(map(log4j, range(30)))
    content = text.encode(encoding)
    for share in (0.3, 0.5, 0.77):
        end = int(len(content) * share) // 4 * 4
        found, _ = read_in_parts(content, [end])
        assert list(map(plain, found)) == list(map(plain, results(FileReader(VALUES), content)))


def test_a_part_counts_its_own_lines():
    content = "".join(map(log4j, range(30))).encode()
    _, counted = read_in_parts(content, [len("".join(map(log4j, range(10))).encode())])
    whole = FileReader(VALUES).facts(text_of_content("shop/x.log", 0, content))
    assert counted[0].table == RecordTable.TEXT
    assert sum(part.lines for part in counted) == whole.lines
    assert sum(part.line_bytes for part in counted) == whole.line_bytes
    assert sum(part.blanks for part in counted) == whole.blanks
