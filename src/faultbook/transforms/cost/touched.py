"""What a cost run has to compute anew: the hours that late records touch, the days of runs that ended."""

from collections.abc import Sequence

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from faultbook.transforms.cost.hours import day_of, with_hours


def hours_of_new_usage(usage: DataFrame, *, since: Column) -> DataFrame:
    """Hours that records which arrived on or after the day `since` belong to: a correction touches the old hour.

    In: the leaves of billing.usage. Out: hour_ms BIGINT, each once. Records without a day of arrival count as new.
    """
    new = usage.where(F.coalesce(F.col("ingestion_date") >= since, F.lit(True)))
    return _hours(new, F.coalesce("usage_start_time", "usage_end_time"), F.col("usage_end_time")).distinct()


def days_of_ended_runs(runs: DataFrame, *, since: Column) -> DataFrame:
    """Days of runs of jobs that ended after the instant `since`: only now it is known how. Out: usage_date."""
    whole = runs.groupBy("workspace_id", "job_id", "run_id").agg(
        F.min("period_start_time").alias("started_at"), F.max("period_end_time").alias("ended_at")
    )
    hours = _hours(whole.where(F.col("ended_at") >= since), F.col("started_at"), F.col("ended_at"))
    return hours.select(day_of(F.col("hour_ms")).alias("usage_date")).distinct()


def overlapping(rows: DataFrame, start: str, ends: Sequence[str], ranges: Sequence[tuple[Column, Column]]) -> DataFrame:
    """The rows whose time touches one of the half-open ranges of instants.

    A row lasts from its start to the last of `start` and `ends` that is known; without a start, from the first of
    `ends` that is. Plain comparisons come first: by them files and row groups are left out unread.
    """
    plain, dateless = F.lit(False), F.col(start).isNotNull()
    for since, until in ranges:
        lasts = F.col(start) >= since
        for end in ends:
            lasts = lasts | (F.col(end) >= since)
        plain = plain | (((F.col(start) < until) | F.col(start).isNull()) & lasts)
        dateless = dateless | ((F.coalesce(*ends) < until) & lasts)
    return rows.where(plain).where(dateless)


def _hours(rows: DataFrame, start: Column, end: Column) -> DataFrame:
    spans = rows.select(F.unix_millis(start).alias("start_ms"), F.unix_millis(end).alias("end_ms"))
    return with_hours(spans, "start_ms", "end_ms").select("hour_ms")
