"""Which texts are instants, and which instants they are. NULL expected: the line becomes a reject."""

import pytest
from pyspark.sql import functions as F

from tests.frames import frame
from tests.oracles.spark_formats.tab_separated.instants import instant

CASES = [
    ("2026-01-31T20:26:10Z", "2026-01-31 20:26:10.000000"),
    ("2026-01-31T20:26:10", "2026-01-31 20:26:10.000000"),
    ("2026-01-31 20:26:10", "2026-01-31 20:26:10.000000"),
    ("2026-01-31t20:26:10z", "2026-01-31 20:26:10.000000"),
    ("2026-01-31T20:26:10.5Z", "2026-01-31 20:26:10.500000"),
    ("2026-01-31T20:26:10,123456789Z", "2026-01-31 20:26:10.123456"),
    ("2026-01-31T20:26:10.999999999Z", "2026-01-31 20:26:10.999999"),
    ("2026-01-28T23:29:17.855255+00:00Z", "2026-01-28 23:29:17.855255"),
    ("2026-01-28T23:29:17+02:00", "2026-01-28 21:29:17.000000"),
    ("2026-01-28T23:29:17-0530", "2026-01-29 04:59:17.000000"),
    ("2026-01-28T23:29:17+02", "2026-01-28 21:29:17.000000"),
    ("2026-01-28T23:29:17.25+18:00", "2026-01-28 05:29:17.250000"),
    ("2024-02-29T00:00:00Z", "2024-02-29 00:00:00.000000"),
    ("0001-01-01T00:00:00Z", "0001-01-01 00:00:00.000000"),
    ("9999-12-31T23:59:59.999999Z", "9999-12-31 23:59:59.999999"),
    ("0001-01-01T00:00:00-01:00", "0001-01-01 01:00:00.000000"),
    # Outside the years 0001 to 9999, by an offset or outright.
    ("0001-01-01T00:00:00+01:00", None),
    ("9999-12-31T23:59:59-01:00", None),
    ("0000-06-01T00:00:00Z", None),
    # Less than a full date and time: `cast` would read some of these as today.
    ("12:30:00", None),
    ("T12:30:00", None),
    ("2026", None),
    ("2026-01", None),
    ("2026-01-31", None),
    ("2026-01-31T20:26Z", None),
    ("2026-1-31T20:26:10Z", None),
    # No such day, hour, zone.
    ("2026-02-30T00:00:00Z", None),
    ("2025-02-29T00:00:00Z", None),
    ("2026-01-31T24:00:00Z", None),
    ("2026-01-31T23:60:00Z", None),
    ("2026-01-31T23:59:60Z", None),
    ("2026-01-31T20:26:10+19:00", None),
    ("2026-01-31T20:26:10+18:30", None),
    ("2026-01-31T20:26:10+02:60", None),
    ("2026-01-31T20:26:10 UTC", None),
    ("2026-01-31T20:26:10.Z", None),
    ("2026-01-31T20:26:10.1234567890Z", None),
    ("2026-01-31T20:26:10ZZ", None),
    ("2026-01-31T20:26:10Z\x85", None),
    ("x2026-01-31T20:26:10Z", None),
    ("٢٠٢٦-01-31T20:26:10Z", None),
    ("+2026-01-31T20:26:10Z", None),
    ("epoch", None),
    ("now", None),
    ("", None),
    (None, None),
]


def test_an_instant_is_a_full_date_and_time_of_the_years_1_to_9999(spark):
    read = frame(CASES, "text string, expected string").withColumn(
        "found", F.date_format(instant(F.col("text")), "yyyy-MM-dd HH:mm:ss.SSSSSS")
    )
    assert [row.asDict() for row in read.where(~F.col("found").eqNullSafe(F.col("expected"))).collect()] == []


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Asia/Kolkata"])
def test_no_zone_means_utc_whatever_the_session_thinks(spark, zone):
    before = spark.conf.get("spark.sql.session.timeZone")
    spark.conf.set("spark.sql.session.timeZone", zone)
    try:
        read = frame([("2026-01-31 20:26:10",), ("2026-01-31T20:26:10Z",)], "text string")
        micros = [row[0] for row in read.select(F.unix_micros(instant(F.col("text")))).collect()]
    finally:
        spark.conf.set("spark.sql.session.timeZone", before)
    assert micros == [1769891170000000, 1769891170000000]
