"""What statements cost: the work and the idle time of each warehouse-hour, shared out by what each statement did."""

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from faultbook.tables import QUERY_COST
from faultbook.transforms.cost.hours import HOUR_MS, day_of, instant_of
from faultbook.transforms.cost.shares import cut_share, from_units, share_between, units_of

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
    shared = weighed.join(pools, on=list(_HOUR), how="left")
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


def _is_native() -> Column:
    return F.col("method") == "attributed_usage"


def _shared(whole: Column) -> Column:
    """A statement's part of a whole of its hour, by the basis that the ledger took. Units."""
    native = share_between(
        whole, F.col("units_through") - F.col("units"), F.col("units_through"), F.col("native_units")
    )
    return F.when(_is_native(), native).otherwise(_by_work(whole))


def _by_work(whole: Column) -> Column:
    return share_between(whole, F.col("work_through") - F.col("work_us"), F.col("work_through"), F.col("hour_work_us"))


def _work_share_units() -> Column:
    """The hour's work by busy time, whatever basis the ledger took."""
    units = units_of(F.col("billed_amount"))
    return F.when(F.col("running_ms") > 0, cut_share(units, F.col("busy_ms"), F.col("running_ms"))).otherwise(units)


def _statement_columns(closed_until: Column) -> list[Column]:
    on_warehouse = F.col("warehouse_id").isNotNull()
    weight = F.when(_is_native(), F.col("units")).otherwise(F.col("work_us"))
    method = (
        F.when(~on_warehouse, F.lit("by_id"))
        .when(weight == 0, F.lit("no_work"))
        .when(F.col("method").isNull(), F.lit("not_billed"))
        .otherwise(F.col("method"))
    )

    def cost(whole: Column) -> Column:
        # What did no work cost nothing, billed or not; what worked in an hour that is not billed yet is unknown.
        return F.when(method == "no_work", F.lit(0).cast("bigint")).otherwise(_shared(whole))

    direct, idle = cost(units_of(F.col("direct_amount"))), cost(units_of(F.col("idle_amount")))
    direct_quantity = cost(units_of(F.col("allocated_quantity")))
    idle_quantity = cost(units_of(F.col("hour_idle_quantity")))
    known = on_warehouse & (F.col("method").isNotNull() | (method == "no_work"))
    priced = known & (method != "unpriced")
    ends_at = F.col("hour_ms") + F.lit(HOUR_MS)
    return _contracted(
        {
            "row_kind": F.lit("STATEMENT"),
            "direct_quantity": F.when(priced, from_units(direct_quantity)),
            "idle_quantity": F.when(priced, from_units(idle_quantity)),
            "residual_quantity": F.when(known, F.lit(0)),
            "direct_cost": F.when(priced, from_units(direct)),
            "idle_cost": F.when(priced, from_units(idle)),
            "loaded_cost": F.when(priced, from_units(direct + idle)),
            "residual_cost": F.when(priced, F.lit(0)),
            "work_share_cost": F.when(priced, from_units(F.coalesce(_by_work(_work_share_units()), F.lit(0)))),
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
