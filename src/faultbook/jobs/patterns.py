"""Patterns: puts the templates of new batches into patterns, and carries out what people decided about them."""

from collections.abc import Iterable, Sequence
from functools import reduce

import pyarrow as pa
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from faultbook.faults.decisions import ARRANGING, Arrangement, Decision, arrangement
from faultbook.faults.severities import UNKNOWN, severities_of
from faultbook.faults.succession import inherited
from faultbook.jobs.analysis.map_in_process import mapped_in_process
from faultbook.jobs.task import run_task
from faultbook.lakehouse.batches import newest_complete
from faultbook.lakehouse.lease import writer_lease
from faultbook.lakehouse.store import Lakehouse
from faultbook.settings import Settings
from faultbook.steps import Steps
from faultbook.tables import ERROR_COUNTS, ERROR_TEMPLATES, PATTERN_DECISIONS, PATTERN_MAP, RECORD_TABLES, Lease
from faultbook.transforms.patterns.grouping import machine_groups, pattern_rows, scoped_templates, to_merge
from faultbook.transforms.patterns.merging import merged, merged_templates
from faultbook.transforms.patterns.templates import FIRST_VERSION, known_templates

FEW_TEMPLATES = 20_000
"""Up to so many are merged here in a second, where Spark plans for five."""
FETCHED_TEMPLATES = 200_000
"""Up to so many are fetched once for all that reads them, a hundred megabytes or so; more stay where Spark has them."""


def main(argv: Sequence[str] | None = None) -> None:
    """The wheel's entry point."""
    run_task(run, argv, task="patterns")


def run(spark: SparkSession, settings: Settings, steps: Steps) -> None:
    """Brings pattern_map up to the newest complete batch and the newest decision. Re-runs are idempotent."""
    lakehouse = Lakehouse(spark, settings)
    lakehouse.require_tables()
    with writer_lease(lakehouse, Lease.LOGS):
        map_patterns(lakehouse, steps)


def map_patterns(lakehouse: Lakehouse, steps: Steps) -> None:
    """Replaces the map in one commit, where there is anything new. The caller holds the lease."""
    through = lakehouse.largest(PATTERN_MAP, "through_batch") or 0
    newest = newest_complete(lakehouse) or 0
    with steps.step("pattern_map", through_batch=newest, new_batches=max(newest - through, 0)) as step:
        if not _has_decisions(lakehouse):
            if newest <= through:
                step.note(changed=0)
                return
            if (maps := mapped_in_process(lakehouse, through=through, newest=newest)) is not None:
                lakehouse.replace_rows(PATTERN_MAP, maps[1])
                step.note(**_differences(*maps))
                return
        before = lakehouse.read(PATTERN_MAP)
        rows = _fetched_if_few(mapped(lakehouse, before, through=through, newest=newest))
        facts = _compared(before, rows)
        if facts["changed"] or newest > through:
            lakehouse.replace(PATTERN_MAP, rows, where="true")
        step.note(**facts)


def _has_decisions(lakehouse: Lakehouse) -> bool:
    """True where people arranged patterns: what they decided may be newer than the map."""
    return bool(lakehouse.fetch(PATTERN_DECISIONS, ("kind",), ("kind", "in", list(ARRANGING)), most=1).num_rows)


def mapped(lakehouse: Lakehouse, before: DataFrame, *, through: int, newest: int) -> DataFrame:
    """The map as it should be, in the columns of pattern_map."""
    spark = lakehouse.spark
    number = F.col("batch_id")
    fresh = (number > through) & (number <= newest)
    fresh_templates = lakehouse.read(ERROR_TEMPLATES).where(fresh)
    templates = known_templates(
        before,
        fresh_templates,
        lakehouse.read(ERROR_COUNTS).where(fresh),
        _pairs(lakehouse, before, fresh_templates, fresh),
        error_severities=(*severities_of(lakehouse.settings.severities).errors, UNKNOWN),
    )
    # Three reads of it follow, and each would read and add up the batches again.
    scoped = _fetched_if_few(scoped_templates(templates, most=lakehouse.settings.templates_per_code))
    groups = _fetched_if_few(machine_groups(scoped, _merged(spark, to_merge(scoped))))
    arranged = _arranged(lakehouse.read(PATTERN_DECISIONS), groups)
    moved = _frame(spark, ("template_hash", "moved_to"), arranged.moved.items())
    joined = _frame(spark, ("group", "whole"), arranged.joined.items())
    return pattern_rows(groups, moved, joined, through_batch=newest)


