"""Do the dollars add up: the three dollar invariants by day, with their differences."""

from pyspark.sql import Column as SparkColumn
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.tables import Column, SchemaRole
from faultbook.tables.cost.cost_ledger import PART, QUANTITY
from faultbook.tables.view import View
from faultbook.transforms.portable.contracted import contracted
from faultbook.transforms.portable.money import total

_QUANTITIES = ("billed_quantity", "allocated_quantity", "idle_quantity", "unattributed_quantity", "unpriced_quantity")
_AMOUNTS = ("billed_amount", "direct_amount", "idle_amount", "unattributed_amount")

VIEW = View(
    name="ledger_check",
    role=SchemaRole.ANSWERS,
    comment="Whether every billed unit and amount has one place, per day. The three balances are 0 if all is well.",
    key=("usage_date", "usage_unit", "currency_code"),
    columns=(
        Column("usage_date", "DATE", "UTC day.", nullable=False),
        Column("usage_unit", "STRING", "Unit of the quantities."),
        Column("currency_code", "STRING", "Currency of the amounts; NULL: units without a price."),
        Column("record_count", "BIGINT", "Usage records that begin on the day.", nullable=False),
        Column("billed_quantity", QUANTITY, "Units billed.", nullable=False),
        Column("allocated_quantity", QUANTITY, "Units of work.", nullable=False),
        Column("idle_quantity", QUANTITY, "Units of idle warehouses.", nullable=False),
        Column("unattributed_quantity", QUANTITY, "Units that nobody is known for.", nullable=False),
        Column("unpriced_quantity", QUANTITY, "Units without a price.", nullable=False),
        Column("quantity_balance", QUANTITY, "billed - allocated - idle - unattributed - unpriced: 0.", nullable=False),
        Column("billed_amount", PART, "Money billed; NULL without a price."),
        Column("direct_amount", PART, "Of it for work."),
        Column("idle_amount", PART, "Of it for idle warehouses."),
        Column("unattributed_amount", PART, "Of it for units that nobody is known for."),
        Column("amount_balance", PART, "billed - direct - idle - unattributed: 0; NULL without a price."),
        Column("warehouse_amount", PART, "Of the money billed what is for warehouses; NULL: nothing."),
        Column("statement_cost", PART, "What statements cost by query_cost, idle time apart; NULL: nothing."),
        Column("residual_cost", PART, "What query_cost leaves over of the warehouses' hours; NULL: nothing."),
        Column("statement_balance", PART, "warehouse_amount - statement_cost - residual_cost: 0; NULL: nothing."),
        Column("provisional_hours", "BIGINT", "Rows of the ledger that late rows may still change.", nullable=False),
    ),
    question="select * from ledger_check order by usage_date desc, usage_unit, currency_code limit 20",
)


def ledger_check(cost_ledger: DataFrame, query_cost: DataFrame) -> DataFrame:
    """Sums and balances per day, unit and currency. In: the tables of these names. Out: the columns of VIEW."""
    days = cost_ledger.groupBy("usage_date", "usage_unit", "currency_code").agg(
        F.sum("record_count").alias("record_count"),
        *(total(name, QUANTITY) for name in _QUANTITIES),
        *(total(name, PART) for name in _AMOUNTS),
        F.sum(F.when(F.col("resource_kind") == "WAREHOUSE", F.col("billed_amount")))
        .cast(PART)
        .alias("warehouse_amount"),
        F.count(F.when(F.col("provisional"), F.lit(1))).alias("provisional_hours"),
    )
    shared = (
        query_cost.where(F.col("currency_code").isNotNull())
        .groupBy("usage_date", "usage_unit", "currency_code")
        .agg(total("direct_cost", PART).alias("statement_cost"), total("residual_cost", PART))
    )
    both = days.join(shared, on=["usage_date", "usage_unit", "currency_code"], how="left")
    return contracted(
        both.withColumn("quantity_balance", _less(QUANTITY, *_QUANTITIES))
        .withColumn("amount_balance", _less(PART, *_AMOUNTS))
        .withColumn("statement_balance", _less(PART, "warehouse_amount", "statement_cost", "residual_cost")),
        VIEW,
    )


def _less(type_: str, whole: str, *parts: str) -> SparkColumn:
    rest = F.col(whole)
    for part in parts:
        # Each difference is a digit wider; above 38 Spark would take it from the end.
        rest = (rest - F.col(part)).cast(type_)
    return rest
