from tests.transforms.views.engines import rows_of
from tests.transforms.views.rows import at, count_row, ledger_row

EIGHT, NINE = at("2026-01-31T08:00:00"), at("2026-01-31T09:00:00")

# hour, severity, code, template, batch, count
COUNTS = [
    (EIGHT, "Error", "CC-1", "v1:a", 1, 1),
    (EIGHT, "Error", "CC-1", "v1:b", 1, 2),
    (EIGHT, "Error", "CC-2", "v1:a", 2, 4),
    (EIGHT, "Warning", "CC-1", "v1:a", 1, 8),
    (NINE, "Error", "CC-1", "v1:a", 2, 16),
    (NINE, "Error", "CC-1", "v1:a", 3, 32),
]


def test_codes_and_templates_of_complete_batches_are_counted_once_per_series_and_hour(spark):
    names = ("hour", "severity", "error_code", "template_hash", "batch_id", "occurrence_count")
    counts = [count_row(**dict(zip(names, row, strict=True))) for row in COUNTS]

    rows = rows_of("logs_hourly_agg", {"error_counts": counts, "ingest_ledger": [ledger_row(batch_id=2)]})

    shown = ("hour", "severity", "occurrence_count", "error_codes", "templates")
    assert [tuple(row[name] for name in shown) for row in rows] == [
        (EIGHT, "Error", 7, 2, 2),
        (EIGHT, "Warning", 8, 1, 1),
        (NINE, "Error", 16, 1, 1),
    ]
