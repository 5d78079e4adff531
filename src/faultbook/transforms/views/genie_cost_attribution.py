"""What each statement cost, per day: the bill's units and money, and how they were attributed."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.tables import Column, SchemaRole
from faultbook.tables.cost.cost_ledger import PART
from faultbook.tables.view import View
from faultbook.transforms.portable.contracted import contracted
from faultbook.transforms.portable.money import total

VIEW = View(
    name="genie_cost_attribution",
    role=SchemaRole.ANSWERS,
    comment=(
        "Cost of every statement per day. compute_cost_dbu and direct_cost are its work; usage_quantity and "
        "estimated_cost add its share of idle time. Hours without work are in no statement: cost_by_day is the bill."
    ),
    key=("query_id", "workspace_id", "cost_date", "usage_unit", "currency"),
    columns=(
        Column("query_id", "STRING", "Statement id.", nullable=False),
        Column("workspace_id", "STRING", "Workspace."),
        Column("user_id", "STRING", "Who ran it; NULL where the query history does not know it."),
        Column("warehouse_id", "STRING", "SQL warehouse; NULL for serverless compute."),
        Column("duration_ms", "BIGINT", "Whole time of the statement, ms; NULL where it is not reported."),
        Column("usage_unit", "STRING", "Unit of the quantities; NULL where nothing is billed (yet)."),
        Column("compute_cost_dbu", PART, "Units of its work; NULL where its hours are not billed (yet)."),
        Column("usage_quantity", PART, "Units of its work and its share of idle time."),
        Column("direct_cost", PART, "Money for its work; NULL without bill or price."),
        Column("estimated_cost", PART, "Money for its work and its share of idle time; NULL without bill or price."),
        Column("work_share_cost", PART, "direct_cost by share of work, whatever basis was taken."),
        Column("currency", "STRING", "Currency; NULL without bill or price. Never add up different ones."),
        Column("cost_basis", "STRING", "list or account prices; NULL without a price."),
        Column("attribution_method", "STRING", "work_share, attributed_usage, no_work, not_billed ...", nullable=False),
        Column("provisional", "BOOLEAN", "True while late rows may still change it.", nullable=False),
        Column("cost_date", "DATE", "UTC day of the cost.", nullable=False),
    ),
    question="select * from genie_cost_attribution order by estimated_cost desc nulls last, query_id limit 10",
)


def genie_cost_attribution(query_cost: DataFrame, query_statements: DataFrame) -> DataFrame:
    """Cost of statements per day. In: the tables of these names. Out: the columns of VIEW."""
    hours = (
        query_cost.where(F.col("row_kind") == "STATEMENT")
        .withColumn("cost_date", F.col("usage_date"))
        .withColumn("currency", F.col("currency_code"))
        .withColumn("loaded_quantity", F.col("direct_quantity") + F.col("idle_quantity"))
    )
    days = hours.groupBy("statement_id", "workspace_id", "cost_date", "usage_unit", "currency").agg(
        F.max("executed_by").alias("user_id"),
        F.max("warehouse_id").alias("warehouse_id"),
        total("direct_quantity", PART).alias("compute_cost_dbu"),
        total("loaded_quantity", PART).alias("usage_quantity"),
        total("direct_cost", PART),
        total("loaded_cost", PART).alias("estimated_cost"),
        total("work_share_cost", PART),
        F.max("cost_basis").alias("cost_basis"),
        F.max("attribution_method").alias("attribution_method"),
        F.max(F.col("provisional").cast("int")).alias("open_hours"),
    )
    statements = query_statements.select(
        "workspace_id", "statement_id", F.col("total_duration_ms").alias("duration_ms")
    )
    named = days.join(statements, on=["workspace_id", "statement_id"], how="left")
    return contracted(
        named.withColumn("query_id", F.col("statement_id")).withColumn("provisional", F.col("open_hours") > 0), VIEW
    )
