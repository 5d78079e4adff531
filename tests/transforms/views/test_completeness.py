"""Views read complete batches only, and of the rejects the open ones."""

from datetime import timedelta
from typing import Any

from tests.transforms.views.engines import rows_of
from tests.transforms.views.rows import MORNING, batch_row, file_count_row, ledger_row, reject_row

# What is in the lakehouse, and which of the rejects of batches 1 to 4 are open; that of batch 2 is a day older.
PURGE = {"kind": "purge", "purges_rejects_before": MORNING}
ALL_OF_IT = {"kind": "purge", "purges_rejects_before": MORNING + timedelta(days=1)}
ABANDONED = {"kind": "abandoned", "consumes_through": 4, "purges_rejects_before": MORNING + timedelta(days=1)}
OPEN_REJECTS = [
    ("nothing was reprocessed", [1, 2, 3, 4], {}, ["1", "2", "3", "4"]),
    ("batch 3 reprocessed up to 2", [1, 2, 3, 4], {3: {"consumes_through": 2}}, ["3", "4"]),
    ("batch 4 reprocessed up to 3, is not complete", [1, 2, 3], {4: {"consumes_through": 3}}, ["1", "2", "3"]),
    ("reprocessed twice", [1, 2, 3, 4], {2: {"consumes_through": 1}, 4: {"consumes_through": 3}}, ["4"]),
    ("batch 4 purged what is older", [1, 2, 3, 4], {4: PURGE}, ["1", "3", "4"]),
    ("batch 4 purged, is not complete", [1, 2, 3], {4: PURGE}, ["1", "2", "3"]),
    ("a purge before the old reject was carried over", [1, 2, 3, 4], {1: PURGE}, ["1", "2", "3", "4"]),
    ("a later purge covers less", [1, 2, 3, 4], {3: ALL_OF_IT, 4: PURGE}, ["4"]),
    ("purged and reprocessed", [1, 2, 3, 4], {3: {"consumes_through": 1}, 4: PURGE}, ["3", "4"]),
    ("batch 3 was abandoned", [1, 2, 4], {3: ABANDONED}, ["1", "2", "3", "4"]),
    ("the ledger is empty", [], {}, []),
]


def test_open_rejects_are_those_that_no_complete_reprocess_or_purge_took(spark):
    found = {name: _open(ledger, batches) for name, ledger, batches, _ in OPEN_REJECTS}

    assert found == {name: expected for name, _, _, expected in OPEN_REJECTS}


def test_a_batch_that_never_reached_the_ledger_does_not_count(spark):
    counts = [file_count_row(batch_id=batch_id, occurrence_count=10**batch_id) for batch_id in (1, 2, 3)]
    tables = {"error_file_counts": counts, "ingest_ledger": [ledger_row(batch_id=1), ledger_row(batch_id=2)]}

    assert [row["occurrence_count"] for row in rows_of("error_frequency", tables)] == [110]


def _open(ledger: list[int], batches: dict[int, dict[str, Any]]) -> list[str]:
    old = {2: MORNING - timedelta(days=1)}
    tables = {
        "error_logs_rejected": [
            reject_row(batch_id=number, reason=str(number), rejected_at=old.get(number, MORNING))
            for number in (1, 2, 3, 4)
        ],
        "ingest_batches": [batch_row(number, **batches.get(number, {})) for number in (1, 2, 3, 4)],
        "ingest_ledger": [ledger_row(batch_id=number) for number in ledger],
    }
    return [row["reason"] for row in rows_of("reject_reasons", tables)]
