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


def with_inherited(sightings: DataFrame, pattern_map: DataFrame) -> DataFrame:
    """Sightings and, under the template that succeeds it, those of each template of an earlier identity version.

    So a template that only its new identity makes new is no new template. In and out: pattern_sightings' columns.
    """
    pairs = pattern_map.select(F.col("template_hash").alias("later_hash"), F.explode("earlier_hashes").alias("hash"))
    earlier = sightings.withColumnRenamed("template_hash", "hash").join(pairs, on="hash").drop("hash")
    return sightings.unionByName(earlier.withColumnRenamed("later_hash", "template_hash"))


def first_hours(sightings: DataFrame) -> DataFrame:
    """The number of each series' first hour, ever. Out: SERIES, first_hour BIGINT."""
    return sightings.groupBy(*SERIES).agg(F.min(hour_number(F.col("first_hour"))).alias("first_hour"))