def _pairs(lakehouse: Lakehouse, before: DataFrame, fresh_templates: DataFrame, fresh: Column) -> DataFrame:
    """template_hash and earlier_hash of the records of new batches whose earlier template is known."""
    is_earlier = F.col("template_hash").startswith(f"{FIRST_VERSION}:")
    earlier = before.select("template_hash").unionByName(fresh_templates.select("template_hash")).where(is_earlier)
    if not earlier.limit(1).collect():  # nothing is older than today's version: records need not be read again
        return _frame(lakehouse.spark, ("template_hash", "earlier_hash"), ())
    records = [
        lakehouse.read(table).where(fresh).select("template_hash", "earlier_hash")
        for table in RECORD_TABLES
        if "earlier_hash" in table.column_names  # text_logs is younger than the earlier version
    ]
    pairs = reduce(DataFrame.unionByName, records)
    known = F.broadcast(earlier.distinct().withColumnRenamed("template_hash", "earlier_hash"))
    return pairs.where(F.col("earlier_hash").isNotNull()).distinct().join(known, on="earlier_hash", how="left_semi")


def _merged(spark: SparkSession, templates: DataFrame) -> DataFrame:
    found = templates.limit(FEW_TEMPLATES + 1).toArrow()
    return merged_templates(templates) if found.num_rows > FEW_TEMPLATES else spark.createDataFrame(merged(found))


def _arranged(decisions: DataFrame, groups: DataFrame) -> Arrangement:
    rows = decisions.where(F.col("kind").isin(*ARRANGING)).collect()
    if not rows:
        return Arrangement({}, {})
    decided = [
        Decision(row["decision_id"], row["kind"], row["pattern_id"], row["other_id"], row["decided_at"]) for row in rows
    ]
    named = {template for decision in decided for template in (decision.pattern_id, decision.other_id)}
    about = groups.where(F.col("template_hash").isin(*named)).select("group").distinct()
    found = groups.join(F.broadcast(about), on="group", how="left_semi").select("template_hash", "group").collect()
    group_of = {row["template_hash"]: row["group"] for row in found}
    successors = _successors(groups, group_of)
    later = {name for names in successors.values() for name in names}
    placed = groups.where(F.col("template_hash").isin(*later)).select("template_hash", "group").collect()
    all_groups = {**{row["template_hash"]: row["group"] for row in placed}, **group_of}
    return arrangement([*inherited(decided, group_of, successors), *decided], all_groups)


def _successors(groups: DataFrame, earlier: Iterable[str]) -> dict[str, set[str]]:
    """Earlier template -> the templates that records of it would have today, for those of `earlier` that have any."""
    pairs = groups.select("template_hash", F.explode("earlier_hashes").alias("earlier_hash"))
    found: dict[str, set[str]] = {}
    for row in pairs.where(F.col("earlier_hash").isin(*earlier)).collect():
        found.setdefault(row["earlier_hash"], set()).add(row["template_hash"])
    return found


def _fetched_if_few(rows: DataFrame) -> DataFrame:
    """The rows as they are now, if there are few; else the frame itself, which is computed where it is read."""
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


def _differences(before: pa.Table, after: pa.Table) -> dict[str, int]:
    """As `_compared`, of maps that are in memory."""
    names = [name for name in PATTERN_MAP.column_names if name not in ("template_hash", "through_batch")]
    old, new = (
        {row["template_hash"]: tuple(map(repr, map(row.get, names))) for row in table.to_pylist()}
        for table in (before, after)
    )
    return {
        "templates": len(new),
        "patterns": len(set(after.column("pattern_id").to_pylist())),
        "changed": sum(old.get(name) != new.get(name) for name in old.keys() | new.keys()),
    }


def _frame(spark: SparkSession, names: Sequence[str], rows: Iterable[tuple[str, ...]]) -> DataFrame:
    """A frame of texts; by way of Arrow, since Spark starts a Python process for plain rows."""
    columns = list(zip(*rows, strict=True)) or [()] * len(names)
    return spark.createDataFrame(
        pa.table({name: pa.array(column, pa.string()) for name, column in zip(names, columns, strict=True)})
    )
