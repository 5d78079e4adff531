"""What each line is taken for, from the results of readers."""

from faultbook.formats.checking import EXAMPLE_OPTIONS, lines_of
from faultbook.formats.line_kinds import LineKind, known_lines
from faultbook.formats.port import Record, Reject
from faultbook.formats.tab_separated import TAB_SEPARATED

TEXT = """# Application Error Log

2026-02-03T10:00:00Z\tA-1\tx\tError\tone
Traceback (most recent call last):

  File "a.py", line 1, in b
ValueError: c
what is this
2026-02-03T10:00:01Z\tA-1\tx\tError\ttwo
"""


def test_every_line_is_of_one_kind():
    lines = lines_of(TEXT)
    reader = TAB_SEPARATED.reader(EXAMPLE_OPTIONS)
    found = list(known_lines(lines, [*reader.read(lines, 1), *reader.end()]))
    assert [(line.kind.value, line.record, line.reject and line.reject.reason) for line in found] == [
        ("header", None, None),
        ("blank", None, None),
        ("record", 1, None),
        ("goes on", 1, None),
        ("blank", None, None),
        ("goes on", 1, None),
        ("goes on", 1, None),
        ("reject", None, "too_few_fields"),
        ("record", 2, None),
    ]
    assert [line.text for line in found] == lines


def test_records_of_two_streams_in_one_file_keep_their_lines():
    lines = ["out a", "err b", "out  a2", "err  b2", "out a"]
    results = [
        Record(1, 2, "out a\nout  a2", {}),
        Record(2, 2, "err b\nerr  b2", {}),
        Record(5, 1, "out a", {}),
    ]
    assert [line.record for line in known_lines(lines, results)] == [1, 2, 1, 2, 3]


def test_several_records_of_a_line_and_its_bad_parts():
    lines = ["[1, 2, x]"]
    results = [Record(1, 1, "1", {}, 0), Record(1, 0, "2", {}, 1), Reject(1, "x", "bad_json", "found 'x'", 2)]
    [line] = known_lines(lines, results)
    assert (line.kind, line.record, len(line.records)) == (LineKind.RECORD, 1, 2)
    assert line.reject is not None


def test_a_record_whose_text_is_none_of_the_lines_takes_no_other():
    assert [line.kind for line in known_lines(["a", "b"], [Record(1, 2, "a\nx", {})])] == [
        LineKind.RECORD,
        LineKind.HEADER,
    ]
