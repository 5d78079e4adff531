"""What statements cost: the work and the idle time of each warehouse-hour, shared out by what each statement did."""

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from faultbook.tables import QUERY_COST
from faultbook.transforms.cost.hours import HOUR_MS, day_of, instant_of
from faultbook.transforms.cost.shares import WEIGHT, cut_share, from_units, share_between, units_of

_HOUR = ("workspace_id", "warehouse_id", "hour_ms")


def query_cost(
    slices: DataFrame, native: DataFrame, hours: DataFrame, ledger: DataFrame, *, closed_until: Column
) -> DataFrame:
    """The rows of the table query_cost: every statement in each of its hours, and what is left of each billed hour.

    Shares follow each other in the order of statement_id as differences of cut running shares, so that they sum to the
    ledger's work and idle money exactly.

    In: slices of `work_slices` and `attributed_slices`; the tables warehouse_hours and cost_ledger.
    """
    pools = _pools(ledger)
    weighed = _weighed(slices, native, hours)
    shared = _shared(weighed.join(pools, on=list(_HOUR), how="left"))
    statements = shared.select(*_statement_columns(closed_until))
    return statements.unionByName(pools.where(F.col("method") != "unpriced").select(*_residual_columns()))


def _pools(ledger: DataFrame) -> DataFrame:
    """Billed warehouse-hours: the wholes that are shared out."""
    return ledger.where(F.col("resource_kind") == "WAREHOUSE").select(
        F.unix_millis("hour").alias("hour_ms"),
        "workspace_id",
        F.col("resource_id").alias("warehouse_id"),
        *("cloud", "sku_name", "billing_origin_product", "identity", "usage_unit", "currency_code", "cost_basis"),
        *("billed_quantity", "allocated_quantity", "billed_amount", "direct_amount", "idle_amount"),
        F.col("idle_quantity").alias("hour_idle_quantity"),
        F.col("attribution_method").alias("method"),
        F.col("provisional").alias("hour_provisional"),
    )


def _weighed(slices: DataFrame, native: DataFrame, hours: DataFrame) -> DataFrame:
    """Statement-hours with both weights, what was before each in its hour, and the hour's totals."""
    own = slices.drop("slice_start_ms", "slice_end_ms")
    split = native.select(*_HOUR, "statement_id", F.col("native_units").alias("units"))
    both = own.join(split, on=[*_HOUR, "statement_id"], how="full")
    totals = hours.select(
        *("workspace_id", "warehouse_id"),
        F.unix_millis("hour").alias("hour_ms"),
        *("running_ms", "busy_ms", F.col("work_us").alias("hour_work_us"), "native_units"),
    )
    known = both.select(
        *(*_HOUR, "statement_id", "executed_by", "job_run_id"),
        F.coalesce("work_us", F.lit(0)).alias("work_us"),
        F.coalesce("units", F.lit(0)).alias("units"),
    )
    order = Window.partitionBy(*_HOUR).orderBy("statement_id").rowsBetween(Window.unboundedPreceding, Window.currentRow)
    running = known.withColumn("work_through", F.sum("work_us").over(order)).withColumn(
        "units_through", F.sum("units").over(order)
    )
    return running.join(totals, on=list(_HOUR), how="left")


