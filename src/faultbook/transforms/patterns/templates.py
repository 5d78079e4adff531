"""The templates that there are: those the map knows, and those that newer batches brought."""

from collections.abc import Sequence

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

SEPARATOR = "\x1f"
KEY_PARTS = ("service", "error_code", "code_hint", "exception_type")
COLUMNS = (
    *("template_hash", *KEY_PARTS, "top_frames", "template", "first_seen", "last_seen"),
    *("is_error", "earlier_hashes"),
)
FIRST_VERSION = "v1"
"""Templates of this version are grouped by its own rules for ever: the id of a pattern never moves to another error."""


def known_templates(
    pattern_map: DataFrame,
    error_templates: DataFrame,
    error_counts: DataFrame,
    pairs: DataFrame,
    *,
    error_severities: Sequence[str],
) -> DataFrame:
    """One row per template with the span of its records, as if all had come at once.

    In: the map, and of the batches that it has not seen the rows of error_templates and error_counts, and pairs
    (template_hash, earlier_hash); rows it has seen change nothing. `error_severities`: those that are errors or worse.
    Out: COLUMNS; is_error is true where one record or more is that bad. Nulls: code_hint, exception_type, top_frames
    where there are none; is_error and earlier_hashes of templates that were mapped before these columns were there.
    """
    texts = error_templates.groupBy("template_hash").agg(
        *(F.min(name).alias(name) for name in (*KEY_PARTS, "top_frames", "template"))
    )
    spans = error_counts.groupBy("template_hash").agg(
        F.min("first_occurrence").alias("first_seen"),
        F.max("last_occurrence").alias("last_seen"),
        F.max(F.col("severity").isin(*error_severities)).alias("is_error"),
    )
    earlier = pairs.groupBy("template_hash").agg(F.collect_set("earlier_hash").alias("earlier_hashes"))
    fresh = texts.join(spans, on="template_hash").join(earlier, on="template_hash", how="left")
    both = pattern_map.select(*COLUMNS).unionByName(fresh.select(*COLUMNS))
    return both.groupBy("template_hash").agg(
        *(F.min(name).alias(name) for name in (*KEY_PARTS, "top_frames", "template", "first_seen")),
        F.max("last_seen").alias("last_seen"),
        F.max("is_error").alias("is_error"),
        F.array_sort(F.array_distinct(F.flatten(F.collect_list("earlier_hashes")))).alias("earlier_hashes"),
    )


def is_of_first_version() -> Column:
    """True for a template of version 1. In: template_hash."""
    return F.substring_index("template_hash", ":", 1) == FIRST_VERSION


def code_scope() -> Column:
    """Whose templates are counted against `templates_per_code`: version, service, code, hint, exception. Never NULL."""
    version = F.substring_index("template_hash", ":", 1)
    return F.concat_ws(SEPARATOR, version, *(F.coalesce(F.col(name), F.lit("")) for name in KEY_PARTS))


def scope() -> Column:
    """Within which templates may merge. Never NULL.

    The code_scope; from version 2 on no merge joins errors with what is none, nor traces of different places.
    """
    severity_class = F.when(F.coalesce("is_error", F.lit(False)), F.lit("error")).otherwise(F.lit("other"))
    narrower = F.concat_ws(SEPARATOR, code_scope(), severity_class, F.coalesce("top_frames", F.lit("")))
    return F.when(is_of_first_version(), code_scope()).otherwise(narrower)
