"""Templates into patterns: what is grouped automatically, what people decided, and an id for each group.

A pattern is named after its earliest template, by the instant of its first record, so that the name depends on what
happened and not on the order in which it was read.
"""

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from faultbook.tables import PATTERN_MAP
from faultbook.transforms.patterns.templates import SEPARATOR, code_scope, is_of_first_version, scope

OVERFLOW = "<overflow>"
"""Text of the pattern that takes what is too much under one code: a new kind of id that no mask knows."""


def scoped_templates(templates: DataFrame, *, most: int) -> DataFrame:
    """Templates with their scopes and whether they are beyond the `most` earliest of their code_scope.

    In: known_templates. Out: its columns, scope and code_scope STRING, is_overflow BOOLEAN.
    """
    age = Window.partitionBy("code_scope").orderBy("first_seen", "template_hash")
    scoped = templates.withColumn("scope", scope()).withColumn("code_scope", code_scope())
    return scoped.withColumn("is_overflow", F.row_number().over(age) > most)


def to_merge(scoped: DataFrame) -> DataFrame:
    """What the merge looks at: scope and template of those that are grouped by their text."""
    return scoped.where(~F.col("is_overflow") & ~_is_known_by_frames()).select("scope", "template").distinct()


def machine_groups(scoped: DataFrame, merged: DataFrame) -> DataFrame:
    """The machine's groups: texts that merge, and the overflow of a code_scope.

    Version 1 also groups traces of one exception at one place, whatever their messages are.

    In: scoped_templates; merged_templates of to_merge. Out: scoped's columns, text STRING, group STRING.
    """
    found = scoped.join(merged, on=["scope", "template"], how="left")
    text = F.when(F.col("is_overflow"), F.lit(OVERFLOW)).otherwise(F.coalesce("merged", "template"))
    kind = (
        F.when(F.col("is_overflow"), F.lit("overflow"))
        .when(_is_known_by_frames(), F.lit("frames"))
        .otherwise(F.lit("text"))
    )
    within = F.when(F.col("kind") == "frames", F.col("top_frames")).otherwise(F.col("text"))
    of_group = F.when(F.col("is_overflow"), F.col("code_scope")).otherwise(F.col("scope"))
    return (
        found.withColumn("text", text)
        .withColumn("kind", kind)
        .withColumn("group", F.concat_ws(SEPARATOR, F.col("kind"), of_group, within))
        .drop("merged")
    )


def pattern_rows(groups: DataFrame, moved: DataFrame, joined: DataFrame, *, through_batch: int) -> DataFrame:
    """The map: every template with its pattern.

    In: machine_groups; moved (template_hash, moved_to) and joined (group, whole), as faults/decisions.py arranges them.
    Out: the columns of pattern_map.
    """
    placed = (
        groups.join(moved, on="template_hash", how="left")
        .withColumn("place", F.coalesce("moved_to", "group"))
        .join(joined.withColumnRenamed("group", "place"), on="place", how="left")
        .withColumn("is_manual", F.col("moved_to").isNotNull() | F.col("whole").isNotNull())
        .withColumn("whole", F.coalesce("whole", "place"))
    )
    together = Window.partitionBy("whole")
    # Whatever was merged by hand: the text is that of the earliest.
    named = placed.withColumn("eldest", F.min(F.struct("first_seen", "template_hash", "text")).over(together))
    is_eldest = F.col("eldest")["template_hash"] == F.col("template_hash")
    kind = F.when(F.col("kind") == "text", F.lit("merged")).otherwise(F.col("kind"))
    reason = F.when(F.col("is_manual"), F.lit("manual")).when(is_eldest, F.lit("itself")).otherwise(kind)
    computed = {
        "pattern_id": F.col("eldest")["template_hash"],
        "pattern": F.col("eldest")["text"],
        "reason": reason,
        "through_batch": F.lit(through_batch).cast("bigint"),
    }
    return named.select(
        *(computed[name].alias(name) if name in computed else F.col(name) for name in PATTERN_MAP.column_names)
    )


def _is_known_by_frames() -> Column:
    return is_of_first_version() & (F.coalesce(F.col("top_frames"), F.lit("")) != "")
