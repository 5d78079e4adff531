"""How often each pattern occurred on each day, and how that compares with the week before."""

from pyspark.sql import Column as SparkColumn
from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from faultbook.tables import Column, SchemaRole
from faultbook.tables.view import View
from faultbook.transforms.portable.completeness import complete
from faultbook.transforms.portable.contracted import contracted
from faultbook.transforms.portable.occurrences import (
    FIRST_OCCURRENCE,
    LAST_OCCURRENCE,
    OCCURRENCE_COUNT,
    span,
    summed,
)
from faultbook.transforms.portable.pattern_texts import successions, with_pattern
from faultbook.transforms.portable.utc import utc_day, utc_day_number
from faultbook.transforms.records.severity_ranks import with_rank, worst_severity
from faultbook.transforms.views.patterns import escalates, latest_decisions

WEEK = 7

VIEW = View(
    name="pattern_daily",
    role=SchemaRole.ANSWERS,
    comment="How often each error pattern occurred on each day (UTC), beside the week before. Counts add up to all "
    "records.",
    key=("pattern_id", "day"),
    columns=(
        Column("pattern_id", "STRING", "The pattern; see patterns.", nullable=False),
        Column("day", "DATE", "Day of the records, UTC; no row where nothing happened.", nullable=False),
        Column(
            "state",
            "STRING",
            "How it stood on that day. new: its first day. regressed: it came back after seven days of silence, or "
            "after somebody resolved it. escalating: far more than in the seven days before. ongoing: none of these.",
            nullable=False,
        ),
        OCCURRENCE_COUNT,
        Column("max_level", "STRING", "Worst severity among the day's records.", nullable=False),
        Column("day_before", "BIGINT", "Records of the day before, its predecessors' too.", nullable=False),
        Column(
            "week_before", "BIGINT", "Records of the same weekday a week before, its predecessors' too.", nullable=False
        ),
        Column(
            "seven_days_before",
            "BIGINT",
            "Records of the seven days before, together, its predecessors' too.",
            nullable=False,
        ),
        FIRST_OCCURRENCE,
        LAST_OCCURRENCE,
    ),
    question="select * from pattern_daily where day = date '2026-01-31' order by occurrence_count desc limit 10",
)


def pattern_daily(
    error_counts: DataFrame,
    ingest_ledger: DataFrame,
    pattern_map: DataFrame,
    pattern_decisions: DataFrame,
    severity_ranks: DataFrame,
) -> DataFrame:
    """Occurrences per pattern and day. In: the tables of these names. Out: the columns of VIEW.

    A day is judged by what came before it, so that its state stays the same later on, unless late records or decisions
    change what there was.
    """
    counts = with_rank(complete(error_counts, ingest_ledger), severity_ranks)
    days = judged_days(counts, pattern_map, pattern_decisions, worst_severity().alias("worst"))
    return contracted(days.withColumn("max_level", F.col("worst.severity")), VIEW)


def judged_days(
    counts: DataFrame, pattern_map: DataFrame, pattern_decisions: DataFrame, *more: SparkColumn
) -> DataFrame:
    """The days of each pattern and how it stood. In: complete rows of error_counts; the tables of these names.

    Out: the columns of VIEW but max_level, and the aggregates `more`.
    """
    dated = with_pattern(counts, pattern_map).withColumns(
        {"day": utc_day(F.col("hour")), "day_number": utc_day_number(F.col("hour"))}
    )
    days = dated.groupBy(*VIEW.key, "day_number").agg(summed("occurrence_count"), *span(), *more)
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
    told = compared.join(latest_decisions(pattern_decisions, pattern_map), on="pattern_id", how="left")
    return told.withColumn("state", _state())


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
