"""What the pattern views share: counts with their template's text, and the examples of a group of templates."""

from pyspark.sql import Column as SparkColumn
from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from faultbook.tables import Column
from faultbook.transforms.portable.completeness import complete
from faultbook.transforms.portable.occurrences import span, summed

EXAMPLES = 3
_PLACES = range(1, EXAMPLES + 1)

PATTERN = Column(
    "pattern", "STRING", "The message with <*> for what varies; NULL where the template is no longer on record."
)
PATTERN_COUNT = Column("pattern_count", "BIGINT", "Number of log records; add up for totals.", nullable=False)
CODE_HINTS = Column(
    "code_hints",
    "ARRAY<STRING>",
    "Codes found inside the messages (ORA-00942, HTTP 503), sorted; empty where none.",
    nullable=False,
)
EXAMPLE_MESSAGES = Column(
    "example_messages",
    "ARRAY<STRING>",
    f"Up to {EXAMPLES} messages of the pattern, oldest first, secrets and e-mail addresses redacted; may be empty.",
    nullable=False,
)


def counts_with_pattern(error_counts: DataFrame, error_templates: DataFrame, ingest_ledger: DataFrame) -> DataFrame:
    """Counts per template and severity with the template's text as `pattern`; none is lost where the text is missing.

    Out: template_hash, service, severity, error_code, occurrence_count, first_occurrence, last_occurrence, pattern,
    code_hint. Nulls: pattern where the text is missing, code_hint where the messages hold none.
    """
    counts = (
        complete(error_counts, ingest_ledger)
        .groupBy("template_hash", "service", "severity", "error_code")
        .agg(summed("occurrence_count"), *span())
    )
    texts = (
        complete(error_templates, ingest_ledger)
        .groupBy("template_hash")
        .agg(F.min("template").alias("pattern"), F.min("code_hint").alias("code_hint"))
    )
    return counts.join(texts, on="template_hash", how="left")


def with_pattern(rows: DataFrame, pattern_map: DataFrame) -> DataFrame:
    """Rows with the pattern of their template; a template that the map does not have yet is a pattern of its own.

    In: any columns with template_hash. Out: the same and pattern_id STRING, never NULL.
    """
    mapped = pattern_map.select("template_hash", F.col("pattern_id").alias("mapped_id"))
    joined = rows.join(mapped, on="template_hash", how="left")
    return joined.withColumn("pattern_id", F.coalesce("mapped_id", "template_hash")).drop("mapped_id")


def successions(pattern_map: DataFrame) -> DataFrame:
    """Which patterns continue which of an earlier identity version, each pair once. Out: pattern_id, earlier_id."""
    pairs = pattern_map.select("pattern_id", F.explode("earlier_hashes").alias("template_hash"))
    earlier = pattern_map.select("template_hash", F.col("pattern_id").alias("earlier_id"))
    return pairs.join(earlier, on="template_hash").select("pattern_id", "earlier_id").distinct()


def examples_by(error_templates: DataFrame, ingest_ledger: DataFrame, *keys: str) -> DataFrame:
    """The examples of each group: the smallest by instant and event id, each event once.

    Keys name columns of error_templates, `pattern` for its template. Out: the keys, example_1 to example_3 (NULL where
    there are fewer).
    """
    # One struct as the only order, NULLs (there are none) last: DuckDB then keeps three rows per group, sorting none.
    age = F.struct("example_timestamp", "example_event_id", "example_message")
    templates = complete(error_templates, ingest_ledger).withColumnRenamed("template", "pattern").withColumn("age", age)
    place = F.row_number().over(Window.partitionBy(*keys).orderBy(F.col("age").asc_nulls_last()))
    oldest = templates.withColumn("place", place).where(F.col("place") <= EXAMPLES)
    events = oldest.groupBy(*keys, "example_event_id").agg(
        F.min("place").alias("place"), F.min("example_message").alias("message")
    )
    return events.groupBy(*keys).agg(
        *(F.min(F.when(F.col("place") == place, F.col("message"))).alias(f"example_{place}") for place in _PLACES)
    )


def example_messages() -> SparkColumn:
    """example_1 to example_3 as one array without NULLs: empty, never NULL, also after a left join."""
    return F.array_compact(F.array(*(F.col(f"example_{place}") for place in _PLACES)))


def distinct_values(name: str) -> SparkColumn:
    """The group's distinct values, sorted, without NULLs: empty, never NULL (DuckDB's would be NULL)."""
    return F.coalesce(F.array_sort(F.collect_set(name)), F.expr("array()"))
