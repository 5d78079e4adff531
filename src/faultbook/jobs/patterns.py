"""Patterns: puts the templates of new batches into patterns, and carries out what people decided about them."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

import pyarrow as pa
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from faultbook.faults import merging as plain
from faultbook.faults.decisions import ARRANGING, MERGE, Arrangement, Decision, arrangement
from faultbook.jobs.task import run_task
from faultbook.lakehouse.batches import newest_complete
from faultbook.lakehouse.lease import writer_lease
from faultbook.lakehouse.store import Lakehouse
from faultbook.settings import Settings
from faultbook.steps import Steps
from faultbook.tables import ERROR_COUNTS, ERROR_TEMPLATES, PATTERN_DECISIONS, PATTERN_MAP
from faultbook.transforms.patterns.grouping import machine_groups, pattern_rows, scoped_templates, to_merge
from faultbook.transforms.patterns.merging import merged_templates
from faultbook.transforms.patterns.succession import predecessors
from faultbook.transforms.patterns.templates import known_templates

EARLIER_HASHES: tuple[Callable[[], Column], ...] = ()
"""What an example of error_templates would have been called under each earlier version of the masks. Masks of version 1
are the first; they stay in the code when a second comes, and their hash goes here.
"""

FEW_TEMPLATES = 20_000
"""Up to so many the plain twin merges them in a second, where Spark plans for five."""
FETCHED_TEMPLATES = 200_000
"""Up to so many are fetched once for all that reads them, a hundred megabytes or so; more stay where Spark has them."""


def main(argv: Sequence[str] | None = None) -> None:
    """The wheel's entry point."""
    run_task(run, argv, task="patterns")


def run(
    spark: SparkSession,
    settings: Settings,
    steps: Steps,
    earlier_hashes: Sequence[Callable[[], Column]] = EARLIER_HASHES,
) -> None:
    """Brings pattern_map up to the newest complete batch and the newest decision. Again is the same as once."""
    lakehouse = Lakehouse(spark, settings)
    lakehouse.require_tables()
    with writer_lease(lakehouse):
        map_patterns(lakehouse, steps, earlier_hashes)


def map_patterns(
    lakehouse: Lakehouse, steps: Steps, earlier_hashes: Sequence[Callable[[], Column]] = EARLIER_HASHES
) -> None:
    """Writes the map anew, in one commit, where there is anything new. The caller holds the lease."""
    before = lakehouse.read(PATTERN_MAP)
    through = before.agg(F.max("through_batch")).collect()[0][0] or 0
    newest = newest_complete(lakehouse) or 0
    with steps.step("pattern_map", through_batch=newest, new_batches=max(newest - through, 0)) as step:
        succeeding = _successions(lakehouse, newest, earlier_hashes)
        rows = _fetched_if_few(mapped(lakehouse, before, succeeding, through=through, newest=newest))
        facts = _compared(before, rows)
        if facts["changed"] or newest > through:
            lakehouse.replace(PATTERN_MAP, rows, where="true")
        step.note(**facts)


def mapped(
    lakehouse: Lakehouse, before: DataFrame, succeeding: Sequence[Decision], *, through: int, newest: int
) -> DataFrame:
    """The map as it should be, in the columns of pattern_map. `succeeding`: which templates are earlier ones anew."""
    spark = lakehouse.spark
    number = F.col("batch_id")
    fresh = (number > through) & (number <= newest)
    templates = known_templates(
        before, lakehouse.read(ERROR_TEMPLATES).where(fresh), lakehouse.read(ERROR_COUNTS).where(fresh)
    )
    # Three reads of it follow, and each would read and add up the batches again.
    scoped = _fetched_if_few(scoped_templates(templates, most=lakehouse.settings.templates_per_code))
    groups = _fetched_if_few(machine_groups(scoped, _merged(spark, to_merge(scoped))))
    arranged = _arranged(lakehouse.read(PATTERN_DECISIONS), groups, succeeding)
    moved = _frame(spark, ("template_hash", "moved_to"), arranged.moved.items())
    joined = _frame(spark, ("group", "whole"), arranged.joined.items())
    return pattern_rows(groups, moved, joined, through_batch=newest)


def _merged(spark: SparkSession, templates: DataFrame) -> DataFrame:
    if templates.limit(FEW_TEMPLATES + 1).count() > FEW_TEMPLATES:
        return merged_templates(templates)
    found = plain.merged_templates(plain.Scoped(*row) for row in templates.collect())
    return _frame(spark, ("scope", "template", "merged"), ((*template, text) for template, text in found.items()))


def _successions(lakehouse: Lakehouse, newest: int, earlier_hashes: Sequence[Callable[[], Column]]) -> list[Decision]:
    """Merges of templates with what they were under earlier masks, older than anything that people said."""
    examples = lakehouse.read(ERROR_TEMPLATES).where(F.col("batch_id") <= newest)
    found = [row for of_version in earlier_hashes for row in predecessors(examples, of_version()).collect()]
    return [Decision("", MERGE, row["earlier_hash"], row["template_hash"], datetime.min) for row in found]


def _arranged(decisions: DataFrame, groups: DataFrame, succeeding: Sequence[Decision]) -> Arrangement:
    rows = decisions.where(F.col("kind").isin(*ARRANGING)).collect()
    if not rows and not succeeding:
        return Arrangement({}, {})
    told = [*succeeding] + [
        Decision(row["decision_id"], row["kind"], row["pattern_id"], row["other_id"], row["decided_at"]) for row in rows
    ]
    named = {template for decision in told for template in (decision.pattern_id, decision.other_id)}
    found = groups.where(F.col("template_hash").isin(*named)).select("template_hash", "group").collect()
    return arrangement(told, {row["template_hash"]: row["group"] for row in found})


def _fetched_if_few(rows: DataFrame) -> DataFrame:
    """The rows as they are now, if there are few; else the frame itself, which is worked out where it is read."""
    found = rows.limit(FETCHED_TEMPLATES + 1).toArrow()
    return rows.sparkSession.createDataFrame(found) if found.num_rows <= FETCHED_TEMPLATES else rows


def _compared(before: DataFrame, after: DataFrame) -> dict[str, int]:
    """How many templates and patterns there are, and how many rows differ, but for the batch that was seen."""
    names = [name for name in PATTERN_MAP.column_names if name not in ("template_hash", "through_batch")]
    row = F.struct(*names).alias("row")
    old = before.select("template_hash", row.alias("old"))
    new = after.select("template_hash", row.alias("new"))
    both = old.join(new, on="template_hash", how="full")
    counts = (
        F.count("new").alias("templates"),
        F.count_distinct("new.pattern_id").alias("patterns"),
        F.count_if(~F.col("old").eqNullSafe(F.col("new"))).alias("changed"),
    )
    return {name: int(count) for name, count in both.agg(*counts).collect()[0].asDict().items()}


def _frame(spark: SparkSession, names: Sequence[str], rows: Iterable[tuple[str, ...]]) -> DataFrame:
    """A frame of texts; by way of Arrow, since Spark starts a Python process for plain rows."""
    columns = list(zip(*rows, strict=True)) or [()] * len(names)
    return spark.createDataFrame(
        pa.table({name: pa.array(column, pa.string()) for name, column in zip(names, columns, strict=True)})
    )
