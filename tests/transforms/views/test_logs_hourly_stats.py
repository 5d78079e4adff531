from datetime import UTC, datetime

from tests.transforms.views.engines import rows_of
from tests.transforms.views.rows import at, count_row, ledger_row

LAST = datetime(9999, 12, 31, 23, tzinfo=UTC)

# hour, service, count
COUNTS = [
    (at("2026-01-24T08:00:00"), "api", 1),
    (at("2026-01-30T08:00:00"), "api", 2),
    (at("2026-01-31T07:00:00"), "api", 4),
    (at("2026-01-31T08:00:00"), "api", 9),
    (at("2026-01-31T08:00:00"), "db", 27),
    (LAST, "db", 1),
]


def test_an_hour_stands_beside_the_hour_day_and_week_before_of_its_own_series(spark):
    counts = [count_row(**dict(zip(("hour", "service", "occurrence_count"), row, strict=True))) for row in COUNTS]

    rows = rows_of("logs_hourly_stats", {"error_counts": counts, "ingest_ledger": [ledger_row()]})

    shown = ("service", "occurrence_count", "share", "hour_before", "day_before", "week_before")
    changes = ("change_from_hour_before", "change_from_day_before", "change_from_week_before")
    assert [(row["hour"], *(row[name] for name in (*shown, *changes))) for row in rows[2:]] == [
        (COUNTS[2][0], "api", 4, 1.0, 0, 0, 0, 4, 4, 4),
        (COUNTS[3][0], "api", 9, 0.25, 4, 2, 1, 5, 7, 8),
        (COUNTS[4][0], "db", 27, 0.75, 0, 0, 0, 27, 27, 27),
        (LAST, "db", 1, 1.0, 0, 0, 0, 1, 1, 1),
    ]
