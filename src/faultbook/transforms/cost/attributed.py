"""The platform's own split of serverless SQL over statements, cut at full hours."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.transforms.cost.hours import day_of, with_hours
from faultbook.transforms.cost.shares import share_between, units_of


def attributed_slices(attributed: DataFrame) -> DataFrame:
    """Active usage per statement and clock hour, in units of 10^-10.

    In: the leaves of billing.attributed_usage. Out: workspace_id, warehouse_id, statement_id, hour_ms, native_units
    BIGINT. Rows without warehouse or statement are left out: they stay idle time.
    """
    known = attributed.where(F.col("warehouse_id").isNotNull() & F.col("statement_id").isNotNull())
    timed = known.withColumn("start_ms", F.unix_millis(F.coalesce("start_time", "end_time"))).withColumn(
        "end_ms", F.greatest("start_ms", F.unix_millis(F.coalesce("end_time", "start_time")))
    )
    slices = with_hours(timed, "start_ms", "end_ms")
    length = F.col("end_ms") - F.col("start_ms")
    units = F.coalesce(units_of(F.col("active_usage_quantity")), F.lit(0))
    start, end = (F.col(name) - F.col("start_ms") for name in ("slice_start_ms", "slice_end_ms"))
    share = F.when(length > 0, share_between(units, start, end, length)).otherwise(units)
    return (
        slices.withColumn("native_units", share)
        .groupBy("workspace_id", "warehouse_id", "statement_id", "hour_ms")
        .agg(F.greatest(F.sum("native_units"), F.lit(0)).cast("bigint").alias("native_units"))
    )


def attributed_days(slices: DataFrame) -> DataFrame:
    """Days on which a warehouse has rows of its own split: workspace_id, warehouse_id, usage_date, is_native (true)."""
    days = slices.groupBy("workspace_id", "warehouse_id", day_of(F.col("hour_ms")).alias("usage_date"))
    return days.agg(F.lit(True).alias("is_native"))
