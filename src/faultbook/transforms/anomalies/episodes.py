"""One alert per series and episode: unusual hours joined to the alerts that are there, or to new ones.

The same hours again change nothing. Late hours join the alert that they lie in or beside; they never make a second one.
"""

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from faultbook.transforms.anomalies import SERIES
from faultbook.transforms.anomalies.hours import hour_number

SUBJECT = ("anomaly_type", *SERIES, "pattern_id")
_HOUR = ("hour_number", "observed", "expected", "z")
MOST_HOURS_OUT = 72
"""Hours of an episode that no baseline learns from; three days."""


def hours_of_alerts(alerts: DataFrame) -> DataFrame:
    """The hours of stored alerts. In: the columns of anomaly_alerts. Out: alert_id, SUBJECT, hour_number, observed,
    expected, z.
    """
    hours = alerts.select("alert_id", *SUBJECT, F.explode("hours").alias("of"))
    return hours.select(
        "alert_id",
        *SUBJECT,
        hour_number(F.col("of.hour")).alias("hour_number"),
        F.col("of.observed").alias("observed"),
        F.col("of.expected").alias("expected"),
        F.col("of.z").alias("z"),
    )


def episode_hours(judged: DataFrame, known: DataFrame, *, quiet_hours: int) -> DataFrame:
    """The hours of the known alerts, brought up to date, and the anomalies that are new, each with its alert.

    Two anomalies with `quiet_hours` or more between them are two episodes, those of one new or returned pattern never
    are. In: judged has SUBJECT, hour_number, observed, expected, z, is_anomaly, one row per subject and hour; known is
    of `hours_of_alerts`. Out: as known.
    """
    # NULL is no key of a join.
    found = judged.withColumn("pattern_id", F.coalesce("pattern_id", F.lit("")))
    known_alerts = known.withColumn("pattern_id", F.coalesce("pattern_id", F.lit("")))
    key = [*SUBJECT, "hour_number"]
    latest = found.select(*key, *(F.col(name).alias(f"new_{name}") for name in _HOUR[1:]))
    brought_up = known_alerts.join(latest, on=key, how="left").select(
        "alert_id", *key, *(F.coalesce(f"new_{name}", name).alias(name) for name in _HOUR[1:])
    )
    added = (
        found.where("is_anomaly")
        .join(known_alerts.select(*key), on=key, how="left_anti")
        .select(F.lit(None).cast("string").alias("alert_id"), *key, *_HOUR[1:])
    )
    return _with_alert(brought_up.unionByName(added), quiet_hours).withColumn(
        "pattern_id", F.when(F.col("pattern_id") != "", F.col("pattern_id"))
    )


def _with_alert(hours: DataFrame, quiet_hours: int) -> DataFrame:
    subject = Window.partitionBy(*SUBJECT).orderBy("hour_number")
    gap = F.col("hour_number") - F.lag("hour_number").over(subject) - 1
    begins = (F.col("pattern_id") == "") & (gap >= quiet_hours)
    numbered = hours.withColumn("begins", F.coalesce(begins, F.lit(False)).cast("int")).withColumn(
        "episode", F.sum("begins").over(subject)
    )
    episode = Window.partitionBy(*SUBJECT, "episode").orderBy("hour_number")
    before = F.last("alert_id", ignorenulls=True).over(episode.rowsBetween(Window.unboundedPreceding, 0))
    after = F.first("alert_id", ignorenulls=True).over(episode.rowsBetween(0, Window.unboundedFollowing))
    first = F.first("hour_number").over(episode.rowsBetween(Window.unboundedPreceding, Window.unboundedFollowing))
    joined = numbered.withColumn("alert_id", F.coalesce(before, after, _new_alert_id(first)))
    return joined.select("alert_id", *SUBJECT, *_HOUR)


def _new_alert_id(first_hour: Column) -> Column:
    """A name made of what the alert is about and its first hour, 16 hexadecimal digits."""
    parts = (F.coalesce(F.col(name), F.lit("")) for name in SUBJECT)
    return F.substring(F.sha2(F.to_json(F.struct(*parts, first_hour.cast("string").alias("first_hour"))), 256), 1, 16)


def unusual_hours(alerts: DataFrame, *, at_most: int = MOST_HOURS_OUT) -> DataFrame:
    """Hours that no baseline may learn from: of spikes and silences, of each episode only the first `at_most`.

    What lasts longer is the new level, and a baseline that never learned it would never end the episode.
    In: the columns of anomaly_alerts. Out: SERIES, hour_number.
    """
    of_series = alerts.where(
        F.col("anomaly_type").isin("error_spike", "silent_service") & (F.col("state") != "withdrawn")
    )
    early = F.col("hour_number") < hour_number(F.col("started_at")) + at_most
    hours = of_series.select(*SERIES, "started_at", F.explode("hours.hour").alias("hour"))
    return hours.withColumn("hour_number", hour_number(F.col("hour"))).where(early).select(*SERIES, "hour_number")
