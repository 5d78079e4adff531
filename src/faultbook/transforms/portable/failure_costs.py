"""What failures cost: money of the bill that a failed run, attempt or statement has, each amount under one failure.

A run's money is made of its attempts' money. An attempt that is a failure of its own has its money; the run has what is
left, so that the sum over failures counts nothing twice. Money of statements is that of their warehouse, which is in no
run's; statements on serverless compute are in their run's, and have none of their own.
"""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.tables.cost.cost_ledger import PART

RUNS = ("run", "task_run")
STATEMENT = "statement"


def cost_of_failures(failure_events: DataFrame, job_run_cost: DataFrame, query_cost: DataFrame) -> DataFrame:
    """The cost of each failure that has one.

    In: the tables of these names; all rows of failure_events, whatever the query selects. Out: costly_id STRING
    (event_id), currency_code STRING, cost, provisional BOOLEAN. One row for each failure; cost and currency_code are
    NULL where the bill has it in several currencies.
    """
    spent = _of_runs(failure_events, job_run_cost).unionByName(_of_statements(failure_events, query_cost))
    whole = spent.groupBy("costly_id").agg(
        F.min("currency_code").alias("currency_code"),
        F.max("currency_code").alias("last_currency"),
        F.sum("cost").cast(PART).alias("cost"),
        F.max(F.col("provisional").cast("int")).alias("open_rows"),
    )
    is_one = F.col("currency_code") == F.col("last_currency")
    return whole.select(
        "costly_id",
        F.when(is_one, F.col("currency_code")).alias("currency_code"),
        F.when(is_one, F.col("cost")).alias("cost"),
        (F.col("open_rows") > 0).alias("provisional"),
    )


def _of_runs(failure_events: DataFrame, job_run_cost: DataFrame) -> DataFrame:
    own = failure_events.where(F.col("kind").isin(*RUNS) & F.col("run_id").isNotNull())
    # One failure for each run, whatever else names it.
    owners = own.groupBy("workspace_id", "run_id").agg(F.min("event_id").alias("owner"))
    of_task, of_run = (
        owners.select(
            F.col("workspace_id").alias(f"{name}_workspace"),
            F.col("run_id").alias(f"{name}_run"),
            F.col("owner").alias(f"{name}_owner"),
        )
        for name in ("task", "job")
    )
    in_task = (F.col("workspace_id") == F.col("task_workspace")) & (F.col("task_run_id") == F.col("task_run"))
    in_run = (F.col("workspace_id") == F.col("job_workspace")) & (F.col("job_run_id") == F.col("job_run"))
    priced = job_run_cost.where(F.col("cost").isNotNull() & F.col("currency_code").isNotNull())
    owned = priced.join(of_task, on=in_task, how="left").join(of_run, on=in_run, how="left")
    found = owned.withColumn("costly_id", F.coalesce("task_owner", "job_owner"))
    return found.where(F.col("costly_id").isNotNull()).select("costly_id", "currency_code", "cost", "provisional")


def _of_statements(failure_events: DataFrame, query_cost: DataFrame) -> DataFrame:
    own = failure_events.where((F.col("kind") == STATEMENT) & F.col("statement_id").isNotNull())
    owners = own.groupBy(F.col("statement_id").alias("failed_statement")).agg(F.min("event_id").alias("costly_id"))
    priced = query_cost.where(
        (F.col("row_kind") == "STATEMENT") & F.col("loaded_cost").isNotNull() & F.col("currency_code").isNotNull()
    )
    owned = priced.join(owners, on=F.col("statement_id") == F.col("failed_statement"), how="inner")
    return owned.select("costly_id", "currency_code", F.col("loaded_cost").alias("cost"), "provisional")
