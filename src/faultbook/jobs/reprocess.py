"""Reprocess: parses rejects again, after a fix of a setting or of the parser.

Lines that parse now are appended as records of a new batch, with ledger entries that subtract them from the rejects;
lines that still do not parse are carried over with today's reason.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from faultbook.jobs.ingestion.batch_writer import BatchWriter, Observer, ignore
from faultbook.jobs.ingestion.formats import LineFormat, by_format, format_of, together
from faultbook.jobs.ingestion.landed_files import with_source_file
from faultbook.jobs.ingestion.landing_roots import landing_roots
from faultbook.jobs.ingestion.recovery import recover_incomplete, remove_replaced
from faultbook.jobs.schema.severity_order import report_unknown_levels, store_severities
from faultbook.jobs.task import run_task
from faultbook.lakehouse.batches import Batch, BatchState, batch_state, begin_batch
from faultbook.lakehouse.lease import writer_lease
from faultbook.lakehouse.store import Lakehouse
from faultbook.settings import Settings
from faultbook.sources.landing import read_lines
from faultbook.steps import Steps
from faultbook.tables import ERROR_LOGS_REJECTED, INGEST_BATCHES, INGEST_LEDGER, Lease
from faultbook.transforms.formats.tab_separated.parsing import RECORD
from faultbook.transforms.portable import open_rejects as portable
from faultbook.transforms.records.kinds import without_carriage_return

_IDENTITY = ("source_file", "line_hash")


def main(argv: Sequence[str] | None = None) -> None:
    """The wheel's entry point."""
    run_task(run, argv, task="reprocess")


def run(spark: SparkSession, settings: Settings, steps: Steps, observe: Observer = ignore) -> None:
    """Appends as records those rejects that parse under today's settings."""
    lakehouse = Lakehouse(spark, settings)
    lakehouse.require_tables()
    with writer_lease(lakehouse, Lease.LOGS) as holder:
        with steps.step("recover incomplete batches"):
            found = recover_incomplete(lakehouse, replaced=True)
        store_severities(lakehouse, steps)
        kept = open_rejects(lakehouse, found)
        with steps.step("parse") as step:
            before = _count_by_file(kept)
            judged = _judged(lakehouse, kept, before)
            recovered = _count_by_file(_verdicts(judged).where(F.col("verdict") == RECORD)) if before else {}
            step.note(rejects=sum(before.values()), now_records=sum(recovered.values()))
        if recovered:
            observe("before ingest_batches")
            batch = begin_batch(
                lakehouse,
                kind="reprocess",
                stream_id=f"reprocess-{uuid4()}",
                stream_batch_id=0,
                files=list(recovered),
                consumes_through=found.through,
            )
            observe("after ingest_batches")
            _write(BatchWriter(lakehouse, batch, steps, observe, holder), kept, judged, before, recovered)
            with steps.step("remove replaced rejects", batch=batch.batch_id):
                remove_replaced(lakehouse, batch_state(lakehouse))
            report_unknown_levels(lakehouse, steps, after_batch=found.through)


def open_rejects(lakehouse: Lakehouse, found: BatchState) -> DataFrame:
    """The open rejects as of the newest batch that was complete then; batches that complete later change nothing."""
    ledger = lakehouse.read(INGEST_LEDGER).where(F.col("batch_id") <= found.through)
    return portable.open_rejects(lakehouse.read(ERROR_LOGS_REJECTED), lakehouse.read(INGEST_BATCHES), ledger)


def _write(
    writer: BatchWriter,
    kept: DataFrame,
    judged: Mapping[LineFormat, DataFrame],
    before: Mapping[str, int],
    recovered: Mapping[str, int],
) -> None:
    settings, batch = writer.lakehouse.settings, writer.batch
    for kind in {format_of(name): None for name in recovered}:
        writer.append(kind.table, kind.records(judged[kind], batch, settings))
    if sum(before.values()) > sum(recovered.values()):
        writer.append(ERROR_LOGS_REJECTED, _carried_over(kept, judged, batch, settings))
    parsed = writer.records_by_file()
    after = writer.rejects_by_file()
    writer.append_counts()
    writer.complete(
        [
            _entry(batch, name, parsed.get(name, {}), before.get(name, 0) - after.get(name, 0))
            for name in sorted(set(parsed) | {name for name in before if before[name] != after.get(name, 0)})
        ]
    )


