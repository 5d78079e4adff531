"""How bad it is: occurrences, codes, source code files and patterns per severity."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.tables import Column, SchemaRole
from faultbook.tables.view import View
from faultbook.transforms.portable.completeness import complete
from faultbook.transforms.portable.contracted import contracted
from faultbook.transforms.portable.occurrences import (
    FIRST_OCCURRENCE,
    IS_ERROR,
    LAST_OCCURRENCE,
    OCCURRENCE_COUNT,
    SEVERITY,
    span,
    summed,
)
from faultbook.transforms.records.severity_ranks import with_rank

VIEW = View(
    name="severity_summary",
    role=SchemaRole.ANSWERS,
    comment="One row per severity: how many records, codes, source code files and patterns. All time.",
    key=("severity",),
    columns=(
        SEVERITY,
        OCCURRENCE_COUNT,
        Column("share", "DOUBLE", "Part of all records, 0 to 1 (0.25 is a quarter).", nullable=False),
        Column("error_codes", "BIGINT", "Number of distinct error codes. Not additive.", nullable=False),
        Column("affected_files", "BIGINT", "Number of distinct source code files. Not additive.", nullable=False),
        Column("patterns", "BIGINT", "Rows of error_patterns with this severity.", nullable=False),
        FIRST_OCCURRENCE,
        LAST_OCCURRENCE,
        IS_ERROR,
        Column("severity_rank", "INT", "The lowest is the worst; see the table severity_ranks.", nullable=False),
    ),
    question="select * from severity_summary order by occurrence_count desc",
)


def severity_summary(
    error_file_counts: DataFrame, error_templates: DataFrame, ingest_ledger: DataFrame, severity_ranks: DataFrame
) -> DataFrame:
    """Occurrences per severity. In: the tables of these names. Out: the columns of VIEW.

    Patterns are counted from the examples: every batch keeps at least one per template and severity.
    """
    counts = complete(error_file_counts, ingest_ledger)
    by_severity = counts.groupBy("severity").agg(
        summed("occurrence_count"),
        F.count_distinct("error_code").alias("error_codes"),
        F.count_distinct("file_path").alias("affected_files"),
        *span(),
    )
    total = by_severity.agg(F.sum("occurrence_count").alias("total"))
    patterns = complete(error_templates, ingest_ledger).select("severity", "error_code", "template").distinct()
    by_pattern = patterns.groupBy("severity").agg(F.count("*").alias("counted"))
    rows = with_rank(by_severity, severity_ranks).crossJoin(total).join(by_pattern, on="severity", how="left")
    # Whole numbers as doubles divide alike in every engine; decimals do not.
    share = F.col("occurrence_count").cast("double") / F.col("total").cast("double")
    return contracted(rows.withColumn("share", share).withColumn("patterns", F.coalesce("counted", F.lit(0))), VIEW)
