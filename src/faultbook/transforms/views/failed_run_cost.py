"""What failed attempts of jobs' tasks cost, per day and job."""

from pyspark.sql import Column as SparkColumn
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.tables import Column, SchemaRole
from faultbook.tables.cost.cost_ledger import PART
from faultbook.tables.view import View
from faultbook.transforms.portable.contracted import contracted
from faultbook.transforms.portable.run_results import CANCELED, FAILED

VIEW = View(
    name="failed_run_cost",
    role=SchemaRole.ANSWERS,
    comment="Cost of failed attempts of jobs' tasks per day and job; canceled ones are shown, not counted.",
    key=("usage_date", "workspace_id", "job_id", "currency_code"),
    columns=(
        Column("usage_date", "DATE", "UTC day.", nullable=False),
        Column("workspace_id", "STRING", "Workspace."),
        Column("job_id", "STRING", "Job; unique in its workspace only."),
        Column("job_name", "STRING", "Its name; NULL where it is not known."),
        Column("currency_code", "STRING", "Currency; NULL without a price."),
        Column("attempts", "BIGINT", "Attempts of tasks on the day.", nullable=False),
        Column("failed_attempts", "BIGINT", "Attempts that failed.", nullable=False),
        Column("failed_cost", PART, "Money for attempts that failed, also where a repair followed.", nullable=False),
        Column("canceled_cost", PART, "Money for attempts that were canceled.", nullable=False),
        Column("total_cost", PART, "Money for the job's runs on the day; NULL without a price."),
        Column("provisional", "BOOLEAN", "True while late rows may still change it.", nullable=False),
    ),
    question="select * from failed_run_cost order by failed_cost desc, usage_date, job_id limit 10",
)


def failed_run_cost(job_run_cost: DataFrame) -> DataFrame:
    """Cost of failed attempts. In: the table of this name. Out: the columns of VIEW."""
    is_failed, is_canceled = F.col("result_state").isin(*FAILED), F.col("result_state").isin(*CANCELED)
    days = job_run_cost.groupBy("usage_date", "workspace_id", "job_id", "currency_code").agg(
        F.max("job_name").alias("job_name"),
        F.count_distinct("task_run_id").alias("attempts"),
        F.count_distinct(F.when(is_failed, F.col("task_run_id"))).alias("failed_attempts"),
        _spent(is_failed).alias("failed_cost"),
        _spent(is_canceled).alias("canceled_cost"),
        F.sum("cost").cast(PART).alias("total_cost"),
        F.max(F.col("provisional").cast("int")).alias("open_rows"),
    )
    return contracted(days.withColumn("provisional", F.col("open_rows") > 0), VIEW)


def _spent(condition: SparkColumn) -> SparkColumn:
    return F.coalesce(F.sum(F.when(condition, F.col("cost"))).cast(PART), F.lit(0).cast(PART))
