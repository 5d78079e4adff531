"""Reprocess: parses rejects again, after a fix of a setting or of the parser.

Lines that parse now are appended as records of a new batch, with ledger entries that subtract them from the rejects;
lines that still do not parse are carried over with today's reason.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from faultbook.jobs.ingestion.batch_writer import BatchWriter, Observer, ignore
from faultbook.jobs.ingestion.formats import RECORD_KINDS, together
from faultbook.jobs.ingestion.landed_files import file_frame, landed_now
from faultbook.jobs.ingestion.landing_roots import landing_roots
from faultbook.jobs.ingestion.reading import reading_values
from faultbook.jobs.ingestion.recovery import recover_incomplete, remove_replaced
from faultbook.jobs.schema.severity_order import report_unknown_levels, store_severities
from faultbook.jobs.task import run_task
from faultbook.lakehouse.batches import Batch, BatchState, batch_state, begin_batch
from faultbook.lakehouse.lease import writer_lease
from faultbook.lakehouse.store import Lakehouse
from faultbook.settings import Settings
from faultbook.sources.landing import LandedFile, LandingRoot
from faultbook.steps import Steps
from faultbook.tables import ERROR_LOGS_REJECTED, INGEST_BATCHES, INGEST_LEDGER, Lease
from faultbook.transforms.landed.reading_values import ReadingValues
from faultbook.transforms.landed.rejects_again import (
    recovered_counts,
    recovered_records,
    remaining_rejects,
    whole_lines,
)
from faultbook.transforms.portable import open_rejects as portable

_IDENTITY = ("source_file", "line_hash")


def main(argv: Sequence[str] | None = None) -> None:
    """The wheel's entry point."""
    run_task(run, argv, task="reprocess")


def run(spark: SparkSession, settings: Settings, steps: Steps, observe: Observer = ignore) -> None:
    """Appends as records those rejects that parse under today's settings and formats."""
    lakehouse = Lakehouse(spark, settings)
    lakehouse.require_tables()
    with writer_lease(lakehouse, Lease.LOGS) as holder:
        with steps.step("recover incomplete batches"):
            found = recover_incomplete(lakehouse, replaced=True)
        store_severities(lakehouse, steps)
        kept = open_rejects(lakehouse, found)
        with steps.step("read again") as step:
            again = _to_read(lakehouse, kept)
            rows = recovered_counts(again, reading_values(lakehouse)).toArrow().to_pylist()
            counts = {row["source_file"]: row for row in rows if row["parsed"] or row["headers"] or row["blanks"]}
            step.note(
                rejects=sum(row["rejected"] for row in rows) + sum(map(_lines, counts.values())),
                now_records=sum(row["records"] for row in counts.values()),
            )
        if counts:
            observe("before ingest_batches")
            batch = begin_batch(
                lakehouse,
                kind="reprocess",
                stream_id=f"reprocess-{uuid4()}",
                stream_batch_id=0,
                files=list(counts),
                consumes_through=found.through,
            )
            observe("after ingest_batches")
            _write(BatchWriter(lakehouse, batch, steps, observe, holder), kept, again, counts)
            with steps.step("remove replaced rejects", batch=batch.batch_id):
                remove_replaced(lakehouse, batch_state(lakehouse))
            report_unknown_levels(lakehouse, steps, after_batch=found.through)


def open_rejects(lakehouse: Lakehouse, found: BatchState) -> DataFrame:
    """The open rejects as of the newest batch that was complete then; batches that complete later change nothing."""
    ledger = lakehouse.read(INGEST_LEDGER).where(F.col("batch_id") <= found.through)
    return portable.open_rejects(lakehouse.read(ERROR_LOGS_REJECTED), lakehouse.read(INGEST_BATCHES), ledger)


