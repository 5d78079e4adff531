"""Examples of records in memory: the smallest by their definition, however many records begin at one instant."""

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from faultbook.formats.port import RecordTable
from faultbook.jobs.ingestion.arrow_counts import examples, occurrences
from faultbook.tables import ERROR_LOGS_PARSED
from faultbook.tables.arrow import arrow_schema

ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "template_hash": st.sampled_from(["t1", "t2", "t3"]),
            "severity": st.sampled_from(["Error", "Warning"]),
            "timestamp": st.integers(0, 4),
            "event_id": st.sampled_from(["a", "b", "c", "d"]),
            "service": st.sampled_from(["api", "shop"]),
        }
    ),
    min_size=1,
    max_size=40,
)
OTHERS = {"error_code": "C-1", "file_path": "a.py", "message": "failed", "source_file": "a.log", "line_count": 1}
KEYS = ("template_hash", "severity", "timestamp", "event_id")


def by_definition(rows):
    """Key -> its smallest service, of the three smallest keys of each template and severity."""
    chosen = {}
    for row in sorted(rows, key=lambda row: tuple(row[name] for name in KEYS)):
        key = tuple(row[name] for name in KEYS)
        of_group = [other for other in chosen if other[:2] == key[:2]]
        if key in chosen or len(of_group) < 3:
            chosen[key] = min(chosen.get(key, row["service"]), row["service"])
    return chosen


@given(ROWS, st.integers(1, 7))
def test_examples_follow_their_definition(rows, of_batch):
    schema = arrow_schema(ERROR_LOGS_PARSED)
    stored = pa.Table.from_pylist([OTHERS | row | {"batch_id": 1} for row in rows], schema=schema)
    batches = pa.Table.from_batches(stored.to_batches(max_chunksize=of_batch))
    found = examples(occurrences(batches, RecordTable.ERRORS)).to_pylist()
    expected = by_definition(rows)
    assert len(found) == len(expected)
    micros = pa.array([row["example_timestamp"] for row in found], schema.field("timestamp").type).cast(pa.int64())
    keys = [
        (row["template_hash"], row["severity"], at, row["example_event_id"])
        for row, at in zip(found, micros.to_pylist(), strict=True)
    ]
    assert {key: row["service"] for key, row in zip(keys, found, strict=True)} == expected
