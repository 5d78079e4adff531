"""Since when each template is known in each series, and when it came back after a long silence.

Kept up to date from the partial counts of new batches alone; the same batches again change nothing.
"""

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from faultbook.tables import PATTERN_SIGHTINGS
from faultbook.transforms.anomalies import SERIES
from faultbook.transforms.anomalies.hours import hour_number, hour_start

_KEYS = (*SERIES, "template_hash")


def updated_sightings(stored: DataFrame, counts: DataFrame, *, silent_hours: int, through_batch: int) -> DataFrame:
    """The sightings with those of new counts; a return is a first hour after at least `silent_hours` without one.

    Late records move the first hour; they make no return, because what lay before them is no longer known.
    In: stored has the columns of pattern_sightings, counts SERIES, template_hash and hour. Out: pattern_sightings.
    """
    hours = counts.select(*_KEYS, hour_number(F.col("hour")).alias("at")).distinct()
    known = stored.select(*_KEYS, hour_number(F.col("last_hour")).alias("known_last"))
    before = F.lag("at").over(Window.partitionBy(*_KEYS).orderBy("at"))
    earlier = F.greatest(before, F.when(F.col("known_last") < F.col("at"), F.col("known_last")))
    silence = F.when(F.col("at") > F.coalesce("known_last", F.col("at") - 1), F.col("at") - earlier - 1)
    seen = (
        hours.join(known, on=list(_KEYS), how="left")
        .withColumn("silence", silence)
        .groupBy(*_KEYS)
        .agg(
            F.min("at").alias("new_first"),
            F.max("at").alias("new_last"),
            F.max(F.when(F.col("silence") >= silent_hours, F.struct("at", "silence"))).alias("returned"),
        )
    )
    both = stored.join(seen, on=list(_KEYS), how="full")
    return (
        both.withColumn("first_hour", F.least("first_hour", hour_start(F.col("new_first"))))
        .withColumn("last_hour", F.greatest("last_hour", hour_start(F.col("new_last"))))
        .withColumn("returned_hour", F.coalesce(hour_start(F.col("returned.at")), F.col("returned_hour")))
        .withColumn("silent_hours", F.coalesce("returned.silence", "silent_hours"))
        .withColumn("through_batch", F.lit(through_batch).cast("bigint"))
        .select(*PATTERN_SIGHTINGS.column_names)
    )


def with_inherited(sightings: DataFrame, pattern_map: DataFrame, *, silent_hours: int) -> DataFrame:
    """Sightings and, under the template that continues it, those of each template of an earlier identity version.

    What only its new identity makes new is no news: it counts as known since the first hour of its service. But a
    template that comes `silent_hours` after the last record of the earlier one, or later, is new in its own right. In
    and out: pattern_sightings' columns.
    """
    templates = pattern_map.select("template_hash", "first_seen", "last_seen", "earlier_hashes")
    later = templates.select(
        F.col("template_hash").alias("later_hash"),
        F.col("first_seen").alias("later_seen"),
        F.explode("earlier_hashes").alias("earlier_hash"),
    )
    earlier = templates.select(F.col("template_hash").alias("earlier_hash"), F.col("last_seen").alias("ended_at"))
    gap = hour_number(F.col("later_seen")) - hour_number(F.col("ended_at"))
    pairs = later.join(earlier, on="earlier_hash").where(gap <= silent_hours).select("earlier_hash", "later_hash")
    of_service = Window.partitionBy("service", "environment")
    dated = sightings.withColumn("service_first", F.min("first_hour").over(of_service))
    inherited = dated.join(pairs, on=F.col("template_hash") == F.col("earlier_hash")).withColumns(
        {"first_hour": F.col("service_first"), "template_hash": F.col("later_hash")}
    )
    return sightings.unionByName(inherited.select(*sightings.columns))


def first_hours(sightings: DataFrame) -> DataFrame:
    """The number of each series' first hour, ever. Out: SERIES, first_hour BIGINT."""
    return sightings.groupBy(*SERIES).agg(F.min(hour_number(F.col("first_hour"))).alias("first_hour"))