def _judged(lakehouse: Lakehouse, kept: DataFrame, files: Iterable[str]) -> dict[LineFormat, DataFrame]:
    # Rejects are kept without their CR, and the parse takes one: a line that ended in two would lose both.
    line = F.concat(F.col("raw"), F.lit(b"\r")).cast("string")
    whole = kept.where(~F.col("truncated")).select("source_file", line.alias("line"))
    lines = whole.unionByName(_reread(lakehouse, kept.where("truncated")))
    return {kind: kind.judged(own, lakehouse.settings) for kind, own in by_format(lines, files).items()}


def _verdicts(judged: Mapping[LineFormat, DataFrame]) -> DataFrame:
    return together(frame.select("source_file", "text", "verdict") for frame in judged.values())


def _reread(lakehouse: Lakehouse, cut: DataFrame) -> DataFrame:
    """The whole lines of rejects of which only the beginning was kept, from the landed files that still exist."""
    files = [row["source_file"] for row in cut.select("source_file").distinct().collect()]
    found = [
        with_source_file(read_lines(lakehouse.spark, root, there), root).select("source_file", "line")
        for root in (landing_roots(lakehouse) if files else ())
        if (there := [name for name in files if root.contains(name) and Path(root.file_of(name)).is_file()])
    ]
    if not found:
        return cut.select("source_file", F.col("raw").cast("string").alias("line")).limit(0)
    lines = together(found)
    hashed = lines.withColumn("line_hash", F.sha2(without_carriage_return(F.col("line")).cast("binary"), 256))
    return hashed.join(cut.select(*_IDENTITY).distinct(), on=list(_IDENTITY), how="left_semi").select(
        "source_file", "line"
    )


def _carried_over(
    kept: DataFrame, judged: Mapping[LineFormat, DataFrame], batch: Batch, settings: Settings
) -> DataFrame:
    """The rejects that remain, unchanged, under the new batch and with today's reason."""
    line_hash = F.sha2(F.col("text").cast("binary"), 256)
    recovered = (
        _verdicts(judged)
        .where(F.col("verdict") == RECORD)
        .select("source_file", line_hash.alias("line_hash"))
        .distinct()
    )
    today = together(kind.rejects(frame, batch, settings) for kind, frame in judged.items()).select(
        *_IDENTITY, F.col("reason").alias("new_reason"), F.col("detail").alias("new_detail")
    )
    found = kept.join(recovered, on=list(_IDENTITY), how="left_anti").join(
        today.distinct(), on=list(_IDENTITY), how="left"
    )
    return (
        found.withColumn("detail", F.when(F.col("new_reason").isNull(), F.col("detail")).otherwise(F.col("new_detail")))
        .withColumn("reason", F.coalesce("new_reason", "reason"))
        .withColumn("batch_id", F.lit(batch.batch_id).cast("bigint"))
    )


def _count_by_file(rows: DataFrame) -> dict[str, int]:
    return {row["source_file"]: row["count"] for row in rows.groupBy("source_file").count().collect()}


def _entry(batch: Batch, source_file: str, parsed: dict[str, Any], recovered: int) -> dict[str, Any]:
    zero = dict.fromkeys(("file_bytes", "line_bytes", "lines", "headers", "blanks", "purged", "purged_rejects"), 0)
    return {
        **zero,
        "batch_id": batch.batch_id,
        "source_file": source_file,
        "entry": "reprocess",
        "compressed": False,
        "parsed": parsed.get("parsed", 0),
        "rejected": -recovered,
        "first_occurrence": parsed.get("first_occurrence"),
        "last_occurrence": parsed.get("last_occurrence"),
        "recorded_at": datetime.now(UTC),
        "unknown_severity": parsed.get("unknown_severity", 0),
    }
