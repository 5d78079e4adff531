"""Views look at complete batches only, and at rejects that nothing has replaced."""

from tests.transforms.views.engines import rows_of
from tests.transforms.views.rows import batch_row, file_count_row, ledger_row, reject_row

# What is in the lakehouse, and which of the rejects of batches 1 to 4 are open.
OPEN_REJECTS = [
    ("nothing was reprocessed", {"ledger": [1, 2, 3, 4], "reprocess": {}}, ["1", "2", "3", "4"]),
    ("batch 3 reprocessed up to 2", {"ledger": [1, 2, 3, 4], "reprocess": {3: 2}}, ["3", "4"]),
    ("batch 4 reprocessed up to 3 but is not complete", {"ledger": [1, 2, 3], "reprocess": {4: 3}}, ["1", "2", "3"]),
    ("reprocessed twice", {"ledger": [1, 2, 3, 4], "reprocess": {2: 1, 4: 3}}, ["4"]),
    ("the ledger is empty", {"ledger": [], "reprocess": {}}, []),
]


def test_open_rejects_are_those_that_no_complete_reprocess_replaced(spark):
    found = {name: _open(**given) for name, given, _ in OPEN_REJECTS}

    assert found == {name: expected for name, _, expected in OPEN_REJECTS}


def test_a_batch_that_never_reached_the_ledger_does_not_count(spark):
    counts = [file_count_row(batch_id=batch_id, occurrence_count=10**batch_id) for batch_id in (1, 2, 3)]
    tables = {"error_file_counts": counts, "ingest_ledger": [ledger_row(batch_id=1), ledger_row(batch_id=2)]}

    assert [row["occurrence_count"] for row in rows_of("error_frequency", tables)] == [110]


def _open(ledger: list[int], reprocess: dict[int, int]) -> list[str]:
    tables = {
        "error_logs_rejected": [reject_row(batch_id=number, reason=str(number)) for number in (1, 2, 3, 4)],
        "ingest_batches": [batch_row(number, consumes_through=reprocess.get(number)) for number in (1, 2, 3, 4)],
        "ingest_ledger": [ledger_row(batch_id=number) for number in ledger],
    }
    return [row["reason"] for row in rows_of("reject_reasons", tables)]
