"""What a series is expected to do in each hour of the week.

Zero-filled hours go in, one row per series and hour of the week comes out. The expectation is half the median of the
hour of the week and its two neighbours, half the median of all hours: twelve samples of four weeks bear a median, four
do not. The spread is a negative binomial's, its overdispersion measured on the residuals below their 99th percentile,
so that past incidents do not widen it.
"""

from collections.abc import Callable

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
    expected = _with_alpha(_cells(timed))
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
    own = (
        timed.where(F.col("observed").isNotNull())
        .groupBy(*SERIES, "hour_of_week")
        .agg(F.collect_list("observed").alias("own"))
    )
    whole = timed.groupBy(*SERIES).agg(
        F.coalesce(F.median("observed"), F.lit(0.0)).alias("series_median"), F.count("*").alias("history_hours")
    )
    hours = F.explode(F.sequence(F.lit(0), F.lit(HOURS_PER_WEEK - 1)))
    every = whole.withColumn("hour_of_week", hours).join(own, on=[*SERIES, "hour_of_week"], how="left")
    # Samples as sorted arrays: an aggregate that finds percentiles costs five times as much for a dozen of numbers.
    sampled = every.withColumn("own", F.coalesce("own", F.expr("cast(array() as array<bigint>)"))).withColumn(
        "sorted", F.sort_array(_with_neighbours("own"))
    )
    count, mean = F.size("sorted"), F.col("mean_count")
    squares = F.aggregate("sorted", F.lit(0.0), lambda total, one: total + (one - mean) * (one - mean))
    mean_of_medians = 0.5 * F.coalesce(_percentile("sorted", 0.5), "series_median") + 0.5 * F.col("series_median")
    return (
        sampled.withColumn("samples", count.cast("bigint"))
        .withColumn("mean_count", F.aggregate("sorted", F.lit(0.0), lambda total, one: total + one) / _unless_0(count))
        .withColumn("stddev_count", F.sqrt(squares / F.when(count > 1, count - 1)))
        .withColumn("p95_count", _percentile("sorted", 0.95))
        .withColumn("mu", F.greatest(mean_of_medians, F.lit(LEAST_EXPECTED)))
        .drop("sorted", "series_median")
    )


def _with_neighbours(name: str) -> Column:
    """The array of an hour of the week and those of the hours before and after it; the week is a circle."""
    week = Window.partitionBy(*SERIES).orderBy("hour_of_week")
    whole = week.rowsBetween(Window.unboundedPreceding, Window.unboundedFollowing)
    before = F.coalesce(F.lag(name).over(week), F.last(name).over(whole))
    after = F.coalesce(F.lead(name).over(week), F.first(name).over(whole))
    return F.concat(before, F.col(name), after)


def _percentile(name: str, part: float) -> Column:
    """Of a sorted array, between two elements by the straight line; NULL of an empty one. Source: numpy, "linear"."""
    place = F.lit(part) * (F.size(name) - 1)
    low = F.get(name, F.floor(place).cast("int"))
    high = F.get(name, F.ceil(place).cast("int"))
    return low + (high - low) * (place - F.floor(place))


def _unless_0(count: Column) -> Column:
    return F.when(count > 0, count)


def _with_alpha(cells: DataFrame) -> DataFrame:
    """The cells with their series' overdispersion; a series is one row meanwhile, so that its hours are read once."""
    names = [name for name in cells.columns if name not in SERIES]
    series = cells.groupBy(*SERIES).agg(F.collect_list(F.struct(*names)).alias("cells"))
    residuals = F.flatten(
        F.transform("cells", lambda cell: F.transform(cell["own"], lambda one: one.cast("double") - cell["mu"]))
    )
    measured = series.withColumn("residuals", F.sort_array(residuals)).withColumn(
        "highest", _percentile("residuals", _CLIPPED_ABOVE)
    )
    hours = F.size("residuals")

    def mean(array: str, amount: Callable[[Column], Column]) -> Column:
        return F.aggregate(array, F.lit(0.0), lambda total, one: total + amount(one)) / _unless_0(hours)

    spread = mean("residuals", lambda one: F.least(one, F.col("highest")) * F.least(one, F.col("highest")))
    mean_mu = mean("cells", lambda cell: cell["mu"] * F.size(cell["own"]))
    mean_squared_mu = mean("cells", lambda cell: cell["mu"] * cell["mu"] * F.size(cell["own"]))
    overdispersion = (spread - mean_mu) / mean_squared_mu
    alpha = F.greatest(overdispersion, F.lit(LEAST_ALPHA))  # of no hours at all: the least, NULL does not count
    # Before the cells are rows again, or it would be found once for each of them.
    one_row = measured.select(*SERIES, "cells", alpha.alias("alpha"))
    return one_row.select(*SERIES, "alpha", F.inline("cells")).drop("own")
