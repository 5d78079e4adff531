"""Usage records with their price, cut at full hours and netted: what was billed in each hour for each resource."""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from faultbook.tables import COST_LEDGER
from faultbook.transforms.cost.hours import with_hours
from faultbook.transforms.cost.shares import PART, cut_share, from_units, units_of

# The first that is known names the resource. A SQL record with a pipeline is a refresh of that pipeline, no warehouse.
_RESOURCES = (
    ("PIPELINE", "dlt_pipeline_id", None, "dlt_pipeline_id"),
    ("WAREHOUSE", "warehouse_id", None, "warehouse_id"),
    ("JOB_RUN", "job_run_id", "job_id", "job_id"),
    ("NOTEBOOK", "notebook_id", None, "notebook_id"),
    ("ENDPOINT", "endpoint_id", None, "endpoint_id"),
    ("APP", "app_id", None, "app_id"),
    ("DATABASE", "database_instance_id", None, "database_instance_id"),
    ("CLUSTER", "cluster_id", None, "cluster_id"),
)

BILLED_KEY = ("hour_ms", *COST_LEDGER.key[1:])
"""The key of cost_ledger, with the hour in milliseconds."""


def billed_hours(usage: DataFrame, windows: DataFrame) -> DataFrame:
    """What was billed per hour, resource, SKU and unit: retractions and restatements are added up like all records.

    In: the leaves of billing.usage; the windows of `price_windows`. Out: BILLED_KEY, record_count BIGINT,
    billed_quantity DECIMAL(36,18), billed_amount DECIMAL(28,10).
    Nulls: currency_code, cost_basis and billed_amount are NULL where no price holds.
    """
    pieces = record_pieces(priced_usage(usage, windows))
    return pieces.groupBy(*BILLED_KEY).agg(
        F.sum("is_first").alias("record_count"),
        F.sum("quantity").cast("decimal(36,18)").alias("billed_quantity"),
        F.sum("amount").cast(PART).alias("billed_amount"),
    )


def priced_usage(usage: DataFrame, windows: DataFrame) -> DataFrame:
    """Every usage record once, with the price that holds at its end (as the platform's documentation joins them).

    Out: the columns of `usage` and price, currency_code, cost_basis, amount DECIMAL(28,10), overlapping: NULL without a
    price. The amount of a record is rounded once, half up, at its 10th digit.
    """
    at = F.coalesce("usage_end_time", "usage_start_time")
    price = windows.select(
        F.col("sku_name").alias("price_sku"),
        F.col("cloud").alias("price_cloud"),
        F.col("usage_unit").alias("price_unit"),
        *("valid_from", "valid_to", "price", "currency_code", "cost_basis", "overlapping"),
    )
    records = usage.withColumn("cloud", F.upper("cloud")).withColumn("priced_at", at)
    sold = [
        F.col("sku_name") == F.col("price_sku"),
        F.col("cloud") == F.col("price_cloud"),
        F.col("usage_unit") == F.col("price_unit"),
        F.col("priced_at") >= F.col("valid_from"),
        F.col("priced_at") < F.col("valid_to"),
    ]
    priced = records.join(price, on=sold, how="left")
    return priced.withColumn("amount", _amount()).drop(
        "price_sku", "price_cloud", "price_unit", "valid_from", "valid_to", "priced_at"
    )


def record_pieces(priced: DataFrame, *kept: str) -> DataFrame:
    """Each record cut at full hours in proportion to time; the last piece takes what cutting leaves.

    Out: BILLED_KEY, the columns `kept`, quantity, amount, is_first (1 for a record's first piece, else 0). A record
    without a start counts in the hour of its end.
    """
    timed = priced.withColumn("start_ms", F.unix_millis(F.coalesce("usage_start_time", "usage_end_time"))).withColumn(
        "end_ms", F.unix_millis("usage_end_time")
    )
    pieces = with_hours(timed, "start_ms", "end_ms")
    is_last = F.col("slice_end_ms") >= F.coalesce("end_ms", "start_ms")
    return pieces.select(
        "hour_ms",
        "workspace_id",
        "cloud",
        "sku_name",
        "usage_unit",
        "billing_origin_product",
        *_resource(),
        F.coalesce("run_as", "owned_by", "created_by").alias("identity"),
        "currency_code",
        "cost_basis",
        *kept,
        _piece("usage_quantity", is_last).cast("decimal(36,18)").alias("quantity"),
        _piece("amount", is_last).cast(PART).alias("amount"),
        (F.col("slice_start_ms") == F.col("start_ms")).cast("bigint").alias("is_first"),
    )


def _amount() -> Column:
    quantity, price = F.col("usage_quantity"), F.col("price")
    # A product of decimals keeps 38 digits; more than 10^10 of a unit leave it fewer digits after the point.
    usual = (quantity.try_cast("decimal(28,18)") * price).try_cast(PART)
    huge = (quantity.try_cast("decimal(28,6)") * price).try_cast(PART)
    return F.coalesce(usual, huge)


def _piece(whole: str, is_last: Column) -> Column:
    length = F.col("end_ms") - F.col("start_ms")
    begun = from_units(_share(whole, F.col("slice_start_ms") - F.col("start_ms"), length))
    done = from_units(_share(whole, F.col("slice_end_ms") - F.col("start_ms"), length))
    # A difference of decimals of 38 digits loses one after the point.
    exact = F.col(whole).cast("decimal(36,18)")
    return F.when(exact.isNotNull(), F.when(is_last, exact - begun).otherwise(done - begun))


def _share(whole: str, elapsed: Column, length: Column) -> Column:
    return F.coalesce(cut_share(units_of(F.col(whole)), elapsed, length), F.lit(0))


def _resource() -> list[Column]:
    found = [(kind, _known(known), _known(name), parent) for kind, name, parent, known in _RESOURCES]
    kind = F.coalesce(*(F.when(known.isNotNull(), F.lit(kind)) for kind, known, _, _ in found), F.lit("NONE"))
    # One decision for all three columns: a run may have no id of its own.
    at = F.coalesce(*(F.when(known.isNotNull(), F.lit(place)) for place, (_, known, _, _) in enumerate(found)))
    name = F.coalesce(*(F.when(at == place, name) for place, (_, _, name, _) in enumerate(found)))
    parents = [F.when(at == place, _known(parent)) for place, (*_, parent) in enumerate(found) if parent]
    return [kind.alias("resource_kind"), name.alias("resource_id"), F.coalesce(*parents).alias("parent_id")]


def _known(name: str) -> Column:
    return F.nullif(F.col(name), F.lit(""))
