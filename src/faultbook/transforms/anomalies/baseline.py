"""What a series is expected to do in each hour of the week.

Zero-filled hours go in, one row per series and hour of the week comes out. The expectation is half the median of the
hour of the week and its two neighbours, half the median of all hours: twelve samples of four weeks bear a median, four
do not. The spread is a negative binomial's, its overdispersion measured on the residuals below their 99th percentile,
so that past incidents do not widen it.
"""

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from faultbook.transforms.anomalies import RULE_VERSION, SERIES
from faultbook.transforms.anomalies.hours import HOURS_PER_WEEK, hour_of_week, hour_start

LEAST_EXPECTED = 0.1
"""Records per hour; a silent series has an expectation too."""
LEAST_ALPHA = 0.001
_CLIPPED_ABOVE = 0.99


def baselines(series: DataFrame, *, before: Column, window_hours: int, z_above: float, count_from: int) -> DataFrame:
    """One row per series and hour of the week, in the columns of anomaly_baselines.

    In: SERIES, hour_number BIGINT, observed BIGINT (NULL: an hour that must not be learned); `before` is the number of
    the hour after the window. Nulls: mean_count, stddev_count, p95_count where a cell has no or one sample.
    """
    timed = series.withColumn("hour_of_week", hour_of_week(F.col("hour_number")))
    cells = _cells(timed)
    expected = _with_alpha(timed, cells)
    threshold = F.col("mu") + F.lit(z_above) * deviation(F.col("mu"), F.col("alpha"))
    return (
        expected.withColumn("upper_threshold", F.greatest(F.lit(float(count_from)), threshold))
        .withColumn("trained_from", hour_start(before - F.lit(window_hours)))
        .withColumn("trained_through", hour_start(before))
        .withColumn("rule_version", F.lit(RULE_VERSION))
    )


def deviation(mu: Column, alpha: Column) -> Column:
    """The standard deviation of a negative binomial: sqrt(mu + alpha * mu^2), in records per hour."""
    return F.sqrt(mu + alpha * mu * mu)


def _cells(timed: DataFrame) -> DataFrame:
    """Every hour of the week of every series with its expectation mu and the description of its samples."""
    cell = F.explode(F.array(*(F.col("hour_of_week") + F.lit(step) for step in (-1, 0, 1))))
    near = timed.withColumn("near", cell).withColumn(
        "hour_of_week", F.pmod(F.col("near"), F.lit(HOURS_PER_WEEK)).cast("int")
    )
    sampled = near.groupBy(*SERIES, "hour_of_week").agg(
        F.median("observed").alias("cell_median"),
        F.mean("observed").alias("mean_count"),
        F.stddev_samp("observed").alias("stddev_count"),
        F.percentile("observed", F.lit(0.95)).alias("p95_count"),
        F.count("observed").alias("samples"),
    )
    whole = timed.groupBy(*SERIES).agg(
        F.coalesce(F.median("observed"), F.lit(0.0)).alias("series_median"), F.count("*").alias("history_hours")
    )
    hours = F.explode(F.sequence(F.lit(0), F.lit(HOURS_PER_WEEK - 1)))
    every = whole.withColumn("hour_of_week", hours).join(sampled, on=[*SERIES, "hour_of_week"], how="left")
    mean_of_medians = 0.5 * F.coalesce("cell_median", "series_median") + 0.5 * F.col("series_median")
    return every.withColumn("mu", F.greatest(mean_of_medians, F.lit(LEAST_EXPECTED))).withColumn(
        "samples", F.coalesce("samples", F.lit(0).cast("bigint"))
    )


def _with_alpha(timed: DataFrame, cells: DataFrame) -> DataFrame:
    """The cells with their series' overdispersion."""
    residual = F.col("observed") - F.col("mu")
    learned = timed.where(F.col("observed").isNotNull()).join(
        cells.select(*SERIES, "hour_of_week", "mu"), on=[*SERIES, "hour_of_week"], how="inner"
    )
    clipped = F.least("residual", F.percentile("residual", F.lit(_CLIPPED_ABOVE)).over(Window.partitionBy(*SERIES)))
    of_series = (
        learned.withColumn("residual", residual)
        .withColumn("clipped", clipped)
        .groupBy(*SERIES)
        .agg(
            F.mean(F.col("clipped") * F.col("clipped")).alias("spread"),
            F.mean("mu").alias("mean_mu"),
            F.mean(F.col("mu") * F.col("mu")).alias("mean_squared_mu"),
        )
    )
    overdispersion = (F.col("spread") - F.col("mean_mu")) / F.col("mean_squared_mu")
    alpha = of_series.select(*SERIES, F.greatest(overdispersion, F.lit(LEAST_ALPHA)).alias("alpha"))
    return cells.join(alpha, on=list(SERIES), how="left").withColumn("alpha", F.coalesce("alpha", F.lit(LEAST_ALPHA)))
