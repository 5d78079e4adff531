"""The reader of definitions: records of several lines, rejects, undated records, and what never changes."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultbook.faults.severities import DEFAULT_SEVERITIES
from faultbook.formats.patterns.definition import Definition
from faultbook.formats.patterns.formats import format_of
from faultbook.formats.patterns.shipped import definition_formats
from faultbook.formats.port import ReadOptions, Record, Sample
from tests.examples import examples

FORMATS = {each.name: each for each in definition_formats()}
LINE = r"%{TIMESTAMP:timestamp} (?<level>[A-Z]+) (?<message>.*)"
AT = "2026-02-03 10:00:00"
AT_MICROS = 1_770_112_800_000_000


def made(**fields):
    entry = {"name": "own", "about": "x", "patterns": [LINE], "timestamps": ["iso8601"], **fields}
    return format_of(Definition.model_validate(entry))


def options(**given_options):
    return ReadOptions(DEFAULT_SEVERITIES, ".*", file_time=1_770_120_000_000_000, **given_options)


def read(format_, lines, **given_options):
    reader = format_.reader(options(**given_options))
    return [*reader.read(lines, 1), *reader.end()]


def shapes(results):
    return [(x.line, x.lines) if isinstance(x, Record) else (x.line, x.reason) for x in results]


def test_lines_go_on_with_the_record_before():
    (record,) = read(made(), [f"{AT} ERROR x", "more", "", "ValueError: y", "  ", ""])
    assert (record.line, record.lines) == (1, 3)
    assert record.text == f"{AT} ERROR x\nmore\n\nValueError: y"
    assert record.fields == {
        "timestamp": AT_MICROS,
        "level": "ERROR",
        "severity": "Error",
        "message": "x\nmore",
        "stack_trace": "ValueError: y",
        "exception_type": "ValueError",
    }


def test_only_traces_go_on_where_the_format_wants_that():
    lines = [f"{AT} ERROR x", "Traceback (most recent call last):", "    raise x", "ValueError: y", "The end.", "  z"]
    assert shapes(read(made(continuation="trace"), lines)) == [(5, "no_record_start"), (6, "no_record_start"), (1, 4)]


def test_nothing_goes_on_where_the_format_wants_that():
    lines = ["x", f"{AT} ERROR x", "ValueError: y", f"{AT} INFO z"]
    expected = [(1, "no_record_start"), (3, "no_record_start"), (2, 1), (4, 1)]
    assert shapes(read(made(continuation="none"), lines)) == expected


def test_headers_neither_end_nor_belong_to_a_record():
    format_ = made(headers=["#", "-- "])
    reader = format_.reader(options())
    results = [*reader.read(["# x", f"{AT} ERROR x", "#", "more", "-- y", "--"], 1), *reader.end()]
    assert (reader.headers, shapes(results), results[0].text) == (3, [(2, 3)], f"{AT} ERROR x\nmore\n--")
    assert (reader.header_starts, reader.is_header("#"), reader.is_header("-")) == ("#-", True, False)
    assert format_.confidence(Sample("file", ["# x", f"{AT} ERROR x"])) == 1
    assert format_.confidence(Sample("file", ["# x"])) == 0


def test_a_timestamp_of_another_name_is_no_instant():
    format_ = made(patterns=["%{TIMESTAMP:when} (?<message>.*)"])
    (record,) = read(format_, [f"{AT} x"])
    assert record.fields["metadata"] == f'{{"when": "{AT}"}}'
    assert record.fields["timestamp_from"] == "file"
    assert format_.confidence(Sample("file", [f"{AT} x"])) == 0.9


def test_a_record_may_go_on_in_its_second_line():
    second = r"(?<level>[A-Z]+) (?<source_line>\d+) (?<message>.*)"
    format_ = made(patterns=[{"regex": "%{TIMESTAMP:timestamp} (?<message>.*)", "second": second}])
    first, other = read(format_, [f"{AT} a", "WARN 7 b", "c", f"{AT} a", "", "WARN 7 b"])
    names = ("message", "level", "severity", "source_line")
    assert [first.fields[name] for name in names] == ["b\nc", "WARN", "Warning", 7]
    assert (other.fields["message"], other.fields["severity"]) == ("a\n\nWARN 7 b", "Unknown")


def test_a_record_has_a_largest_size():
    lines = [f"{AT} ERROR é", "x" * 20, "y" * 20, "", "z", f"{AT} INFO z", "x"]
    results = read(made(), lines, max_record_bytes=60)
    assert shapes(results) == [(3, "record_too_long"), (5, "record_too_long"), (1, 2), (6, 2)]
    assert "60 bytes" in results[0].detail
    assert "record of line 1" in results[0].detail


@pytest.mark.parametrize(
    ("undated", "lines", "expected"),
    [
        ("previous", ["-- a", f"{AT} INFO b", "-- c"], [("file", 0), (None, 1), ("previous record", 1)]),
        ("file", ["-- a", f"{AT} INFO b", "-- c"], [("file", 0), (None, 1), ("file", 0)]),
        ("reject", [f"{AT} INFO b", "-- c"], [(None, 1), "missing_timestamp"]),
    ],
)
def test_undated_records(undated, lines, expected):
    instants = (1_770_120_000_000_000, AT_MICROS)
    format_ = made(patterns=[LINE, r"-- (?<message>.*)"], undated=undated)
    results = read(format_, lines)
    found = [
        (x.fields.get("timestamp_from"), instants.index(x.fields["timestamp"])) if isinstance(x, Record) else x.reason
        for x in results
    ]
    assert found == expected


def test_a_file_is_cut_at_dated_lines_only():
    reader = made(patterns=[LINE, r"-- (?<message>.*)"]).reader(options())
    lines = [f"{AT} INFO b", "-- c", "2026-02-31 10:00:00 INFO x", "more", ""]
    assert [reader.begins_record(line) for line in lines] == [True, False, False, False, False]


def test_a_line_that_an_earlier_pattern_reads_without_its_date_is_no_place_to_cut():
    reader = made(patterns=[r"2026(?<message>.*)", LINE]).reader(options())
    assert not reader.begins_record(f"{AT} INFO b")


def test_a_file_without_dates_is_cut_at_every_record():
    reader = made(patterns=[r"-- (?<message>.*)"]).reader(options())
    assert [reader.begins_record(line) for line in ["-- c", "c"]] == [True, False]


def test_fields_of_other_names_are_metadata_and_values_that_mean_nothing_are_none():
    pattern = r"(?<timestamp>\S+ \S+) (?<host>\S+) (?<queue>\S+) (?<http_status>\S+) (?<http_duration_ms>\S+)"
    format_ = made(patterns=[pattern], absent=["-"], defaults={"service": "pay", "level": "warn", "host": "h"})
    first, second = read(format_, [f'{AT} - q" 503 1.5', f"{AT} web - 5x 1e999"])
    assert first.fields == {
        "timestamp": AT_MICROS,
        "host": "h",
        "service": "pay",
        "metadata": '{"queue": "q\\""}',
        "http_status": 503,
        "http_duration_ms": 1.5,
        "message": f'{AT} - q" 503 1.5',
        "severity": "Warning",
    }
    assert (second.fields["host"], second.fields["http_status"], second.fields["http_duration_ms"]) == (
        "web",
        None,
        None,
    )
    assert "metadata" not in second.fields


def test_levels_of_the_format_then_those_of_the_setting():
    results = read(
        made(levels={"E": "error", "LOG": "info"}), [f"{AT} {level} x" for level in ("E", "LOG", "FATAL", "Q")]
    )
    assert [result.fields["severity"] for result in results[:3]] == ["Error", "Info", "Critical"]
    assert shapes(read(made(), [f"{AT} q x"])) == [(1, "no_record_start")]


def test_the_zone_of_the_definition_wins_over_that_of_the_run():
    line = "2026-07-01 12:00:00 INFO x"
    assert read(made(zone="Europe/Berlin"), [line], zone="Asia/Tokyo")[0].fields["timestamp"] == 1_782_900_000_000_000
    assert read(made(), [line], zone="Asia/Tokyo")[0].fields["timestamp"] == 1_782_874_800_000_000


def test_formats_of_timestamps_are_tried_in_order():
    format_ = made(timestamps=["%d/%m/%Y %H:%M:%S", "%m/%d/%Y %H:%M:%S"])
    lines = ["03/02/2026 10:00:00 INFO x", "02/13/2026 10:00:00 INFO x", "13/13/2026 10:00:00 INFO x"]
    results = read(format_, lines)
    assert results[0].fields["timestamp"] == AT_MICROS
    assert [x.reason for x in results if not isinstance(x, Record)] == ["bad_timestamp"]


def test_details_name_what_a_record_begins_with():
    (reject,) = read(FORMATS["klog"], ["x" * 5_000])
    assert reject.detail.startswith(f"found '{'x' * 2_000}', expected a line that begins a record, as in 'I0203 10")
    (reject,) = read(made(), ["it's"])
    assert reject.detail == f"found 'it's', expected a line that begins a record, as in '{LINE}'"


WORDS = st.sampled_from([
    *("", " ", "\t", "26/02/03 23:02:07 INFO A: x", "26/02/31 23:02:07 INFO A: x"),
    "2026-02-03 10:00:00,123 ERROR [m] a - x",
    *("\tat a.B.c(B.java:1)", "Traceback (most recent call last):", "ValueError: x", "log4j:WARN x", "more"),
    *("\0", "\ud800"),
    *("Feb  3 10:00:00 h a[1]: x", "<34>Feb 29 10:00:00 h a: x", "E0203 10:00:00.000000 1 a.go:1] x", "ERROR:etl:x"),
    *("2026/02/03 10:00:00 x", "[Sun Dec 04 04:47:44 2005] [error] x", "9" * 300, "<14>1 - h a - - - x", "panic: x"),
])  # fmt: skip
LINES = st.lists(st.one_of(WORDS, st.text(alphabet="2026-03 :,.[]<>ERINFO\tat()\x00é\ud800", max_size=60)), max_size=30)
CUTS = st.lists(st.integers(0, 30), max_size=4)


@examples(150)
@given(st.sampled_from(sorted(FORMATS)), LINES, CUTS, st.sampled_from([40, 1_000_000]))
def test_every_line_is_one_of_its_kinds_however_lines_arrive(name, lines, cuts, most):
    whole = read(FORMATS[name], lines, max_record_bytes=most)
    reader = FORMATS[name].reader(options(max_record_bytes=most))
    places = [0, *sorted(min(cut, len(lines)) for cut in cuts), len(lines)]
    parts = []
    for begins, ends in pairwise(places):
        parts += reader.read(lines[begins:ends], begins + 1)
    parts += reader.end()
    assert parts == whole
    rejects = sum(not isinstance(result, Record) for result in whole)
    records = [result for result in whole if isinstance(result, Record)]
    assert reader.headers + reader.blanks + sum(record.lines for record in records) + rejects == len(lines)
    for record in records:
        assert record.text.split("\n")[0] == lines[record.line - 1]
        assert isinstance(record.fields["timestamp"], int)
        assert isinstance(record.fields["message"], str)
        assert record.fields["severity"]


@examples(100)
@given(st.sampled_from(sorted(FORMATS)), LINES)
def test_a_file_may_be_cut_where_a_record_begins(name, lines):
    """Read as one, or in pieces that begin at such lines: the same records and rejects."""
    format_ = FORMATS[name]
    judge = format_.reader(options())
    starts = [0, *(place for place, line in enumerate(lines) if place and judge.begins_record(line)), len(lines)]
    pieces = []
    for begins, ends in pairwise(starts):
        reader = format_.reader(options())
        pieces += [*reader.read(lines[begins:ends], begins + 1), *reader.end()]

    def in_order(results):
        return sorted(results, key=lambda result: (result.line, isinstance(result, Record)))

    assert in_order(pieces) == in_order(read(format_, lines))


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_hostile_lines_cost_little_and_raise_nothing(name):
    starts = (
        "",
        "2026-02-03 10:00:00,123 ",
        "26/02/03 10:00:00 ",
        "Feb  3 10:00:00 ",
        "<34>1 ",
        "[",
        "10.0.0.5 - - [",
        "I0203 ",
    )
    fillings = ("a" * 1_000_000, " " * 1_000_000, "a." * 500_000, "[x]" * 300_000, '"\\' * 500_000, ": - " * 250_000)
    begun = time.process_time()
    for start in starts:
        for filling in fillings:
            line = start + filling
            results = read(FORMATS[name], [line, line])
            assert sum(x.lines if isinstance(x, Record) else 1 for x in results) + (not line.strip()) * 2 == 2
    assert time.process_time() - begun < 8


def test_the_end_of_a_long_line_belongs_to_its_message():
    line = f"{AT} ERROR " + "x" * 1_000_000
    (record,) = read(made(), [line])
    assert record.fields["message"] == "x" * 1_000_000


@pytest.mark.parametrize(("name", "line"), [
    ("databricks_driver", "26/02/03 23:02:07 INFO DatabricksILoop$: Finished creating throwaway interpreter"),
    ("python_logging", "2026-02-03 10:00:00,123 - etl - ERROR - disk full"),
    ("log4j", "2026-02-03 10:00:00,123 ERROR [main] com.acme.Pay - charge failed"),
    ("syslog_3164", "Feb  3 10:00:00 combo sshd(pam_unix)[19939]: authentication failure; logname= uid=0"),
])  # fmt: skip
def test_a_line_takes_microseconds(name, line):
    lines = [line] * 20_000
    reader = FORMATS[name].reader(options())
    begun = time.process_time()
    for _ in reader.read(lines, 1):
        pass
    assert (time.process_time() - begun) / len(lines) < 12e-6
