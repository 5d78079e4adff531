"""What each warehouse did in each hour: running and busy time as unions of spans, work as a sum."""

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from faultbook.transforms.cost.as_of import version_at, versions
from faultbook.transforms.cost.attributed import attributed_days
from faultbook.transforms.cost.hours import HOUR_MS, day_of, instant_of
from faultbook.transforms.cost.running import first_events

_HOUR = ("workspace_id", "warehouse_id", "hour_ms")


def warehouse_hours(
    slices: DataFrame, running: DataFrame, events: DataFrame, native: DataFrame, warehouses: DataFrame
) -> DataFrame:
    """The rows of the table warehouse_hours.

    A statement at work proves that its warehouse runs, so running time is the union of the events' and the work's
    spans, and busy <= running <= one hour. Statements without work count for neither.

    In: slices of `work_slices`, of `running_slices` and of `attributed_slices`; the leaves of compute.warehouse_events
    and compute.warehouses.
    """
    times = _times(slices, running)
    split = native.groupBy(*_HOUR).agg(F.sum("native_units").cast("bigint").alias("split_units"))
    hours = (
        times.join(split, on=list(_HOUR), how="full")
        .withColumn("usage_date", day_of(F.col("hour_ms")))
        .join(attributed_days(native), on=["workspace_id", "warehouse_id", "usage_date"], how="left")
        .join(first_events(events), on=["workspace_id", "warehouse_id"], how="left")
        .withColumn("hour", instant_of(F.col("hour_ms")))
    )
    named = version_at(hours, _settings(warehouses), on=("workspace_id", "warehouse_id"), at=F.col("hour"))
    knows_events = F.coalesce(F.col("known_since_ms") < F.col("hour_ms") + F.lit(HOUR_MS), F.lit(False))
    return named.select(
        *("usage_date", "hour", "workspace_id", "warehouse_id"),
        *("warehouse_name", "warehouse_type", "warehouse_size", "auto_stop_minutes"),
        *(F.coalesce(name, F.lit(0)).cast("bigint").alias(name) for name in _SUMS),
        F.when(F.col("is_native"), F.coalesce("split_units", F.lit(0))).alias("native_units"),
        F.when(knows_events, F.lit("events")).otherwise(F.lit("unknown")).alias("idle_basis"),
    )


_SUMS = ("statement_count", "running_ms", "busy_ms", "work_us")


def _times(slices: DataFrame, running: DataFrame) -> DataFrame:
    """Unions of spans per warehouse-hour by one sort: each span adds what no earlier one reached."""
    work = slices.where((F.col("work_us") > 0) & F.col("warehouse_id").isNotNull()).select(
        *_HOUR, "slice_start_ms", "slice_end_ms", "work_us"
    )
    spans = work.unionByName(running.withColumn("work_us", F.lit(None).cast("bigint")))
    before = (
        Window.partitionBy(*_HOUR)
        .orderBy("slice_start_ms", "slice_end_ms")
        .rowsBetween(Window.unboundedPreceding, Window.currentRow - 1)
    )
    is_work = F.col("work_us").isNotNull()
    reached = spans.select(
        *_HOUR,
        "work_us",
        _added(F.max("slice_end_ms").over(before)).alias("running_ms"),
        F.when(is_work, _added(F.max(F.when(is_work, F.col("slice_end_ms"))).over(before))).alias("busy_ms"),
    )
    return reached.groupBy(*_HOUR).agg(
        F.count("work_us").alias("statement_count"),
        F.sum("running_ms").alias("running_ms"),
        F.sum("busy_ms").alias("busy_ms"),
        F.sum("work_us").alias("work_us"),
    )


def _added(reached_ms: Column) -> Column:
    begin = F.greatest(F.col("slice_start_ms"), F.coalesce(reached_ms, F.col("slice_start_ms")))
    return F.greatest(F.col("slice_end_ms") - begin, F.lit(0))


def _settings(warehouses: DataFrame) -> DataFrame:
    size = F.regexp_replace(F.upper("warehouse_size"), "[- ]", "_")
    return versions(
        warehouses.select(
            *("workspace_id", "warehouse_id", "warehouse_name", "change_time"),
            F.upper("warehouse_type").alias("warehouse_type"),
            size.alias("warehouse_size"),
            "auto_stop_minutes",
        ),
        on=("workspace_id", "warehouse_id"),
    )
