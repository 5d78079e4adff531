from tests.transforms.views.engines import rows_of
from tests.transforms.views.rows import at, count_row, ledger_row

EIGHT, NINE = at("2026-01-31T08:00:00"), at("2026-01-31T09:00:00")

# hour, service, environment, code, template, batch, count
COUNTS = [
    (EIGHT, "api", "prod", "CC-1", "v1:a", 1, 1),
    (EIGHT, "api", "prod", "CC-1", "v1:b", 1, 2),
    (EIGHT, "api", "prod", "CC-1", "v1:a", 2, 4),
    (EIGHT, "api", "dev", "CC-1", "v1:a", 1, 8),
    (EIGHT, "db", "prod", "CC-1", "v1:a", 1, 16),
    (NINE, "api", "prod", "CC-1", "v1:a", 1, 32),
]


def test_templates_and_batches_are_added_up_per_hour_service_environment_and_code(spark):
    names = ("hour", "service", "environment", "error_code", "template_hash", "batch_id", "occurrence_count")
    counts = [count_row(**dict(zip(names, row, strict=True))) for row in COUNTS]

    rows = rows_of("error_frequency_hourly", {"error_counts": counts, "ingest_ledger": [ledger_row(batch_id=2)]})

    assert [(row["hour"], row["service"], row["environment"], row["occurrence_count"]) for row in rows] == [
        (EIGHT, "api", "dev", 8),
        (EIGHT, "api", "prod", 7),
        (EIGHT, "db", "prod", 16),
        (NINE, "api", "prod", 32),
    ]
