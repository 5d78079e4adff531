"""Which hours are unusual: far above the baseline, silent, or full of a pattern that is new or back.

Counts per pattern and hour go in; judged hours come out, each with what was observed and expected and whether it is an
anomaly. A record is judged by one rule only: spikes leave out the records of a pattern that has an alert of its own.
"""

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from faultbook.transforms.anomalies import SERIES
from faultbook.transforms.anomalies.baseline import deviation
from faultbook.transforms.anomalies.hours import HOURS_PER_WEEK, hour_number, hour_of_week
from faultbook.transforms.anomalies.series import counts_by_hour
from faultbook.transforms.portable.pattern_texts import with_pattern

ALL_SEVERITIES = "all"
"""The severity of an alert about a whole service."""

JUDGED = (
    *("anomaly_type", *SERIES, "pattern_id", "hour_number", "observed", "expected", "z", "is_anomaly"),
    *("since_hour", "newest_batch"),
)
"""since_hour is the hour since when a pattern is new or back, NULL for a series."""
_PATTERN = (*SERIES, "pattern_id")


def counts_by_pattern(counts: DataFrame, pattern_map: DataFrame) -> DataFrame:
    """Partial counts added up per series, pattern and hour; a template that nobody mapped is its own pattern.

    In: the columns of error_counts; of pattern_map template_hash and pattern_id. Out: SERIES, pattern_id, hour_number,
    observed, newest_batch.
    """
    return counts_by_hour(with_pattern(counts, pattern_map), *_PATTERN)


def spikes(
    pattern_counts: DataFrame,
    baselines: DataFrame,
    claims: DataFrame,
    *,
    z_above: float,
    count_from: int,
    history_hours_from: int,
) -> DataFrame:
    """Hours with records, judged by z; those of series with too little history are not.

    In: counts_by_pattern; anomaly_baselines; claims as of `claimed`. Out: JUDGED. An hour without
    records is no row: it cannot be far above anything.
    Source: z = (x - mu) / sqrt(mu + alpha * mu^2), an anomaly where z > z_above and x >= count_from.
    """
    trained = baselines.where(F.col("history_hours") >= history_hours_from)
    observed = (
        unclaimed(pattern_counts, claims)
        .groupBy(*SERIES, "hour_number")
        .agg(F.sum("observed").alias("observed"), F.max("newest_batch").alias("newest_batch"))
        .withColumn("hour_of_week", hour_of_week(F.col("hour_number")))
    )
    judged = observed.join(trained.select(*SERIES, "hour_of_week", "mu", "alpha"), on=[*SERIES, "hour_of_week"])
    z = (F.col("observed") - F.col("mu")) / deviation(F.col("mu"), F.col("alpha"))
    is_anomaly = (F.col("z") > z_above) & (F.col("observed") >= count_from)
    return _judged(
        judged.withColumn("expected", F.col("mu")).withColumn("z", z).withColumn("is_anomaly", is_anomaly),
        "error_spike",
    )


def silences(
    pattern_counts: DataFrame,
    baselines: DataFrame,
    *,
    first: Column,
    before: Column,
    expected_from: float,
    history_hours_from: int,
) -> DataFrame:
    """Every hour from `first` to `before` (numbers) of every service that is expected to log.

    A service is silent where none of its severities has a record. Out: JUDGED, severity 'all'.
    """
    variance = F.sum(F.col("mu") + F.col("alpha") * F.col("mu") * F.col("mu"))
    expected = (
        baselines.where(F.col("history_hours") >= history_hours_from)
        .groupBy("service", "environment", "hour_of_week")
        .agg(F.sum("mu").alias("expected"), F.sqrt(variance).alias("deviation"))
        .where(F.col("expected") >= expected_from)
    )
    hours = F.sequence(first, F.greatest(first, before - F.lit(1)))
    every = expected.withColumn("hour_number", F.explode(hours)).where(
        (F.col("hour_number") < before) & (hour_of_week(F.col("hour_number")) == F.col("hour_of_week"))
    )
    recorded = pattern_counts.groupBy("service", "environment", "hour_number").agg(
        F.sum("observed").alias("observed"), F.max("newest_batch").alias("newest_batch")
    )
    judged = (
        every.join(recorded, on=["service", "environment", "hour_number"], how="left")
        .withColumn("severity", F.lit(ALL_SEVERITIES))
        .withColumn("observed", F.coalesce("observed", F.lit(0).cast("bigint")))
        .withColumn("z", (F.col("observed") - F.col("expected")) / F.col("deviation"))
        .withColumn("is_anomaly", F.col("observed") == 0)
    )
    return _judged(judged, "silent_service")


