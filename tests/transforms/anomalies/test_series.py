"""Series without gaps: no zero before the first record, a zero for every later gap, nothing of alerted hours."""

from pyspark.sql import functions as F

from faultbook.transforms.anomalies.series import counts_by_hour, hourly_series, without_alerted
from tests.frames import frame

OBSERVED = "service string, environment string, severity string, hour_number bigint, observed bigint"
FIRST = "service string, environment string, severity string, first_hour bigint"

# service, first hour ever, counts by hour -> hours 10 to 15 of a window that begins at 10
CASES = [
    ("born inside", 12, {12: 5, 14: 1}, {12: 5, 13: 0, 14: 1, 15: 0}),
    ("older", 3, {11: 2}, {10: 0, 11: 2, 12: 0, 13: 0, 14: 0, 15: 0}),
    ("silent by now", 3, {}, {10: 0, 11: 0, 12: 0, 13: 0, 14: 0, 15: 0}),
    ("not born yet", 16, {16: 9}, {}),
]


def test_a_series_begins_with_its_first_record_and_has_every_hour_since(spark):
    counts = [(name, "prod", "Error", hour, count) for name, _, counted, _ in CASES for hour, count in counted.items()]
    firsts = [(name, "prod", "Error", first) for name, first, _, _ in CASES]

    series = hourly_series(frame(counts, OBSERVED), frame(firsts, FIRST), before=F.lit(16), window_hours=6)

    assert sorted(
        (row["service"], row["hour_number"], row["observed"]) for row in series.toArrow().to_pylist()
    ) == sorted((name, hour, count) for name, _, _, expected in CASES for hour, count in expected.items())


def test_an_alerted_hour_is_no_zero_but_nothing_and_silence_is_of_all_severities(spark):
    series = [(name, "prod", "Error", hour, 7) for name in ("api", "db") for hour in (1, 2)]
    alerted = [("api", "prod", "Error", 1), ("db", "prod", "all", 2), ("db", "prod", "Warning", 1)]
    alerted_schema = "service string, environment string, severity string, hour_number bigint"

    known = without_alerted(frame(series, OBSERVED), frame(alerted, alerted_schema)).toArrow().to_pylist()

    assert sorted((row["service"], row["hour_number"], row["observed"]) for row in known) == [
        ("api", 1, None),
        ("api", 2, 7),
        ("db", 1, 7),
        ("db", 2, None),
    ]


def test_partial_sums_of_batches_are_added_and_the_newest_is_remembered(spark):
    schema = "service string, hour timestamp, occurrence_count bigint, batch_id bigint"
    rows = [
        ("api", "1970-01-02T01:00:00", 2, 1),
        ("api", "1970-01-02T01:00:00", 3, 4),
        ("api", "1969-12-31T23:00:00", 1, 2),
    ]

    found = counts_by_hour(frame(rows, schema), "service").toArrow().to_pylist()

    assert sorted((row["hour_number"], row["observed"], row["newest_batch"]) for row in found) == [
        (-1, 1, 2),
        (25, 5, 4),
    ]
