"""What was spent per day, workspace and product."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.tables import Column, SchemaRole
from faultbook.tables.cost.cost_ledger import PART, QUANTITY
from faultbook.tables.view import View
from faultbook.transforms.portable.contracted import contracted
from faultbook.transforms.portable.money import total
from faultbook.transforms.portable.placeholders import ACCOUNT

"""Stands for the workspace of what belongs to none."""

VIEW = View(
    name="cost_by_day",
    role=SchemaRole.ANSWERS,
    comment="Spend per day, workspace and product: work, idle time, unattributed. Sums to the bill per currency.",
    key=("usage_date", "workspace_id", "billing_origin_product", "usage_unit", "currency_code"),
    columns=(
        Column("usage_date", "DATE", "UTC day.", nullable=False),
        Column("workspace_id", "STRING", "Workspace; <ACCOUNT> for usage of the account itself.", nullable=False),
        Column("billing_origin_product", "STRING", "Product; an open set."),
        Column("usage_unit", "STRING", "Unit of the quantity. Never add up different units."),
        Column("currency_code", "STRING", "Currency; NULL: without a price. Never add up different currencies."),
        Column("billed_quantity", QUANTITY, "Units billed.", nullable=False),
        Column("billed_amount", PART, "Money at list or account price; NULL without a price."),
        Column("direct_amount", PART, "Of it for work."),
        Column("idle_amount", PART, "Of it for idle warehouses."),
        Column("unattributed_amount", PART, "Of it for units that nobody is known for."),
        Column("provisional", "BOOLEAN", "True while late rows may still change the day.", nullable=False),
    ),
    question="select * from cost_by_day order by usage_date desc, billed_amount desc limit 20",
)


def cost_by_day(cost_daily: DataFrame) -> DataFrame:
    """Spend per day, workspace and product. In: the table of this name. Out: the columns of VIEW."""
    named = cost_daily.withColumn("workspace_id", F.coalesce("workspace_id", F.lit(ACCOUNT)))
    days = named.groupBy(*VIEW.key).agg(
        total("billed_quantity", QUANTITY),
        *(total(name, PART) for name in ("billed_amount", "direct_amount", "idle_amount", "unattributed_amount")),
        F.sum("provisional_hours").alias("provisional_hours"),
    )
    return contracted(days.withColumn("provisional", F.col("provisional_hours") > 0), VIEW)
