"""Clock hours: spans of time are cut at full hours. Instants are milliseconds since 1970, UTC, as BIGINT."""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS


def with_hours(spans: DataFrame, start_ms: str, end_ms: str) -> DataFrame:
    """One row per span and clock hour that it touches: hour_ms, slice_start_ms, slice_end_ms are added.

    A span is half-open: one that ends at a full hour does not touch the next. A span without length (or that ends
    before it starts, or has no end) has one slice without length in the hour of its start. NULL start: no row.
    """
    start, end = F.col(start_ms), F.greatest(F.col(start_ms), F.coalesce(F.col(end_ms), F.col(start_ms)))
    last = F.greatest(start, end - F.lit(1))
    hours = F.sequence(_hour_number(start), _hour_number(last))
    hour = F.col("hour_number") * F.lit(HOUR_MS)
    return (
        spans.where(start.isNotNull())
        .withColumn("hour_number", F.explode(hours))
        .withColumn("hour_ms", hour)
        .withColumn("slice_start_ms", F.greatest(start, hour))
        .withColumn("slice_end_ms", F.greatest(F.greatest(start, hour), F.least(end, hour + F.lit(HOUR_MS))))
        .drop("hour_number")
    )


def instant_of(millis: Column) -> Column:
    """The instant of milliseconds since 1970, TIMESTAMP."""
    return F.timestamp_millis(millis)


def day_of(millis: Column) -> Column:
    """The UTC day of milliseconds since 1970, DATE, whatever the session's time zone."""
    return F.date_add(F.lit("1970-01-01").cast("date"), F.call_function("div", millis, F.lit(DAY_MS)).cast("int"))


def _hour_number(millis: Column) -> Column:
    return F.call_function("div", millis, F.lit(HOUR_MS))
