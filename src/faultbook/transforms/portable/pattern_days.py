"""The days of each pattern, each judged by the days before it."""

from pyspark.sql import Column as SparkColumn
from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from faultbook.transforms.portable.decisions import latest_decisions
from faultbook.transforms.portable.escalation import escalates
from faultbook.transforms.portable.occurrences import span, summed
from faultbook.transforms.portable.pattern_texts import successions, with_pattern
from faultbook.transforms.portable.utc import utc_day, utc_day_number

WEEK = 7
PATTERN_DAY = ("pattern_id", "day")
"""What identifies a row of judged_days."""


def judged_days(
    counts: DataFrame, pattern_map: DataFrame, pattern_decisions: DataFrame, *more: SparkColumn
) -> DataFrame:
    """The days of each pattern and how it stood. In: complete rows of error_counts; the tables of these names.

    Out: the columns of the view pattern_daily but max_level, first_seen, squares, and the aggregates `more`.
    """
    dated = with_pattern(counts, pattern_map).withColumns(
        {"day": utc_day(F.col("hour")), "day_number": utc_day_number(F.col("hour"))}
    )
    days = dated.groupBy(*PATTERN_DAY, "day_number").agg(summed("occurrence_count"), *span(), *more)
    # By day and pattern with what its predecessors recorded; the windows need the days on which only those did.
    own = days.select("pattern_id", "day", "day_number", "occurrence_count", "first_occurrence")
    earlier = own.withColumnRenamed("pattern_id", "earlier_id").join(successions(pattern_map), on="earlier_id")
    totals = (
        own.unionByName(earlier.select(*own.columns))
        .groupBy("pattern_id", "day", "day_number")
        .agg(F.sum("occurrence_count").cast("bigint").alias("count"), F.min("first_occurrence").alias("first"))
    )
    number = F.col("count").cast("double")
    past = totals.withColumns(
        {
            "day_before": _sum_of(F.col("count"), 1, 1),
            "week_before": _sum_of(F.col("count"), WEEK, WEEK),
            "seven_days_before": _sum_of(F.col("count"), WEEK, 1),
            "squares": _sum_of(number * number, WEEK, 1),
            "first_seen": F.min("first").over(Window.partitionBy("pattern_id")),
        }
    ).drop("count", "first", "day_number")
    compared = days.join(past, on=["pattern_id", "day"])
    decided = compared.join(latest_decisions(pattern_decisions, pattern_map), on="pattern_id", how="left")
    return decided.withColumn("state", _state())


def _sum_of(value: SparkColumn, from_days: int, to_days: int) -> SparkColumn:
    """The sum over the days from so many before to so many before; 0 where nothing happened."""
    days = Window.partitionBy("pattern_id").orderBy("day_number").rangeBetween(-from_days, -to_days)
    return F.coalesce(F.sum(value).over(days), F.lit(0))


def _state() -> SparkColumn:
    total = F.col("seven_days_before").cast("double")
    return (
        F.when(F.col("last_occurrence") > F.col("resolved_at"), F.lit("regressed"))
        .when(F.col("first_seen") == F.col("first_occurrence"), F.lit("new"))
        .when(F.col("seven_days_before") == 0, F.lit("regressed"))
        .when(escalates(F.col("occurrence_count"), total=total, squares=F.col("squares")), F.lit("escalating"))
        .otherwise(F.lit("ongoing"))
    )
