from datetime import date

from tests.transforms.views.engines import rows_of
from tests.transforms.views.rows import file_count_row, ledger_row

FIRST, FRIDAY, SATURDAY, LAST = date(1, 1, 1), date(2026, 1, 30), date(2026, 1, 31), date(9999, 12, 31)

# day, code, severity, file, count
COUNTS = [
    (SATURDAY, "CC-1", "Error", "b.py", 2),
    (SATURDAY, "CC-1", "Error", "a.py", 3),
    (SATURDAY, "CC-1", "Warning", "a.py", 1),
    (FRIDAY, "CC-1", "Error", "a.py", 7),
    (FIRST, "CC-1", "Error", "a.py", 1),
    (LAST, "CC-1", "Error", "a.py", 1),
]


def test_every_day_has_its_own_row_per_code_and_severity(spark):
    names = ("day", "error_code", "severity", "file_path", "occurrence_count")
    counts = [file_count_row(**dict(zip(names, row, strict=True))) for row in COUNTS]

    rows = rows_of("error_frequency_daily", {"error_file_counts": counts, "ingest_ledger": [ledger_row()]})

    assert [(row["day"], row["severity"], row["occurrence_count"], row["files"]) for row in rows] == [
        (FIRST, "Error", 1, ["a.py"]),
        (FRIDAY, "Error", 7, ["a.py"]),
        (SATURDAY, "Error", 5, ["a.py", "b.py"]),
        (SATURDAY, "Warning", 1, ["a.py"]),
        (LAST, "Error", 1, ["a.py"]),
    ]
