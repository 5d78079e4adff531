"""What each user spent per day: their statements, all else that ran as them, and what no user did."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.tables.cost.cost_ledger import PART
from faultbook.transforms.portable.full_join import full_join
from faultbook.transforms.portable.placeholders import ACCOUNT, IDLE, UNATTRIBUTED, UNKNOWN_USER

USER_DAY = ("usage_date", "workspace_id", "user_id", "currency_code")
"""What identifies a row of user_costs."""


def user_costs(query_cost: DataFrame, cost_ledger: DataFrame) -> DataFrame:
    """Spend per day, workspace, user and currency.

    In: the tables of these names. Out: USER_DAY, statement_cost, resource_cost, total_cost (DECIMAL). Nulls: none.
    """
    who = (
        F.when(F.col("row_kind") == "IDLE", F.lit(IDLE))
        .when(F.col("row_kind") == "UNATTRIBUTED", F.lit(UNATTRIBUTED))
        .otherwise(F.coalesce("executed_by", F.lit(UNKNOWN_USER)))
    )
    statements = (
        query_cost.where(F.col("currency_code").isNotNull())
        .withColumn("user_id", who)
        .withColumn("workspace_id", F.coalesce("workspace_id", F.lit(ACCOUNT)))
        .groupBy(*USER_DAY)
        .agg(F.sum("direct_cost").cast(PART).alias("direct"), F.sum("residual_cost").cast(PART).alias("residual"))
    )
    others = (
        cost_ledger.where((F.col("resource_kind") != "WAREHOUSE") & F.col("currency_code").isNotNull())
        .withColumn("user_id", F.coalesce("identity", F.lit(UNKNOWN_USER)))
        .withColumn("workspace_id", F.coalesce("workspace_id", F.lit(ACCOUNT)))
        .groupBy(*USER_DAY)
        .agg(F.sum("billed_amount").cast(PART).alias("resource_cost"))
    )
    nothing = F.lit(0).cast(PART)
    both = full_join(statements, others, on=USER_DAY)
    known = both.select(
        *USER_DAY,
        (F.coalesce("direct", nothing) + F.coalesce("residual", nothing)).alias("statement_cost"),
        F.coalesce("resource_cost", nothing).alias("resource_cost"),
    )
    return known.withColumn("total_cost", F.col("statement_cost") + F.col("resource_cost"))
