"""When warehouses ran, from their events."""

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from faultbook.transforms.cost.hours import with_hours

# Events of one instant, in the order in which they follow each other.
_ORDER = ("STARTING", "RUNNING", "SCALED_UP", "SCALED_DOWN", "STOPPING", "STOPPED")


def running_slices(events: DataFrame, *, since: Column, until: Column) -> DataFrame:
    """Times at which a warehouse had clusters, cut at full hours.

    It runs from an event that leaves it clusters to its next event, however long ago that was; the last state holds
    until `until`. What lies before `since` is cut off. A stop has no clusters, whatever its count is; without a
    count all but STARTING and STOPPED have some.

    In: the leaves of compute.warehouse_events. Out: workspace_id, warehouse_id, hour_ms, slice_start_ms, slice_end_ms.
    """
    known = events.where(F.col("event_time").isNotNull() & F.col("warehouse_id").isNotNull())
    order = Window.partitionBy("workspace_id", "warehouse_id").orderBy("at_ms", _rank(), F.col("cluster_count").desc())
    spans = known.withColumn("at_ms", F.unix_millis("event_time")).select(
        "workspace_id",
        "warehouse_id",
        _runs().alias("runs"),
        F.greatest(F.col("at_ms"), F.unix_millis(since)).alias("start_ms"),
        F.least(F.coalesce(F.lead("at_ms").over(order), F.unix_millis(until)), F.unix_millis(until)).alias("end_ms"),
    )
    running = spans.where(F.col("runs") & (F.col("start_ms") < F.col("end_ms")))
    slices = with_hours(running, "start_ms", "end_ms")
    return slices.select("workspace_id", "warehouse_id", "hour_ms", "slice_start_ms", "slice_end_ms")


def first_events(events: DataFrame) -> DataFrame:
    """Since when a warehouse has events: workspace_id, warehouse_id, known_since_ms."""
    return events.groupBy("workspace_id", "warehouse_id").agg(
        F.min(F.unix_millis("event_time")).alias("known_since_ms")
    )


def _kind() -> Column:
    return F.upper("event_type")


def _rank() -> Column:
    ranks = [F.when(_kind() == kind, F.lit(rank)) for rank, kind in enumerate(_ORDER)]
    return F.coalesce(*ranks, F.lit(len(_ORDER)))


def _runs() -> Column:
    usual = F.when(_kind() == "STARTING", F.lit(0)).otherwise(F.lit(1))
    return (_kind() != "STOPPED") & (F.coalesce("cluster_count", usual) > 0)
