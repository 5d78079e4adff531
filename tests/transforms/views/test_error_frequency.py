from tests.transforms.views.engines import rows_of
from tests.transforms.views.rows import at, file_count_row, ledger_row

EARLY, LATE = at("2026-01-30T23:59:59.999999"), at("2026-01-31T00:00:01")

# code, severity, file, batch, count, first, last
COUNTS = [
    ("CC-1", "Error", "b.py", 1, 2, LATE, LATE),
    ("CC-1", "Error", "a.py", 1, 3, EARLY, LATE),
    ("CC-1", "Error", "a.py", 2, 4, LATE, LATE),
    ("CC-1", "Critical", "", 1, 1, EARLY, EARLY),
    ("DB-9", "Error", "ü.py", 2, 5_000_000_000, LATE, LATE),
]


def test_partial_sums_of_files_and_batches_are_added_up_per_code_and_severity(spark):
    names = (
        "error_code",
        "severity",
        "file_path",
        "batch_id",
        "occurrence_count",
        "first_occurrence",
        "last_occurrence",
    )
    counts = [file_count_row(**dict(zip(names, row, strict=True))) for row in COUNTS]

    rows = rows_of("error_frequency", {"error_file_counts": counts, "ingest_ledger": [ledger_row(batch_id=2)]})

    assert [tuple(row.values()) for row in rows] == [
        # code, severity, occurrences, affected files, files, first, last
        ("CC-1", "Critical", 1, 1, [""], EARLY, EARLY),
        ("CC-1", "Error", 9, 2, ["a.py", "b.py"], EARLY, LATE),
        ("DB-9", "Error", 5_000_000_000, 1, ["ü.py"], LATE, LATE),
    ]
