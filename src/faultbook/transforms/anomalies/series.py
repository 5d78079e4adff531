"""Hourly counts as series without gaps."""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from faultbook.transforms.anomalies import SERIES
from faultbook.transforms.anomalies.hours import hour_number


def counts_by_hour(counts: DataFrame, *keys: str) -> DataFrame:
    """Partial sums added up per `keys` and hour.

    In: the keys, hour TIMESTAMP, occurrence_count BIGINT, batch_id BIGINT. Out: the keys, hour_number BIGINT, observed
    BIGINT, newest_batch BIGINT (the newest batch that brought records of the hour).
    """
    return (
        counts.withColumn("hour_number", hour_number(F.col("hour")))
        .groupBy(*keys, "hour_number")
        .agg(F.sum("occurrence_count").alias("observed"), F.max("batch_id").alias("newest_batch"))
    )


def hourly_series(observed: DataFrame, first_hours: DataFrame, *, before: Column, window_hours: int) -> DataFrame:
    """Every hour of every series in the window, 0 where nothing was observed.

    An hour before the first record of a series is no hour of it; every later gap is a zero.
    In: observed has SERIES, hour_number, observed; first_hours has SERIES and first_hour BIGINT, the number of the
    series' first hour, ever; `before` is the number of the hour after the window. Out: SERIES, hour_number, observed.
    """
    start = F.greatest(F.col("first_hour"), before - F.lit(window_hours))
    hours = (
        first_hours.where(F.col("first_hour") < before)
        .select(*SERIES, F.explode(F.sequence(start, before - F.lit(1))).alias("hour_number"))
        .join(observed.select(*SERIES, "hour_number", "observed"), on=[*SERIES, "hour_number"], how="left")
    )
    return hours.withColumn("observed", F.coalesce("observed", F.lit(0).cast("bigint")))


def without_alerted(series: DataFrame, alerted: DataFrame) -> DataFrame:
    """The series with NULL as the count of each alerted hour, so that no baseline learns from it.

    In: alerted has SERIES (severity 'all' stands for each) and hour_number. In and out: the columns of `hourly_series`.
    """
    of_service = alerted.where(F.col("severity") == "all").select("service", "environment", "hour_number").distinct()
    of_series = alerted.where(F.col("severity") != "all").select(*SERIES, "hour_number").distinct()
    marked = series.join(
        of_service.withColumn("service_alerted", F.lit(True)), on=["service", "environment", "hour_number"], how="left"
    ).join(of_series.withColumn("series_alerted", F.lit(True)), on=[*SERIES, "hour_number"], how="left")
    is_normal = F.col("service_alerted").isNull() & F.col("series_alerted").isNull()
    return marked.select(*SERIES, "hour_number", F.when(is_normal, F.col("observed")).alias("observed"))
