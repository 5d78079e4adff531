"""What is different in a window of time from the window before it."""

from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from faultbook.transforms.anomalies.correlation import what_changed
from faultbook.transforms.portable.pattern_texts import with_pattern
from faultbook.transforms.queries.parameters import equals, parameter, pinned_rows
from faultbook.transforms.views.pattern_values import carried_values

DIMENSIONS = ("pattern_id", "error_code", "service", "severity")
LEAST_SURPRISE = 3.0
_ANSCOMBE = 0.375


def changes(error_counts: DataFrame, pattern_map: DataFrame) -> DataFrame:
    """Values of each dimension whose records became more or fewer than chance lets them.

    Windows: after is from since to until, before from baseline_since to since. In: the tables of these names.
    Parameters: baseline_since, since, until; ratio (length of after by length of before, DOUBLE), count_from (fewest
    records in the larger of both); service, environment; dimension (NULL: all); through_batch. Out: dimension, value,
    before_count, after_count, expected_count (of before, for the length of after), kind (new, gone, more, fewer),
    surprise (deviations, above 0 where more), size (its absolute value).
    Source: Anscombe, 2 (sqrt(x + 3/8) - sqrt(e + 3/8)) is about normal where x is a Poisson count of expectation e.
    """
    first, middle, end = (parameter(name, "timestamp") for name in ("baseline_since", "since", "until"))
    in_time = error_counts.where((F.col("hour") >= first) & (F.col("hour") < end))
    some = in_time.where(equals("service")).where(equals("environment"))
    is_after = F.col("hour") >= middle
    before = F.when(is_after, F.lit(0)).otherwise(F.col("occurrence_count"))
    after = F.when(is_after, F.col("occurrence_count")).otherwise(F.lit(0))
    of_templates = (
        pinned_rows(some)
        .groupBy("template_hash", "error_code", "service", "severity")
        .agg(F.sum(before).cast("bigint").alias("before"), F.sum(after).cast("bigint").alias("after"))
    )
    windows = with_pattern(of_templates, pattern_map)
    values = reduce(DataFrame.unionAll, [_by(windows, name) for name in DIMENSIONS])
    expected = F.col("before_count").cast("double") * parameter("ratio", "double")
    judged = values.withColumn("expected_count", expected).withColumn(
        "surprise", (_root(F.col("after_count").cast("double")) - _root(F.col("expected_count"))) * F.lit(2.0)
    )
    sized = judged.withColumn(
        "size", F.when(F.col("surprise") < 0, -F.col("surprise")).otherwise(F.col("surprise"))
    ).withColumn("kind", _kind())
    fewest = parameter("count_from", "bigint")
    enough = (F.col("after_count") >= fewest) | (F.col("before_count") >= fewest)
    return sized.where(equals("dimension") & enough & (F.col("size") >= LEAST_SURPRISE)).select(
        *("dimension", "value", "before_count", "after_count", "expected_count", "kind", "surprise", "size")
    )


def value_changes(
    error_logs_parsed: DataFrame, logs: DataFrame, text_logs: DataFrame, pattern_map: DataFrame
) -> DataFrame:
    """In which values (service, source code file, host, version and other labels) the rise between two windows sits.

    Windows and parameters are those of `changes`, with pattern_id (NULL: all) instead of dimension. In: the tables of
    these names. Out: the columns of what_changed (correlation.py).
    """
    first, middle, end = (parameter(name, "timestamp") for name in ("baseline_since", "since", "until"))

    def inside(rows: DataFrame) -> DataFrame:
        in_time = pinned_rows(rows).where((F.col("timestamp") >= first) & (F.col("timestamp") < end))
        return in_time.where(equals("service")).where(equals("environment"))

    values = carried_values(inside(error_logs_parsed), inside(logs), inside(text_logs), "service")
    carried = with_pattern(values, pattern_map)
    some = carried.where(equals("pattern_id")).withColumn("is_after", F.col("timestamp") >= middle)
    counted = some.groupBy("is_label", "dimension", "value").agg(
        F.count(F.when(~F.col("is_after"), F.lit(1))).alias("before_count"),
        F.count(F.when(F.col("is_after"), F.lit(1))).alias("after_count"),
    )
    return what_changed(counted, ratio=parameter("ratio", "double"), count_from=parameter("count_from", "bigint"))


def _by(windows: DataFrame, name: str) -> DataFrame:
    return (
        windows.groupBy(name)
        .agg(F.sum("before").cast("bigint").alias("before_count"), F.sum("after").cast("bigint").alias("after_count"))
        .select(F.lit(name).alias("dimension"), F.col(name).alias("value"), "before_count", "after_count")
    )


def _root(count: Column) -> Column:
    return F.sqrt(count + F.lit(_ANSCOMBE))


def _kind() -> Column:
    return (
        F.when(F.col("before_count") == 0, F.lit("new"))
        .when(F.col("after_count") == 0, F.lit("gone"))
        .when(F.col("surprise") > 0, F.lit("more"))
        .otherwise(F.lit("fewer"))
    )
