"""Which days a cost run has to compute anew: those that late records, statements or ended runs touch."""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from faultbook.transforms.cost.hours import DAY_MS, day_of


def days_of_new_usage(usage: DataFrame, *, since: Column) -> DataFrame:
    """Days that records which arrived on or after the day `since` belong to: a correction of an old day touches it.

    In: the leaves of billing.usage. Out: usage_date. Records without a day of arrival count as new.
    """
    new = usage.where(F.coalesce(F.col("ingestion_date") >= since, F.lit(True)))
    return _days(new, F.coalesce("usage_start_time", "usage_end_time"), F.col("usage_end_time"))


def days_of_ended_runs(runs: DataFrame, *, since: Column) -> DataFrame:
    """Days of runs of jobs that ended after the instant `since`: only now it is known how. Out: usage_date."""
    whole = runs.groupBy("workspace_id", "job_id", "run_id").agg(
        F.min("period_start_time").alias("started_at"), F.max("period_end_time").alias("ended_at")
    )
    return _days(whole.where(F.col("ended_at") >= since), F.col("started_at"), F.col("ended_at"))


def overlapping(rows: DataFrame, start: Column, end: Column, ranges: list[tuple[Column, Column]]) -> DataFrame:
    """The rows whose time touches one of the half-open ranges of instants. NULL start or end: as the other one."""
    begin, done = F.coalesce(start, end), F.coalesce(end, start)
    touches = F.lit(False)
    for since, until in ranges:
        touches = touches | ((begin < until) & (done >= since))
    return rows.where(touches)


def _days(rows: DataFrame, start: Column, end: Column) -> DataFrame:
    first = F.unix_millis(start)
    last = F.greatest(first, F.unix_millis(F.coalesce(end, start)) - F.lit(1))
    span = F.sequence(first, last - F.pmod(last, F.lit(DAY_MS)) + F.lit(DAY_MS - 1), F.lit(DAY_MS))
    days = rows.where(first.isNotNull()).select(F.explode(span).alias("day_ms"))
    return days.select(day_of(F.col("day_ms")).alias("usage_date")).distinct()
