"""Times between instants in seconds, and their percentiles by nearest rank, alike in every engine."""

from collections.abc import Mapping, Sequence

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

MICROS = 1_000_000


def seconds_between(start: str, end: str) -> Column:
    """Seconds from one instant to another, DOUBLE; NULL where one of them is."""
    micros = (F.unix_micros(end) - F.unix_micros(start)).cast("double")
    return micros / F.lit(MICROS).cast("double")


def percentiles(rows: DataFrame, keys: Sequence[str], value: str, named: Mapping[str, int]) -> DataFrame:
    """Percentiles of a column by nearest rank: the smallest value that at least so many percent do not exceed.

    In: rows with the columns `keys` and `value`; rows whose value is NULL are left out. `named`: column -> percent.
    Out: the keys and a DOUBLE column for each percentile; one row for each group that has a value.
    """
    known = rows.where(F.col(value).isNotNull())
    ordered = Window.partitionBy(*keys).orderBy(F.col(value).asc())
    placed = known.withColumn("place", F.row_number().over(ordered)).withColumn(
        "among", F.count("*").over(Window.partitionBy(*keys))
    )
    # place >= percent * among / 100, without a division.
    return placed.groupBy(*keys).agg(
        *(
            F.min(F.when(F.col("place") * 100 >= F.col("among") * percent, F.col(value))).cast("double").alias(name)
            for name, percent in named.items()
        )
    )
