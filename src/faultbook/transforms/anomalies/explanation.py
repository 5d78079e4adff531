"""Which patterns explain an anomaly: the excess of each over what it usually has in these hours.

A pattern that is loud in the same hour of other days or weeks explains nothing, however loud it is.
"""

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from faultbook.transforms.anomalies import SERIES
from faultbook.transforms.anomalies.detection import ALL_SEVERITIES
from faultbook.transforms.anomalies.hours import HOURS_PER_WEEK

_HOURS_PER_DAY = 24
_SERVICE = ("service", "environment")


def explanations(
    alert_hours: DataFrame,
    pattern_counts: DataFrame,
    alerted: DataFrame,
    first_hours: DataFrame,
    texts: DataFrame,
    *,
    window_hours: int,
    most: int,
) -> DataFrame:
    """The patterns behind each alert, largest excess first, at most `most`.

    The usual count of a pattern in an hour is the larger of two means over the window before the episode: of the
    same hour of the day, and of the same hour of the week. Alerted hours are left out of both.
    In: alert_hours of `episode_hours`; pattern_counts SERIES, pattern_id, hour_number, observed, from `window_hours`
    before the first alerted hour on; alerted has SERIES, hour_number; first_hours SERIES, first_hour; texts pattern_id,
    template, error_code. Out: alert_id, explanations as in anomaly_alerts; alerts that nothing explains are no row.
    """
    about = alert_hours.select("alert_id", "anomaly_type", F.col("pattern_id").alias("own")).distinct()
    measured = (
        _observed_and_expected(alert_hours, pattern_counts, alerted, first_hours, window_hours)
        .join(about, on="alert_id")
        .where(F.col("own").isNull() | (F.col("own") == F.col("pattern_id")))
        .withColumn("excess", F.col("observed") - F.col("expected"))
    )
    # Records missing from a silent service have an excess below zero.
    amount = F.when(F.col("anomaly_type") == "silent_service", -F.col("excess")).otherwise(F.col("excess"))
    of_alert = Window.partitionBy("alert_id")
    ranked = (
        measured.withColumn("amount", amount)
        .where(F.col("amount") > 0)
        .withColumn("share", F.col("amount") / F.sum("amount").over(of_alert))
        .withColumn("place", F.row_number().over(of_alert.orderBy(F.col("amount").desc(), "pattern_id")))
        .where(F.col("place") <= most)
        .join(texts, on="pattern_id", how="left")
    )
    fields = ("pattern_id", "template", "error_code", "observed", "expected", "excess", "share")
    listed = F.sort_array(F.collect_list(F.struct("place", *fields)))
    return ranked.groupBy("alert_id").agg(
        F.transform(listed, lambda one: F.struct(*(one[name].alias(name) for name in fields))).alias("explanations")
    )


def _observed_and_expected(
    alert_hours: DataFrame, pattern_counts: DataFrame, alerted: DataFrame, first_hours: DataFrame, window_hours: int
) -> DataFrame:
    """Records of each pattern in the hours of each alert, and its usual count in them."""
    compared = _compared_hours(alert_hours, alerted, first_hours, window_hours)
    is_habit = F.col("step") > 0
    is_weekly = is_habit & ((F.col("step") * _HOURS_PER_DAY) % HOURS_PER_WEEK == 0)
    numbers = compared.groupBy("alert_id", "hour_number").agg(
        F.count(F.when(is_habit, True)).alias("days"), F.count(F.when(is_weekly, True)).alias("weeks")
    )
    counts = pattern_counts.select(
        *_SERVICE,
        F.col("severity").alias("counted_severity"),
        "pattern_id",
        F.col("hour_number").alias("compared"),
        "observed",
    )
    is_same_series = F.col("severity").isin(ALL_SEVERITIES) | (F.col("severity") == F.col("counted_severity"))
    counted = (
        compared.join(counts, on=[*_SERVICE, "compared"])
        .where(is_same_series)
        .groupBy("alert_id", "hour_number", "pattern_id")
        .agg(
            F.sum(F.when(~is_habit, F.col("observed"))).alias("observed"),
            F.sum(F.when(is_habit, F.col("observed"))).alias("daily"),
            F.sum(F.when(is_weekly, F.col("observed"))).alias("weekly"),
        )
    )
    habits = (
        F.col(counted) / F.when(F.col(of) > 0, F.col(of)) for counted, of in (("daily", "days"), ("weekly", "weeks"))
    )
    habit = F.coalesce(F.greatest(*habits), F.lit(0.0))
    return (
        counted.join(numbers, on=["alert_id", "hour_number"])
        .groupBy("alert_id", "pattern_id")
        .agg(F.coalesce(F.sum("observed"), F.lit(0).cast("bigint")).alias("observed"), F.sum(habit).alias("expected"))
    )


def _compared_hours(alert_hours: DataFrame, alerted: DataFrame, first_hours: DataFrame, window_hours: int) -> DataFrame:
    """Each hour of an alert (step 0), and the same hours of the days before the episode, back to the series' first."""
    of_service = first_hours.groupBy(*_SERVICE).agg(F.min("first_hour").alias("first_hour"))
    starts = first_hours.unionByName(of_service.withColumn("severity", F.lit(ALL_SEVERITIES)))
    steps = F.sequence(F.lit(0), F.lit(window_hours // _HOURS_PER_DAY))
    first = F.min("hour_number").over(Window.partitionBy("alert_id"))
    compared = (
        alert_hours.select("alert_id", *SERIES, "hour_number")
        .withColumn("episode_first", first)
        .withColumn("step", F.explode(steps))
        .withColumn("compared", F.col("hour_number") - F.col("step") * _HOURS_PER_DAY)
        .join(starts, on=list(SERIES))
        .where((F.col("step") == 0) | F.col("compared").between(F.col("first_hour"), F.col("episode_first") - 1))
    )
    unusual = alerted.select(
        *SERIES, F.col("hour_number").alias("compared"), F.lit(True).alias("is_unusual")
    ).distinct()
    marked = compared.join(unusual, on=[*SERIES, "compared"], how="left")
    return marked.where((F.col("step") == 0) | F.col("is_unusual").isNull()).drop("is_unusual")