def _write(writer: BatchWriter, kept: DataFrame, again: DataFrame, counts: Mapping[str, Mapping[str, Any]]) -> None:
    lakehouse, batch = writer.lakehouse, writer.batch
    values = reading_values(lakehouse, batch)
    for kind in RECORD_KINDS:
        if any(row["table"] == kind.name and row["records"] for row in counts.values()):
            writer.append(kind.table, recovered_records(again, kind.name, values))
    writer.append(ERROR_LOGS_REJECTED, _carried_over(kept, again, values))
    parsed = writer.records_by_file()
    writer.append_counts()
    writer.complete([_entry(batch, row, parsed.get(name, {})) for name, row in sorted(counts.items())])


def _to_read(lakehouse: Lakehouse, kept: DataFrame) -> DataFrame:
    """The rejects of whole lines whose bytes are known, with the format of their file."""
    ledger = lakehouse.read(INGEST_LEDGER).where(F.col("entry") == "ingest").select("source_file", "format")
    formats = ledger.groupBy("source_file").agg(F.max("format").alias("format"))
    whole = kept.where(F.col("part").isNull() & ~F.col("truncated"))
    return whole.unionByName(_made_whole(lakehouse, kept)).join(formats, on="source_file", how="left")


def _made_whole(lakehouse: Lakehouse, kept: DataFrame) -> DataFrame:
    """Rejects of which only the beginning was kept, with their lines from the landed files that still exist."""
    cut = kept.where(F.col("part").isNull() & F.col("truncated"))
    rows = cut.select(*_IDENTITY).distinct().collect()
    found = [
        whole_lines(
            file_frame(lakehouse, root, there),
            frozenset(row["line_hash"] for row in rows),
            reading_values(lakehouse),
        )
        for root in (landing_roots(lakehouse) if rows else ())
        if (there := _landed(root, {row["source_file"] for row in rows}))
    ]
    if not found:
        return cut.limit(0)
    lines = together(found).dropDuplicates(list(_IDENTITY)).withColumnRenamed("raw", "line")
    joined = cut.join(lines, on=list(_IDENTITY), how="inner")
    return joined.withColumn("raw", F.col("line")).select(*kept.columns)


def _landed(root: LandingRoot, names: Iterable[str]) -> list[LandedFile]:
    found = (landed_now(root, name) for name in sorted(names) if root.contains(name))
    return [file for file in found if file is not None]


def _carried_over(kept: DataFrame, again: DataFrame, values: ReadingValues) -> DataFrame:
    """The rejects that remain under the new batch: with today's reason where they could be read again."""
    columns = list(ERROR_LOGS_REJECTED.column_names)
    was_read = again.select(*_IDENTITY).distinct()
    not_read = kept.join(was_read, on=list(_IDENTITY), how="left_anti").unionByName(
        kept.where(F.col("part").isNotNull()).join(was_read, on=list(_IDENTITY), how="left_semi")
    )
    moved = not_read.withColumn("batch_id", F.lit(values.batch_id).cast("bigint")).select(*columns)
    remaining = remaining_rejects(again, values)
    # The beginning of a long line is kept as it was.
    raw = F.when(F.octet_length("raw") > values.keep_bytes, F.substring("raw", 1, values.keep_bytes)).otherwise(
        F.col("raw")
    )
    return remaining.withColumn("raw", raw).select(*columns).unionByName(moved)


def _lines(row: Mapping[str, Any]) -> int:
    return int(row["parsed"] + row["headers"] + row["blanks"])


def _entry(batch: Batch, row: Mapping[str, Any], parsed: Mapping[str, Any]) -> dict[str, Any]:
    zero = dict.fromkeys(("file_bytes", "line_bytes", "lines", "purged", "purged_rejects"), 0)
    return {
        **zero,
        "batch_id": batch.batch_id,
        "source_file": row["source_file"],
        "entry": "reprocess",
        "compressed": False,
        "headers": row["headers"],
        "blanks": row["blanks"],
        "parsed": parsed.get("parsed", 0),
        "records": parsed.get("records", 0),
        "rejected": -_lines(row),
        "part_rejects": row["part_rejects"],
        "first_occurrence": parsed.get("first_occurrence"),
        "last_occurrence": parsed.get("last_occurrence"),
        "recorded_at": datetime.now(UTC),
        "unknown_severity": parsed.get("unknown_severity", 0),
    }
