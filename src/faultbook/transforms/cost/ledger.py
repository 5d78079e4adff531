"""The ledger: each billed hour split into work, idle time, what nobody is known for, and what has no price."""

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from faultbook.tables import COST_LEDGER
from faultbook.transforms.cost.hours import HOUR_MS, day_of, instant_of
from faultbook.transforms.cost.shares import cut_share, from_units, units_of

_HOUR = ("workspace_id", "warehouse_id", "hour")


def cost_ledger(billed: DataFrame, hours: DataFrame, *, closed_until: Column) -> DataFrame:
    """The rows of the table cost_ledger. Work and idle are cut at the 10th digit; idle takes what cutting leaves.

    A warehouse-hour is work in proportion to its busy time, or by the platform's own split where it has rows for the
    day, but never more than was billed. Without work in it the whole hour is unattributed. Any other resource that the
    bill names has worked for what it was billed.

    In: `billed_hours`; the table warehouse_hours. `closed_until`: hours that end by then are final.
    """
    known = hours.select(
        F.col("workspace_id").alias("ran_in"),
        F.col("warehouse_id").alias("ran"),
        F.unix_millis("hour").alias("ran_ms"),
        *("running_ms", "busy_ms", "work_us", "native_units"),
    )
    is_warehouse = F.col("resource_kind") == "WAREHOUSE"
    same = [
        is_warehouse,
        F.col("workspace_id") == F.col("ran_in"),
        F.col("resource_id") == F.col("ran"),
        F.col("hour_ms") == F.col("ran_ms"),
    ]
    pools = billed.join(known, on=same, how="left").withColumn("attribution_method", _method())
    whole = Window.partitionBy("workspace_id", "resource_id", "hour_ms", "usage_unit", is_warehouse)
    priced = F.when(F.col("currency_code").isNotNull(), units_of(F.col("billed_quantity")))
    split = (
        pools.withColumn("hour_units", F.coalesce(F.sum(priced).over(whole), F.lit(0)))
        .withColumn("allocated_quantity", _worked("billed_quantity").cast("decimal(36,18)"))
        .withColumn("direct_amount", _worked("billed_amount"))
    )
    return split.select(*_columns(closed_until))


def _method() -> Column:
    is_native = F.col("native_units").isNotNull()
    has_work = F.coalesce(F.when(is_native, F.col("native_units")).otherwise(F.col("work_us")), F.lit(0)) > 0
    return (
        F.when(F.col("currency_code").isNull(), F.lit("unpriced"))
        .when(F.col("resource_kind") == "NONE", F.lit("no_id"))
        .when(F.col("resource_kind") != "WAREHOUSE", F.lit("by_id"))
        .when(~has_work, F.lit("no_work_in_hour"))
        .when(is_native, F.lit("attributed_usage"))
        .otherwise(F.lit("work_share"))
    )


def _worked(whole: str) -> Column:
    """The part of a billed hour that was work; NULL where the hour has no work or no price."""
    units, method = units_of(F.col(whole)), F.col("attribution_method")
    native = F.least("native_units", "hour_units")
    by_time = F.when(F.col("running_ms") > 0, cut_share(units, F.col("busy_ms"), F.col("running_ms"))).otherwise(units)
    return (
        F.when(method == "by_id", F.col(whole))
        .when(method == "attributed_usage", from_units(cut_share(units, native, F.col("hour_units"))))
        .when(method == "work_share", from_units(by_time))
    )


def _columns(closed_until: Column) -> list[Column]:
    method, nothing = F.col("attribution_method"), F.lit(0)
    unknown = method.isin("no_id", "no_work_in_hour")
    quantity, allocated = F.col("billed_quantity"), F.coalesce("allocated_quantity", nothing)
    amount, direct = F.col("billed_amount"), F.coalesce("direct_amount", nothing)
    is_split = method.isin("work_share", "attributed_usage")
    no_price = method == "unpriced"
    values = {
        "usage_date": day_of(F.col("hour_ms")),
        "hour": instant_of(F.col("hour_ms")),
        "allocated_quantity": allocated,
        "idle_quantity": F.when(is_split, quantity - allocated).otherwise(nothing),
        "unattributed_quantity": F.when(unknown, quantity).otherwise(nothing),
        "unpriced_quantity": F.when(no_price, quantity).otherwise(nothing),
        "direct_amount": F.when(~no_price, direct),
        "idle_amount": F.when(is_split, amount - direct).when(~no_price, nothing),
        "unattributed_amount": F.when(unknown, amount).when(~no_price, nothing),
        "provisional": F.col("hour_ms") + F.lit(HOUR_MS) > F.unix_millis(closed_until),
    }
    return [
        values.get(column.name, F.col(column.name)).cast(column.type).alias(column.name)
        for column in COST_LEDGER.columns
    ]