def fresh_patterns(sightings: DataFrame, *, silent_hours: int, learning_hours: int) -> DataFrame:
    """Patterns as new or returned, each with the hour since when it is.

    New is what a service that was known for `learning_hours` had not logged before; in a service's first hours
    everything is new and nothing is news. Returned is what was silent for `silent_hours` in all its templates.
    In: pattern_sightings with pattern_id. Out: SERIES, pattern_id, anomaly_type (new_pattern or regression), fresh_hour
    BIGINT.
    """
    numbered = sightings.select(
        *_PATTERN,
        *(hour_number(F.col(name)).alias(name) for name in ("first_hour", "last_hour", "returned_hour")),
        "silent_hours",
    )
    service = Window.partitionBy("service", "environment")
    of_pattern = Window.partitionBy(*_PATTERN)
    dated = numbered.withColumn("service_first", F.min("first_hour").over(service)).withColumn(
        "returned", F.max("returned_hour").over(of_pattern)
    )
    # What each template was last seen before the pattern's return: the hour before its own silence, or its last one.
    own_silence = F.col("returned_hour") - F.col("silent_hours") - 1
    last_before = F.when(F.col("returned_hour").isNotNull(), own_silence).when(
        F.col("first_hour") < F.col("returned"), F.col("last_hour")
    )
    patterns = dated.groupBy(*_PATTERN, "service_first", "returned").agg(
        F.min("first_hour").alias("first_hour"), F.max(last_before).alias("last_before")
    )
    has_returned = F.col("returned") - F.col("last_before") > silent_hours
    is_new = F.col("first_hour") - F.col("service_first") >= learning_hours
    kind = F.when(has_returned, "regression").when(is_new, "new_pattern")
    fresh_hour = F.when(has_returned, F.col("returned")).otherwise(F.col("first_hour"))
    found = patterns.withColumn("anomaly_type", kind).withColumn("fresh_hour", fresh_hour)
    return found.where(F.col("anomaly_type").isNotNull()).select(*_PATTERN, "anomaly_type", "fresh_hour")


def pattern_hours(
    pattern_counts: DataFrame,
    fresh: DataFrame,
    *,
    count_from: int,
    quiet_hours: int,
    fresh_for_hours: int = HOURS_PER_WEEK,
) -> DataFrame:
    """The hours of fresh patterns, an anomaly where there are at least `count_from` records.

    A pattern is fresh for a week, and as long as its alert goes on. In: fresh has the columns of `fresh_patterns` and
    last_hour BIGINT, of the pattern's alert, NULL where it has none. Out: JUDGED; expected is 0, z NULL.
    """
    hours = pattern_counts.join(fresh, on=list(_PATTERN))
    age = F.col("hour_number") - F.col("fresh_hour")
    goes_on = F.coalesce(F.col("hour_number") - F.col("last_hour") <= quiet_hours, F.lit(False))
    is_fresh = (age >= 0) & ((age < fresh_for_hours) | goes_on)
    return (
        hours.where(is_fresh)
        .withColumn("expected", F.lit(0.0))
        .withColumn("z", F.lit(None).cast("double"))
        .withColumn("is_anomaly", F.col("observed") >= count_from)
        .withColumn("since_hour", F.col("fresh_hour"))
        .select(*JUDGED)
    )


def regressions(pattern_counts: DataFrame, resolved: DataFrame) -> DataFrame:
    """The hours of patterns that people called resolved, after they did so: each record is an anomaly.

    In: resolved has pattern_id, resolved_at TIMESTAMP, one row per pattern. Out: JUDGED.
    """
    after = hour_number(F.col("resolved_at")) < F.col("hour_number")
    back = pattern_counts.join(resolved.select("pattern_id", "resolved_at"), on="pattern_id").where(after)
    return (
        back.withColumn("anomaly_type", F.lit("regression"))
        .withColumn("expected", F.lit(0.0))
        .withColumn("z", F.lit(None).cast("double"))
        .withColumn("is_anomaly", F.lit(True))
        .withColumn("since_hour", hour_number(F.col("resolved_at")) + 1)
        .select(*JUDGED)
    )


def claimed(judged: DataFrame, known: DataFrame) -> DataFrame:
    """Patterns that have an alert of their own. Out: SERIES, pattern_id, from_hour BIGINT.

    In: judged is of `pattern_hours` and `regressions`; known has SERIES, pattern_id and started_hour of their alerts.
    """
    # From the hour since when it is new or back: hours before the first one that is full enough are the same story.
    found = judged.where("is_anomaly").select(*_PATTERN, F.col("since_hour").alias("from_hour"))
    both = found.unionByName(known.select(*_PATTERN, F.col("started_hour").alias("from_hour")))
    return both.groupBy(*_PATTERN).agg(F.min("from_hour").alias("from_hour"))


def unclaimed(pattern_counts: DataFrame, claims: DataFrame) -> DataFrame:
    """The counts without those of claimed patterns. In and out: the columns of `counts_by_pattern`."""
    marked = pattern_counts.join(claims, on=list(_PATTERN), how="left")
    is_claimed = F.coalesce(F.col("hour_number") >= F.col("from_hour"), F.lit(False))
    return marked.where(~is_claimed).drop("from_hour")


def _judged(rows: DataFrame, anomaly_type: str) -> DataFrame:
    return (
        rows.withColumn("anomaly_type", F.lit(anomaly_type))
        .withColumn("pattern_id", F.lit(None).cast("string"))
        .withColumn("since_hour", F.lit(None).cast("bigint"))
        .select(*JUDGED)
    )
