"""The templates that there are: those the map knows, and those that newer batches brought."""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

SEPARATOR = "\x1f"
KEY_PARTS = ("service", "error_code", "code_hint", "exception_type")
COLUMNS = ("template_hash", *KEY_PARTS, "top_frames", "template", "first_seen", "last_seen")


def known_templates(pattern_map: DataFrame, error_templates: DataFrame, error_counts: DataFrame) -> DataFrame:
    """One row per template with the span of its records, as if all had come at once.

    In: the map, and of the batches that it has not seen the rows of error_templates and error_counts; rows it has seen
    change nothing. Out: COLUMNS. Nulls: code_hint, exception_type, top_frames where there are none.
    """
    texts = error_templates.groupBy("template_hash").agg(
        *(F.min(name).alias(name) for name in (*KEY_PARTS, "top_frames", "template"))
    )
    spans = error_counts.groupBy("template_hash").agg(
        F.min("first_occurrence").alias("first_seen"), F.max("last_occurrence").alias("last_seen")
    )
    both = pattern_map.select(*COLUMNS).unionByName(texts.join(spans, on="template_hash").select(*COLUMNS))
    return both.groupBy("template_hash").agg(
        *(F.min(name).alias(name) for name in (*KEY_PARTS, "top_frames", "template", "first_seen")),
        F.max("last_seen").alias("last_seen"),
    )


def scope() -> Column:
    """Within which templates may merge: version of the masks, service, code, hint and exception. Never NULL."""
    version = F.substring_index("template_hash", ":", 1)
    return F.concat_ws(SEPARATOR, version, *(F.coalesce(F.col(name), F.lit("")) for name in KEY_PARTS))
