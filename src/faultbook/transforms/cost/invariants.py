"""The dollar invariants over stored rows: where the parts are not the whole, by day."""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

_WIDE = "decimal(36,18)"


def broken_days(ledger: DataFrame, queries: DataFrame) -> DataFrame:
    """Rows of usage_date, law, difference where an invariant does not hold; none where all do.

    units: billed = allocated + idle + unattributed + unpriced. money: billed = direct + idle + unattributed.
    statements: direct and residual cost of query_cost = what the ledger bills for warehouses.

    In: the tables cost_ledger and query_cost.
    """
    units = _less(
        "billed_quantity", "allocated_quantity", "idle_quantity", "unattributed_quantity", "unpriced_quantity"
    )
    money = _less("billed_amount", "direct_amount", "idle_amount", "unattributed_amount")
    billed = ledger.where(F.col("resource_kind") == "WAREHOUSE").select(
        "usage_date", F.col("billed_amount").alias("cost")
    )
    shared = queries.select("usage_date", (-_known("direct_cost") - _known("residual_cost")).alias("cost"))
    found = (
        _by_day(ledger.select("usage_date", units.alias("difference")), "units")
        .unionByName(_by_day(ledger.select("usage_date", money.alias("difference")), "money"))
        .unionByName(_by_day(billed.unionByName(shared).withColumnRenamed("cost", "difference"), "statements"))
    )
    return found.where(F.col("difference") != 0)


def _by_day(rows: DataFrame, invariant: str) -> DataFrame:
    return (
        rows.groupBy("usage_date")
        .agg(F.sum("difference").cast(_WIDE).alias("difference"))
        .withColumn("law", F.lit(invariant))
    )


def _less(whole: str, *parts: str) -> Column:
    rest = _known(whole)
    for part in parts:
        rest = (rest - _known(part)).cast(_WIDE)
    return rest


def _known(name: str) -> Column:
    return F.coalesce(F.col(name), F.lit(0).cast(_WIDE)).cast(_WIDE)
