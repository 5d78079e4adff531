"""The ledger by day, which outlives the hours."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.tables import COST_DAILY

_QUANTITIES = ("billed", "allocated", "idle", "unattributed", "unpriced")
_AMOUNTS = ("billed_amount", "direct_amount", "idle_amount", "unattributed_amount")


def cost_daily(ledger: DataFrame) -> DataFrame:
    """The rows of the table cost_daily: sums of the ledger; runs go under their job. In: the table cost_ledger."""
    is_run = F.col("resource_kind") == "JOB_RUN"
    by_job = ledger.withColumn(
        "resource_id", F.when(is_run, F.col("parent_id")).otherwise(F.col("resource_id"))
    ).withColumn("resource_kind", F.when(is_run, F.lit("JOB")).otherwise(F.col("resource_kind")))
    rows = by_job.groupBy(*COST_DAILY.key).agg(
        F.sum("record_count").alias("record_count"),
        *(F.sum(f"{name}_quantity").alias(f"{name}_quantity") for name in _QUANTITIES),
        *(F.sum(name).alias(name) for name in _AMOUNTS),
        F.count_distinct(F.when(F.col("provisional"), F.col("hour"))).alias("provisional_hours"),
    )
    return rows.select(*(F.col(column.name).cast(column.type) for column in COST_DAILY.columns))
