"""Which patterns explain an anomaly: the excess of each over what it habitually says in these hours.

A pattern that is loud in the same hour of other days or weeks explains nothing, however loud it is.
"""

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from faultbook.transforms.anomalies import SERIES
from faultbook.transforms.anomalies.detection import ALL_SEVERITIES
from faultbook.transforms.anomalies.hours import HOURS_PER_WEEK

_HOURS_PER_DAY = 24
_PATTERN = (*SERIES, "pattern_id")


def explanations(
    alert_hours: DataFrame,
    pattern_counts: DataFrame,
    alerted: DataFrame,
    texts: DataFrame,
    *,
    window_hours: int,
    most: int,
) -> DataFrame:
    """The patterns behind each alert, largest excess first, at most `most`.

    What a pattern habitually says in an hour is the larger of two means over the window before the episode: of the
    same hour of the day, and of the same hour of the week. Alerted hours are left out of both.
    In: alert_hours of `episode_hours`; pattern_counts SERIES, pattern_id, hour_number, observed, from `window_hours`
    before the first alerted hour on; alerted has SERIES, hour_number; texts pattern_id, template, error_code.
    Out: alert_id, explanations as in anomaly_alerts; alerts that nothing explains are no row.
    """
    counts = _with_whole_services(pattern_counts)
    excess = _observed(alert_hours, counts).join(
        _expected(alert_hours, counts, alerted, window_hours), on=["alert_id", "pattern_id"], how="full"
    )
    about = alert_hours.select("alert_id", "anomaly_type", F.col("pattern_id").alias("own")).distinct()
    measured = (
        excess.join(about, on="alert_id")
        .where(F.col("own").isNull() | (F.col("own") == F.col("pattern_id")))
        .withColumn("observed", F.coalesce("observed", F.lit(0).cast("bigint")))
        .withColumn("expected", F.coalesce("expected", F.lit(0.0)))
        .withColumn("excess", F.col("observed") - F.col("expected"))
    )
    # What a silent service does not say has an excess below zero.
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


def _with_whole_services(pattern_counts: DataFrame) -> DataFrame:
    """The counts, and once more over all severities, which is what an alert about a service looks at."""
    counts = pattern_counts.select(*_PATTERN, "hour_number", "observed")
    whole = (
        counts.groupBy("service", "environment", "pattern_id", "hour_number")
        .agg(F.sum("observed").alias("observed"))
        .withColumn("severity", F.lit(ALL_SEVERITIES))
    )
    return counts.unionByName(whole)


def _observed(alert_hours: DataFrame, counts: DataFrame) -> DataFrame:
    hours = alert_hours.select("alert_id", *SERIES, "hour_number")
    return (
        hours.join(counts, on=[*SERIES, "hour_number"])
        .groupBy("alert_id", "pattern_id")
        .agg(F.sum("observed").alias("observed"))
    )


def _expected(alert_hours: DataFrame, counts: DataFrame, alerted: DataFrame, window_hours: int) -> DataFrame:
    """Records that each pattern habitually says in the hours of each alert."""
    hours = ["alert_id", *SERIES, "hour_number"]
    compared = _compared_hours(alert_hours, counts, alerted, window_hours)
    numbers = compared.groupBy(*hours).agg(
        F.count("*").alias("days"), F.sum(F.col("is_same_hour_of_week").cast("int")).alias("weeks")
    )
    said = (
        compared.join(counts.withColumnRenamed("hour_number", "compared"), on=[*SERIES, "compared"])
        .groupBy(*hours, "pattern_id")
        .agg(
            F.sum("observed").alias("daily"),
            F.sum(F.when(F.col("is_same_hour_of_week"), F.col("observed"))).alias("weekly"),
        )
    )
    by_week = F.when(F.col("weeks") > 0, F.col("weekly") / F.col("weeks"))
    habit = F.greatest(F.col("daily") / F.col("days"), F.coalesce(by_week, F.lit(0.0)))
    return said.join(numbers, on=hours).groupBy("alert_id", "pattern_id").agg(F.sum(habit).alias("expected"))


def _compared_hours(alert_hours: DataFrame, counts: DataFrame, alerted: DataFrame, window_hours: int) -> DataFrame:
    """For each hour of an alert the same hours of the days before the episode, back to the series' first count."""
    starts = counts.groupBy(*SERIES).agg(F.min("hour_number").alias("series_first"))
    steps = F.sequence(F.lit(1), F.lit(window_hours // _HOURS_PER_DAY))
    first = F.min("hour_number").over(Window.partitionBy("alert_id"))
    compared = (
        alert_hours.select("alert_id", *SERIES, "hour_number")
        .withColumn("episode_first", first)
        .withColumn("step", F.explode(steps))
        .withColumn("compared", F.col("hour_number") - F.col("step") * _HOURS_PER_DAY)
        .join(starts, on=list(SERIES))
        .where(F.col("compared").between(F.col("series_first"), F.col("episode_first") - 1))
        .withColumn("is_same_hour_of_week", (F.col("step") * _HOURS_PER_DAY) % HOURS_PER_WEEK == 0)
    )
    unusual = alerted.select(*SERIES, F.col("hour_number").alias("compared")).distinct()
    return compared.join(unusual, on=[*SERIES, "compared"], how="left_anti")
