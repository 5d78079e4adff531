"""Rejects read again: every line and every bad part is accounted for, whatever order the rows come in."""

import json
from dataclasses import replace

import pyarrow as pa
import pytest

from faultbook.formats.port import RecordTable, Reject
from faultbook.transforms.landed.file_reader import FileReader
from faultbook.transforms.landed.rejects_again import counts_again, records_again, rejects_again
from tests.transforms.landed.test_file_reader import VALUES

TODAY = replace(VALUES, batch_id=7)
GOOD, BAD = {"timestamp": "2026-02-03T10:00:00Z", "level": "error", "msg": "a"}, {"level": "error"}
WITH_A_BAD_PART = json.dumps({"records": [GOOD, BAD, GOOD]})
LINES = ("{", WITH_A_BAD_PART, "no json", json.dumps(GOOD))


def stored(format_name: str | None, lines=LINES, *, first: int | None = 1) -> pa.Table:
    """Rejects of one file as a batch of an earlier version stored them."""
    reader = FileReader(replace(VALUES, batch_id=1))
    found = [
        Reject(0 if first is None else first + place, line, "bad_json", f"found '{line[:5]}', expected one JSON object")
        for place, line in enumerate(lines)
    ]
    rows = reader.rejects_of(found, reader.formats["json_lines"], "shop/x.jsonl")
    return pa.Table.from_batches([rows]).append_column("format", pa.array([format_name] * len(lines), pa.string()))


@pytest.mark.parametrize("first", [1, None], ids=["numbered", "of a version without line numbers"])
def test_a_bad_part_of_a_line_that_is_records_now_is_a_reject(first):
    rows = stored("json_lines", first=first)
    counts = counts_again(rows, TODAY).to_pylist()[0]
    assert (counts["records"], counts["parsed"], counts["rejected"], counts["part_rejects"]) == (3, 2, 2, 1)
    assert records_again(rows, RecordTable.LOGS, TODAY).num_rows == 3
    kept = rejects_again(rows, TODAY).to_pylist()
    assert [(row["reason"], row["part"]) for row in kept] == [
        ("bad_json", None),
        ("bad_json", None),
        ("missing_field", 1),
    ]
    assert {row["batch_id"] for row in kept} == {7}
    assert kept[2]["line_number"] == (2 if first else None)


def test_the_order_of_rows_does_not_matter():
    lines = [*["just words"] * 150, *["2026-02-03T10:00:00Z stdout F hello"] * 150]
    rows = stored("a format that is gone", lines)
    turned = rows.take(list(reversed(range(rows.num_rows))))
    assert counts_again(rows, TODAY).to_pylist() == counts_again(turned, TODAY).to_pylist()


def test_no_line_is_lost():
    counts = counts_again(stored(None), TODAY).to_pylist()[0]
    assert sum(counts[name] for name in ("parsed", "headers", "blanks", "rejected")) == len(LINES)
