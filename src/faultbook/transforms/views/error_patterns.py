"""What the messages look like, per error code and severity: how often, since when, with examples."""

from pyspark.sql import DataFrame

from faultbook.tables import SchemaRole
from faultbook.tables.view import View
from faultbook.transforms.portable.contracted import contracted
from faultbook.transforms.portable.occurrences import (
    ERROR_CODE,
    FIRST_OCCURRENCE,
    LAST_OCCURRENCE,
    SEVERITY,
    span,
    summed,
)
from faultbook.transforms.portable.pattern_texts import (
    CODE_HINTS,
    EXAMPLE_MESSAGES,
    PATTERN,
    PATTERN_COUNT,
    counts_with_pattern,
    distinct_values,
    example_messages,
    examples_by,
)

VIEW = View(
    name="error_patterns",
    role=SchemaRole.ANSWERS,
    comment="Message patterns of each error code and severity: how often, since when, with examples. All time.",
    key=("error_code", "severity", "pattern"),
    columns=(
        ERROR_CODE,
        SEVERITY,
        PATTERN,
        PATTERN_COUNT,
        EXAMPLE_MESSAGES,
        CODE_HINTS,
        FIRST_OCCURRENCE,
        LAST_OCCURRENCE,
    ),
    question="select * from error_patterns order by pattern_count desc, error_code, severity, pattern limit 10",
)


def error_patterns(error_counts: DataFrame, error_templates: DataFrame, ingest_ledger: DataFrame) -> DataFrame:
    """Occurrences per error code, severity and pattern. In: the tables of these names. Out: the columns of VIEW."""
    counts = counts_with_pattern(error_counts, error_templates, ingest_ledger)
    patterns = counts.groupBy(*VIEW.key).agg(
        summed("occurrence_count"), distinct_values("code_hint").alias("code_hints"), *span()
    )
    examples = examples_by(error_templates, ingest_ledger, *VIEW.key)
    rows = patterns.join(examples, on=list(VIEW.key), how="left").withColumn("example_messages", example_messages())
    return contracted(rows.withColumnRenamed("occurrence_count", "pattern_count"), VIEW)
