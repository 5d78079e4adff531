"""What the messages look like, whatever code and severity they were logged under."""

from pyspark.sql import DataFrame

from faultbook.tables import Column, SchemaRole
from faultbook.tables.view import View
from faultbook.transforms.portable.contracted import contracted
from faultbook.transforms.portable.occurrences import FIRST_OCCURRENCE, LAST_OCCURRENCE, span, summed
from faultbook.transforms.portable.pattern_texts import (
    EXAMPLE_MESSAGES,
    PATTERN,
    PATTERN_COUNT,
    counts_with_pattern,
    distinct_values,
    example_messages,
    examples_by,
)

VIEW = View(
    name="message_patterns",
    role=SchemaRole.ANSWERS,
    comment="Message patterns over all error codes and severities, with the codes each was logged under. All time.",
    key=("pattern",),
    columns=(
        PATTERN,
        PATTERN_COUNT,
        Column("error_codes", "ARRAY<STRING>", "Codes that the pattern was logged under, sorted.", nullable=False),
        Column("severities", "ARRAY<STRING>", "Severities that the pattern was logged at, sorted.", nullable=False),
        Column("services", "ARRAY<STRING>", "Services that logged the pattern, sorted.", nullable=False),
        EXAMPLE_MESSAGES,
        FIRST_OCCURRENCE,
        LAST_OCCURRENCE,
    ),
    question="select * from message_patterns order by pattern_count desc, pattern limit 10",
)


def message_patterns(error_counts: DataFrame, error_templates: DataFrame, ingest_ledger: DataFrame) -> DataFrame:
    """Occurrences per pattern. In: the tables of these names. Out: the columns of VIEW."""
    counts = counts_with_pattern(error_counts, error_templates, ingest_ledger)
    patterns = counts.groupBy("pattern").agg(
        summed("occurrence_count"),
        distinct_values("error_code").alias("error_codes"),
        distinct_values("severity").alias("severities"),
        distinct_values("service").alias("services"),
        *span(),
    )
    examples = examples_by(error_templates, ingest_ledger, "pattern")
    rows = patterns.join(examples, on="pattern", how="left").withColumn("example_messages", example_messages())
    return contracted(rows.withColumnRenamed("occurrence_count", "pattern_count"), VIEW)
