"""What goes together: patterns that rise in the same hours, and the values that a change between windows sits in."""

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

_HOURS_PER_DAY = 24
_LEAST_SURPRISE = 6.9
"""ln(1000): of a thousand pairs tried in vain, one looks like this by chance."""


def risen_hours(
    pattern_counts: DataFrame, *, first: Column, before: Column, deviations: float = 3.0, count_from: int = 3
) -> DataFrame:
    """The hours in which a pattern is above its own expectation.

    The expectation is its mean in the same hour of the day over the window, so that what comes every night does not
    rise, it comes. In: environment, pattern_id, hour_number, observed; the window goes from `first` to `before`
    (numbers of hours). Out: environment, pattern_id, hour_number.
    Source: observed > mean + deviations * sqrt(mean), as of a Poisson count.
    """
    counts = (
        pattern_counts.where((F.col("hour_number") >= first) & (F.col("hour_number") < before))
        .groupBy("environment", "pattern_id", "hour_number")
        .agg(F.sum("observed").alias("observed"))
        .withColumn("hour_of_day", F.pmod("hour_number", F.lit(_HOURS_PER_DAY)))
    )
    days = F.greatest((before - first) / _HOURS_PER_DAY, F.lit(1.0))
    habit = counts.groupBy("environment", "pattern_id", "hour_of_day").agg((F.sum("observed") / days).alias("mean"))
    compared = counts.join(habit, on=["environment", "pattern_id", "hour_of_day"])
    is_above = F.col("observed") > F.col("mean") + deviations * F.sqrt("mean")
    risen = compared.where(is_above & (F.col("observed") >= count_from))
    return risen.select("environment", "pattern_id", "hour_number")


def rising_together(risen: DataFrame, *, hours: int, joint_from: int = 3, lift_from: float = 2.0) -> DataFrame:
    """Pairs of patterns that rise in the same hours more often than chance lets them.

    Lift is how many times more joint hours there are than two patterns that know nothing of each other would have. A
    pair must also be more surprising than the best of all pairs tried would be by chance: few patterns need few joint
    hours, thousands need more. In: of `risen_hours` over a window of `hours`. Out: environment, pattern_a and pattern_b
    (a < b), joint_hours, hours_a, hours_b, lift, surprise (nats), first_hour and last_hour (numbers) of the joint ones.
    Source: Chernoff's bound of the Poisson tail, -ln P(X >= n) >= n ln(n / e) - n + e with e = a * b / hours.
    """
    counted = risen.groupBy("environment", "pattern_id").agg(F.count("*").alias("risen_hours"))
    often = counted.where(F.col("risen_hours") >= joint_from)
    tried = often.groupBy("environment").agg((F.count("*") * (F.count("*") - 1) / 2).alias("pairs_tried"))
    rises = risen.join(often, on=["environment", "pattern_id"])
    joint = (
        _sided(rises, "a")
        .join(_sided(rises, "b"), on=["environment", "hour_number"])
        .where(F.col("pattern_a") < F.col("pattern_b"))
        .groupBy("environment", "pattern_a", "pattern_b", "hours_a", "hours_b")
        .agg(
            F.count("*").alias("joint_hours"),
            F.min("hour_number").alias("first_hour"),
            F.max("hour_number").alias("last_hour"),
        )
    )
    by_chance = F.col("hours_a") * F.col("hours_b") / F.lit(float(hours))
    together = F.col("joint_hours")
    found = joint.join(tried, on="environment").withColumn("lift", together / by_chance)
    surprising = found.withColumn("surprise", together * F.ln("lift") - together + by_chance)
    is_no_coincidence = F.col("surprise") >= F.lit(_LEAST_SURPRISE) + F.ln(F.greatest("pairs_tried", F.lit(1.0)))
    kept = surprising.where((together >= joint_from) & (F.col("lift") >= lift_from) & is_no_coincidence)
    return kept.select(
        *("environment", "pattern_a", "pattern_b", "joint_hours", "hours_a", "hours_b", "lift", "surprise"),
        *("first_hour", "last_hour"),
    )


def what_changed(values: DataFrame, *, ratio: Column, count_from: Column) -> DataFrame:
    """Which values of each dimension the change between two windows sits in, most telling first (column place).

    A value that has nine tenths of the records has nine tenths of every rise; it explains nothing. So values are ranked
    by how far their share of the excess is above their usual share of the records.
    In: is_label, dimension, value, before_count, after_count (records); `ratio` is the length of the window after by
    that of the window before, DOUBLE. Out: the same columns, expected_count (of before, for the length of after),
    excess, share (of the excess of the dimension, 0 to 1), usual_share (of the records before), place from 1 within the
    dimension. Only values with an excess above 0 and at least `count_from` records after; none where a dimension as a
    whole did not rise. Nulls: value, where it is NULL in the counts.
    """
    of_dimension = Window.partitionBy("is_label", "dimension")
    before, after = (F.col(f"{name}_count").cast("double") for name in ("before", "after"))
    scaled = values.withColumn("expected_count", before * ratio).withColumn("excess", after - F.col("expected_count"))
    # Each sum over a column of its own: engines differ in windows over expressions.
    rise = F.when(F.col("excess") > 0, F.col("excess")).otherwise(F.lit(0).cast("double"))
    whole = scaled.withColumn("rise", rise).withColumns(
        {
            "whole_rise": F.sum("rise").over(of_dimension),
            "whole_excess": F.sum("excess").over(of_dimension),
            "whole_before": F.sum("before_count").over(of_dimension),
        }
    )
    risen = whole.where(
        (F.col("whole_excess") > 0) & (F.col("excess") > 0) & (F.col("after_count") >= count_from)
    ).withColumn("share", F.col("excess").cast("double") / F.col("whole_rise").cast("double"))
    usual = F.when(F.col("whole_before") > 0, before / F.col("whole_before").cast("double"))
    compared = risen.withColumn("usual_share", F.coalesce(usual, F.lit(0).cast("double")))
    telling = compared.withColumn("telling", F.col("share") - F.col("usual_share"))
    order = (F.col("telling").desc(), F.col("excess").desc(), F.col("value").asc_nulls_last())
    return telling.withColumn("place", F.row_number().over(of_dimension.orderBy(*order))).select(
        *values.columns, "expected_count", "excess", "share", "usual_share", "place"
    )


def _sided(rises: DataFrame, side: str) -> DataFrame:
    return rises.select(
        "environment",
        "hour_number",
        F.col("pattern_id").alias(f"pattern_{side}"),
        F.col("risen_hours").alias(f"hours_{side}"),
    )
