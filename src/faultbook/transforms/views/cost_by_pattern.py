"""Dollars per error pattern: what failed runs and statements cost, under the first error of each."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.tables import Column, SchemaRole
from faultbook.tables.cost.cost_ledger import PART
from faultbook.tables.view import View
from faultbook.transforms.portable.contracted import contracted

NO_LOG = "<NO LOG MATCHED>"

VIEW = View(
    name="cost_by_pattern",
    role=SchemaRole.ANSWERS,
    comment="Cost of failed attempts of jobs and failed statements per day and root pattern (its first error), "
    "those whose level is not known apart, with a line for those that no log matched: the sum is what failures cost.",
    key=("usage_date", "pattern_id", "severity", "currency_code"),
    columns=(
        Column("usage_date", "DATE", "UTC day of the cost.", nullable=False),
        Column("pattern_id", "STRING", "The pattern; see patterns. <NO LOG MATCHED>: none is known.", nullable=False),
        Column(
            "severity",
            "STRING",
            "Severity of that first error. Unknown: its level is not known, it may be none. NULL: no log matched.",
        ),
        Column("pattern", "STRING", "Its text; NULL where none is known."),
        Column("service", "STRING", "Service whose log it is in; NULL where none is known."),
        Column("error_code", "STRING", "Its code; NULL where none is known."),
        Column("currency_code", "STRING", "Currency. Never add up different ones.", nullable=False),
        Column("failed_runs", "BIGINT", "Failed attempts of jobs' tasks.", nullable=False),
        Column("failed_statements", "BIGINT", "Failed statements.", nullable=False),
        Column("run_cost", PART, "Money for these attempts.", nullable=False),
        Column("statement_cost", PART, "Money for the work of these statements.", nullable=False),
        Column("failed_cost", PART, "run_cost + statement_cost.", nullable=False),
        Column("provisional", "BOOLEAN", "True while late rows may still change it.", nullable=False),
    ),
    question="select * from cost_by_pattern order by failed_cost desc, usage_date, pattern_id limit 10",
)


def cost_by_pattern(failure_cost: DataFrame, pattern_map: DataFrame, error_templates: DataFrame) -> DataFrame:
    """Cost of failures per pattern. In: the tables of these names. Out: the columns of VIEW."""
    mapped = pattern_map.select("template_hash", F.col("pattern_id").alias("mapped_id"))
    known = failure_cost.join(mapped, on="template_hash", how="left").withColumn(
        "pattern_id", F.coalesce("mapped_id", "template_hash", F.lit(NO_LOG))
    )
    is_run, nothing = F.col("failure_kind") == "RUN", F.lit(0).cast(PART)
    days = known.groupBy(*VIEW.key).agg(
        F.count_distinct("task_run_id").alias("failed_runs"),
        F.count_distinct("statement_id").alias("failed_statements"),
        F.coalesce(F.sum(F.when(is_run, F.col("cost"))).cast(PART), nothing).alias("run_cost"),
        F.coalesce(F.sum(F.when(~is_run, F.col("cost"))).cast(PART), nothing).alias("statement_cost"),
        F.max(F.col("provisional").cast("int")).alias("open_rows"),
    )
    texts = pattern_map.groupBy("pattern_id").agg(
        F.min("pattern").alias("pattern"), F.min("service").alias("service"), F.min("error_code").alias("error_code")
    )
    own = error_templates.groupBy(F.col("template_hash").alias("pattern_id")).agg(
        F.min("template").alias("own_text"),
        F.min("service").alias("own_service"),
        F.min("error_code").alias("own_code"),
    )
    named = days.join(texts, on="pattern_id", how="left").join(own, on="pattern_id", how="left")
    return contracted(
        named.withColumn("pattern", F.coalesce("pattern", "own_text"))
        .withColumn("service", F.coalesce("service", "own_service"))
        .withColumn("error_code", F.coalesce("error_code", "own_code"))
        .withColumn("failed_cost", (F.col("run_cost") + F.col("statement_cost")).cast(PART))
        .withColumn("provisional", F.col("open_rows") > 0),
        VIEW,
    )
