"""Who spent how much per day: statements by who ran them, all else by who it ran as, and what nobody did."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.tables import Column, SchemaRole
from faultbook.tables.cost.cost_ledger import PART
from faultbook.tables.view import View
from faultbook.transforms.portable.contracted import contracted
from faultbook.transforms.portable.full_join import full_join
from faultbook.transforms.views.cost_by_day import ACCOUNT

IDLE, UNATTRIBUTED, UNKNOWN = "<IDLE>", "<UNATTRIBUTED>", "<UNKNOWN>"
_KEY = ["usage_date", "workspace_id", "user_id", "currency_code"]

VIEW = View(
    name="cost_by_user",
    role=SchemaRole.ANSWERS,
    comment="Spend per day and user, with lines for idle and unattributed time. Sums to the bill per currency.",
    key=tuple(_KEY),
    columns=(
        Column("usage_date", "DATE", "UTC day.", nullable=False),
        Column("workspace_id", "STRING", "Workspace; <ACCOUNT> for usage of the account itself.", nullable=False),
        Column(
            "user_id",
            "STRING",
            "User or service principal; <IDLE>, <UNATTRIBUTED> (hours without work), <UNKNOWN> (no name on the bill).",
            nullable=False,
        ),
        Column("currency_code", "STRING", "Currency. Never add up different ones.", nullable=False),
        Column(
            "statement_cost", PART, "Work of their statements on warehouses, or the warehouses' rest.", nullable=False
        ),
        Column("resource_cost", PART, "Jobs, notebooks, clusters and all else that ran as them.", nullable=False),
        Column("total_cost", PART, "statement_cost + resource_cost.", nullable=False),
    ),
    question="select * from cost_by_user order by usage_date desc, total_cost desc limit 20",
)


def cost_by_user(query_cost: DataFrame, cost_ledger: DataFrame) -> DataFrame:
    """Spend per day, workspace and user. In: the tables of these names. Out: the columns of VIEW."""
    who = (
        F.when(F.col("row_kind") == "IDLE", F.lit(IDLE))
        .when(F.col("row_kind") == "UNATTRIBUTED", F.lit(UNATTRIBUTED))
        .otherwise(F.coalesce("executed_by", F.lit(UNKNOWN)))
    )
    statements = (
        query_cost.where(F.col("currency_code").isNotNull())
        .withColumn("user_id", who)
        .withColumn("workspace_id", F.coalesce("workspace_id", F.lit(ACCOUNT)))
        .groupBy(*_KEY)
        .agg(F.sum("direct_cost").cast(PART).alias("direct"), F.sum("residual_cost").cast(PART).alias("residual"))
    )
    others = (
        cost_ledger.where((F.col("resource_kind") != "WAREHOUSE") & F.col("currency_code").isNotNull())
        .withColumn("user_id", F.coalesce("identity", F.lit(UNKNOWN)))
        .withColumn("workspace_id", F.coalesce("workspace_id", F.lit(ACCOUNT)))
        .groupBy(*_KEY)
        .agg(F.sum("billed_amount").cast(PART).alias("resource_cost"))
    )
    nothing = F.lit(0).cast(PART)
    both = full_join(statements, others, on=_KEY)
    known = both.select(
        *_KEY,
        (F.coalesce("direct", nothing) + F.coalesce("residual", nothing)).alias("statement_cost"),
        F.coalesce("resource_cost", nothing).alias("resource_cost"),
    )
    return contracted(known.withColumn("total_cost", F.col("statement_cost") + F.col("resource_cost")), VIEW)
