"""Tables with one row per change: what held at an instant."""

from collections.abc import Sequence

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F


def versions(changes: DataFrame, *, on: Sequence[str]) -> DataFrame:
    """Each change with the half-open time [version_from, version_to) that it holds for; change_time is dropped.

    The first one also holds before it: what existed before the platform wrote it down has a name all the same. Of
    changes at one instant one is kept. A deletion ends nothing: its row still names what was.
    """
    columns = [name for name in changes.columns if name not in (*on, "change_time")]
    at_once = changes.groupBy(*on, "change_time").agg(F.max(F.struct(*columns)).alias("settings"))
    order = Window.partitionBy(*on).orderBy(F.col("change_time").asc_nulls_first())
    return at_once.select(
        *on,
        *(F.col(f"settings.{name}").alias(name) for name in columns),
        F.when(F.row_number().over(order) > 1, F.col("change_time")).alias("version_from"),
        F.lead("change_time").over(order).alias("version_to"),
    )


def version_at(rows: DataFrame, found: DataFrame, *, on: Sequence[str], at: Column) -> DataFrame:
    """Every row once, with the version that held at `at`; its columns are NULL where none is known.

    In: any rows with the columns `on`; the result of `versions`. Out: the rows' columns and the versions'.
    """
    named = found.select(
        *(F.col(name).alias(f"version_{name}") for name in on),
        *(name for name in found.columns if name not in on),
    )
    same = [F.col(name).eqNullSafe(F.col(f"version_{name}")) for name in on]
    since = F.col("version_from").isNull() | (F.col("version_from") <= F.col("asked_at"))
    until = F.col("version_to").isNull() | (F.col("asked_at") < F.col("version_to"))
    joined = rows.withColumn("asked_at", at).join(named, on=[*same, since, until], how="left")
    return joined.drop(*(f"version_{name}" for name in on), "asked_at", "version_from", "version_to")