def _shared(pooled: DataFrame) -> DataFrame:
    """Statement-hours with method, and their parts of the hour's wholes in units, by the basis that the ledger took.

    Step by step: Spark writes a method per step, and Java compiles none that is too long.
    """
    is_native = F.col("method") == "attributed_usage"

    def chosen(native: str, by_work: str) -> Column:
        return F.when(is_native, F.col(native)).otherwise(F.col(by_work)).cast(WEIGHT)

    weighed = pooled.withColumns(
        {
            "weight": chosen("units", "work_us"),
            "through": chosen("units_through", "work_through"),
            "in_all": chosen("native_units", "hour_work_us"),
        }
    )
    on_warehouse = F.col("warehouse_id").isNotNull()
    method = (
        F.when(~on_warehouse, F.lit("by_id"))
        .when(F.col("weight") == 0, F.lit("no_work"))
        .when(F.col("method").isNull(), F.lit("not_billed"))
        .otherwise(F.col("method"))
    )
    known = weighed.withColumns({"before": F.col("through") - F.col("weight"), "method": method})

    def part(whole: Column) -> Column:
        # What did no work cost nothing, billed or not; what worked in an hour that is not billed yet is unknown.
        share = share_between(whole, F.col("before"), F.col("through"), F.col("in_all"))
        return F.when(F.col("method") == "no_work", F.lit(0).cast("bigint")).otherwise(share)

    wholes = {name: part(units_of(F.col(whole))) for name, whole in _WHOLES.items()}
    by_work = share_between(
        _work_share_units(), F.col("work_through") - F.col("work_us"), F.col("work_through"), F.col("hour_work_us")
    )
    return known.withColumns({**wholes, "units_by_work": by_work})


_WHOLES = {
    "direct": "direct_amount",
    "idle": "idle_amount",
    "direct_units": "allocated_quantity",
    "idle_units": "hour_idle_quantity",
}


def _work_share_units() -> Column:
    """The hour's work by busy time, whatever basis the ledger took."""
    units = units_of(F.col("billed_amount"))
    return F.when(F.col("running_ms") > 0, cut_share(units, F.col("busy_ms"), F.col("running_ms"))).otherwise(units)


def _statement_columns(closed_until: Column) -> list[Column]:
    method = F.col("method")
    # A statement without warehouse has no hour that could be billed.
    known = ~method.isin("by_id", "not_billed")
    priced = known & (method != "unpriced")
    ends_at = F.col("hour_ms") + F.lit(HOUR_MS)
    return _contracted(
        {
            "row_kind": F.lit("STATEMENT"),
            "direct_quantity": F.when(priced, from_units(F.col("direct_units"))),
            "idle_quantity": F.when(priced, from_units(F.col("idle_units"))),
            "residual_quantity": F.when(known, F.lit(0)),
            "direct_cost": F.when(priced, from_units(F.col("direct"))),
            "idle_cost": F.when(priced, from_units(F.col("idle"))),
            "loaded_cost": F.when(priced, from_units(F.col("direct") + F.col("idle"))),
            "residual_cost": F.when(priced, F.lit(0)),
            "work_share_cost": F.when(priced, from_units(F.coalesce(F.col("units_by_work"), F.lit(0)))),
            "attribution_method": method,
            "provisional": F.coalesce("hour_provisional", ends_at > F.unix_millis(closed_until)),
        }
    )


def _residual_columns() -> list[Column]:
    is_idle = F.col("method").isin("work_share", "attributed_usage")
    nothing = F.lit(0)
    text = F.lit(None).cast("string")
    return _contracted(
        {
            "row_kind": F.when(is_idle, F.lit("IDLE")).otherwise(F.lit("UNATTRIBUTED")),
            "statement_id": text,
            "executed_by": text,
            "job_run_id": text,
            "direct_quantity": nothing,
            "idle_quantity": nothing,
            "residual_quantity": F.col("billed_quantity") - F.col("allocated_quantity"),
            "direct_cost": nothing,
            "idle_cost": nothing,
            "loaded_cost": nothing,
            "residual_cost": F.col("billed_amount") - F.col("direct_amount"),
            "work_share_cost": nothing,
            "attribution_method": F.when(is_idle, F.lit("idle")).otherwise(F.col("method")),
            "provisional": F.col("hour_provisional"),
        }
    )


def _contracted(values: dict[str, Column]) -> list[Column]:
    hour = {"usage_date": day_of(F.col("hour_ms")), "hour": instant_of(F.col("hour_ms"))}
    made = hour | values
    return [
        made.get(column.name, F.col(column.name)).cast(column.type).alias(column.name) for column in QUERY_COST.columns
    ]
