"""Where money could be saved: findings with their statements, and what could not be assessed."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.tables import OPTIMIZATION_OPPORTUNITIES, Column, SchemaRole
from faultbook.tables.cost.cost_ledger import PART
from faultbook.tables.view import View
from faultbook.transforms.portable.contracted import contracted

_STORED = {column.name: column for column in OPTIMIZATION_OPPORTUNITIES.columns}
_AS_STORED = (
    *("status", "reason", "resource_kind", "resource_id", "resource_name", "subject_id", "measure", "measured"),
    *("warn_at", "critical_at", "samples", "evidence"),
)
_AMOUNTS = ("resource_cost", "subject_cost", "rule_saving", "estimated_saving", "saving_basis", "overlaps")


def _column_of(name: str) -> Column:
    column = _STORED[name]
    return Column(name, column.type, column.comment, column.nullable)


VIEW = View(
    name="genie_optimization_opportunities",
    role=SchemaRole.ANSWERS,
    comment=(
        "One row per opportunity, with its most expensive statement; priority NONE: a rule found nothing; "
        "NOT_ASSESSED: it could not look everywhere. Add up estimated_saving only, per currency: of one resource it "
        "never exceeds its cost."
    ),
    key=("optimization_type", "workspace_id", "resource_kind", "resource_id", "subject_id", "currency"),
    columns=(
        _column_of("query_id"),
        _column_of("workspace_id"),
        _column_of("user_id"),
        Column("query_text", "STRING", "Text of the statement, secrets masked; NULL: hidden, or no statement."),
        Column("duration_ms", "BIGINT", "Whole time of the statement, ms; NULL: no statement."),
        Column("bytes_read", "BIGINT", "Bytes that the statement read; NULL: no statement."),
        Column("compute_cost_dbu", PART, "Units of the statement's work; NULL: no statement."),
        _column_of("optimization_type"),
        Column("priority", "STRING", "HIGH, MEDIUM, NONE or NOT_ASSESSED.", nullable=False),
        *map(_column_of, _AS_STORED),
        Column("recommendation", "STRING", "What to do; NULL in rows of a whole rule."),
        Column("currency", "STRING", "Currency of the amounts. Never add up different ones."),
        *map(_column_of, _AMOUNTS),
        _column_of("assessed_from"),
        _column_of("assessed_through"),
    ),
    question=(
        "select * from genie_optimization_opportunities where estimated_saving > 0 "
        "order by estimated_saving desc limit 10"
    ),
)


def genie_optimization_opportunities(
    optimization_opportunities: DataFrame, query_statements: DataFrame, query_cost: DataFrame
) -> DataFrame:
    """Opportunities with their statements. In: the tables of these names. Out: the columns of VIEW."""
    statements = query_statements.select(
        "workspace_id",
        F.col("statement_id").alias("query_id"),
        F.col("statement_text").alias("query_text"),
        F.col("total_duration_ms").alias("duration_ms"),
        F.col("read_bytes").alias("bytes_read"),
    )
    spent = (
        query_cost.where(F.col("row_kind") == "STATEMENT")
        .groupBy("workspace_id", F.col("statement_id").alias("query_id"), "currency_code")
        .agg(F.sum("direct_quantity").cast(PART).alias("compute_cost_dbu"))
    )
    named = optimization_opportunities.join(statements, on=["workspace_id", "query_id"], how="left").join(
        spent, on=["workspace_id", "query_id", "currency_code"], how="left"
    )
    status = F.col("status")
    priority = (
        F.when(status == "CRITICAL", F.lit("HIGH"))
        .when(status == "WARN", F.lit("MEDIUM"))
        .when(status == "OK", F.lit("NONE"))
        .otherwise(F.lit("NOT_ASSESSED"))
    )
    return contracted(
        named.withColumn("priority", priority)
        .withColumn("recommendation", F.col("guidance"))
        .withColumn("currency", F.col("currency_code")),
        VIEW,
    )
