"""What was spent, by whom and on what: the cost views' functions, of which some days and rows."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.tables.cost.cost_ledger import PART
from faultbook.transforms.queries.parameters import between, equals, parameter
from faultbook.transforms.views import cost_by_day as days
from faultbook.transforms.views import cost_by_user as users
from faultbook.transforms.views import failed_run_cost as failures
from faultbook.transforms.views import genie_query_performance as statements

_NOTHING = "UNKNOWN"


def query_performance(query_statements: DataFrame, query_cost: DataFrame) -> DataFrame:
    """The view genie_query_performance, of which some. In: the tables of these names. Out: the view's columns.

    Parameters: query_id, workspace_id, user_id, warehouse_id, execution_status (equal); least_duration_ms (BIGINT);
    text_contains; since, until (start_time).
    """
    described = query_statements.where(equals("statement_id", "query_id")).where(equals("workspace_id"))
    spent = query_cost.where(equals("statement_id", "query_id")).where(equals("workspace_id"))
    rows = statements.genie_query_performance(described, spent).where(between("start_time"))
    for name in ("user_id", "warehouse_id", "execution_status"):
        rows = rows.where(equals(name))
    text, least = parameter("text_contains"), parameter("least_duration_ms", "bigint")
    of_text = rows.where(text.isNull() | F.contains(F.lower("query_text"), F.lower(text)))
    return of_text.where(least.isNull() | (F.col("duration_ms") >= least))


def cost_of_days(cost_daily: DataFrame) -> DataFrame:
    """Spend by one dimension of cost_by_day. In: the table of this name.

    Parameters: by (day, workspace or product); workspace_id; first_day, end_day (DATE, end exclusive). Out: value,
    currency_code, billed_amount, direct_amount, idle_amount, unattributed_amount, provisional_days.
    """
    rows = days.cost_by_day(cost_daily).where(between("usage_date", type_="date", since="first_day", until="end_day"))
    by = parameter("by")
    value = (
        F.when(by == "day", F.col("usage_date").cast("string"))
        .when(by == "workspace", F.col("workspace_id"))
        .otherwise(F.coalesce("billing_origin_product", F.lit(_NOTHING)))
    )
    some = rows.where(equals("workspace_id")).where(F.col("currency_code").isNotNull()).withColumn("value", value)
    return some.groupBy("value", "currency_code").agg(
        *(
            F.coalesce(F.sum(name), F.lit(0)).cast(PART).alias(name)
            for name in ("billed_amount", "direct_amount", "idle_amount", "unattributed_amount")
        ),
        F.count(F.when(F.col("provisional"), F.lit(1))).alias("provisional_days"),
    )


def cost_of_users(query_cost: DataFrame, cost_ledger: DataFrame) -> DataFrame:
    """Spend by user: value, currency_code, billed_amount, statement_cost, resource_cost.

    In: the tables of these names. Parameters: workspace_id; first_day, end_day (DATE, end exclusive).
    """
    in_days = between("usage_date", type_="date", since="first_day", until="end_day")
    rows = users.cost_by_user(query_cost.where(in_days), cost_ledger.where(in_days)).where(equals("workspace_id"))
    return rows.groupBy(F.col("user_id").alias("value"), "currency_code").agg(
        F.sum("total_cost").cast(PART).alias("billed_amount"),
        F.sum("statement_cost").cast(PART).alias("statement_cost"),
        F.sum("resource_cost").cast(PART).alias("resource_cost"),
    )


def cost_of_warehouses(query_cost: DataFrame) -> DataFrame:
    """Spend by SQL warehouse: value, currency_code, billed_amount, direct_amount, idle_amount.

    In: the table of this name. Parameters: workspace_id; first_day, end_day (DATE, end exclusive). Statements without a
    warehouse are left out.
    """
    in_days = between("usage_date", type_="date", since="first_day", until="end_day")
    rows = query_cost.where(in_days).where(equals("workspace_id")).where(F.col("currency_code").isNotNull())
    of_warehouses = rows.where(F.col("warehouse_id").isNotNull())
    sums = of_warehouses.groupBy(F.col("warehouse_id").alias("value"), "currency_code").agg(
        F.coalesce(F.sum("direct_cost"), F.lit(0)).cast(PART).alias("direct_amount"),
        F.coalesce(F.sum("idle_cost"), F.lit(0)).cast(PART).alias("idle_of_statements"),
        F.coalesce(F.sum("residual_cost"), F.lit(0)).cast(PART).alias("idle_amount"),
    )
    billed = F.col("direct_amount") + F.col("idle_amount")
    return sums.withColumn("billed_amount", billed.cast(PART)).drop("idle_of_statements")


def failed_run_cost(job_run_cost: DataFrame) -> DataFrame:
    """Cost of failed attempts by job. In: the table of this name.

    Parameters: workspace_id, job_id; first_day, end_day (DATE, end exclusive). Out: workspace_id, job_id, job_name,
    currency_code, failed_days, attempts, failed_attempts, failed_cost, canceled_cost, total_cost.
    """
    rows = failures.failed_run_cost(job_run_cost).where(equals("workspace_id")).where(equals("job_id"))
    some = rows.where(between("usage_date", type_="date", since="first_day", until="end_day"))
    return some.groupBy("workspace_id", "job_id", "currency_code").agg(
        F.max("job_name").alias("job_name"),
        F.count(F.when(F.col("failed_attempts") > 0, F.lit(1))).alias("failed_days"),
        F.sum("attempts").cast("bigint").alias("attempts"),
        F.sum("failed_attempts").cast("bigint").alias("failed_attempts"),
        F.sum("failed_cost").cast(PART).alias("failed_cost"),
        F.sum("canceled_cost").cast(PART).alias("canceled_cost"),
        F.coalesce(F.sum("total_cost"), F.lit(0)).cast(PART).alias("total_cost"),
    )
