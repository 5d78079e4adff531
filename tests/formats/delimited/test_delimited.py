"""Layouts of delimited files: as they are found, and as they are given."""

import pytest

from faultbook.formats.checking import EXAMPLE_OPTIONS
from faultbook.formats.delimited import DELIMITED
from faultbook.formats.delimited.layout import DelimitedLayout
from faultbook.formats.delimited.reading import DelimitedReader
from faultbook.formats.delimited.sniffing import layout_of
from faultbook.formats.port import Sample
from faultbook.formats.tab_separated import TAB_SEPARATED
from tests.formats.reading import read


def confidence(text, format_=DELIMITED):
    """How much of a text's lines a format explains."""
    return format_.confidence(Sample("x", [line for line in text.split("\n") if line]))


@pytest.mark.parametrize("delimiter", ["\t", ",", ";", "|"])
@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
@pytest.mark.parametrize(
    "names",
    [("timestamp", "level", "message"), ("@timestamp", "Severity", "msg"), ("Time", "log.level", "Log Message")],
)
def test_a_header_names_the_columns_in_any_order(delimiter, order, names):
    row = ("2026-02-03T10:00:00Z", "warn", "disk full")
    lines = [delimiter.join(cells[place] for place in order) for cells in (names, row)]
    (record,) = read(DELIMITED, lines).records
    assert record.fields["timestamp"] == 1_770_112_800_000_000
    assert (record.fields["severity"], record.fields["message"]) == ("Warning", "disk full")
    assert confidence("\n".join(lines)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "hello, world\nhow, are, you",
        "id,amount,currency\n1,2,EUR",
        "2026-02-03 10:00:00,123 - etl - ERROR - disk full",
        '{"timestamp": "2026-02-03T10:00:00Z", "level": "error", "message": "x"}',
        "level=error, ts=2026-02-03T10:00:00Z, msg=x",
        "26/02/03 23:02:07 INFO A: x, y, z",
        "",
    ],
)
def test_other_text_is_not_delimited(text):
    assert confidence(text) == 0


def test_the_five_columns_in_their_order_are_of_the_format_that_has_them():
    row = "2026-02-03T10:00:00Z\tA-1\tx.py\tError\tdisk full"
    for text in (row, f"TIMESTAMP\tERROR_CODE\tFILE\tSEVERITY\tMESSAGE\n{row}"):
        assert 0 < confidence(text) < confidence(text, TAB_SEPARATED)


def test_a_header_alone_is_one():
    assert confidence("timestamp,level,message") > 0
    found = read(DELIMITED, ["timestamp,level,message"])
    assert (found.headers, found.records, found.rejects) == (1, [], [])


def test_a_given_layout_needs_no_header():
    layout = DelimitedLayout(";", ("level", "", "message", "timestamp"))
    reader = DelimitedReader(EXAMPLE_OPTIONS, layout)
    (record,) = [*reader.read(["oops;x;a;2026-02-03 10:00:00"], 1), *reader.end()]
    assert record.fields == {
        **{"timestamp": 1_770_112_800_000_000, "level": "oops", "severity": "Unknown", "message": "a"},
        "metadata": '{"column_2": "x"}',
    }


def test_a_given_layout_may_rename_the_columns_of_a_header():
    reader = DelimitedReader(EXAMPLE_OPTIONS, DelimitedLayout(",", ("timestamp", "message"), header=True))
    (record,) = [*reader.read(["wann,was", "2026-02-03 10:00:00,a"], 1), *reader.end()]
    assert (reader.headers, record.fields["message"]) == (1, "a")


def test_a_row_with_open_quotes_does_not_swallow_the_rows_behind_it():
    lines = ["time,level,msg"]
    lines += [f'2026-02-03T10:00:0{second}Z,error,"cut {second}' for second in range(10)]
    found = read(DELIMITED, lines)
    assert [record.fields["message"] for record in found.records] == [f'"cut {second}' for second in range(10)]


def test_a_layout_is_found_below_a_banner_and_among_traces():
    lines = ["Starting up", "Version 7", "2026-02-03 10:00:00,ERROR,x", "Traceback (most recent call last):"]
    lines += ['  File "a.py", line 3, in x, y, z', "ValueError: a, b, c"]
    assert layout_of(lines) == DelimitedLayout(",", ("timestamp", "level", "message"))
