"""Maintenance: retention, compaction of partial sums, ordered files, old files removed."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from faultbook.jobs.events.retention import purge_messages
from faultbook.jobs.ingestion.batch_writer import BatchWriter, Observer, ignore
from faultbook.jobs.ingestion.formats import stored_occurrences
from faultbook.jobs.ingestion.recovery import recover_incomplete, remove_replaced
from faultbook.jobs.reprocess import open_rejects
from faultbook.jobs.task import run_task
from faultbook.lakehouse.batches import Batch, BatchState, batch_state, begin_batch, newest_complete
from faultbook.lakehouse.lease import require_lease, writer_lease
from faultbook.lakehouse.maintenance import is_optimized_by_platform, keep_files, optimize, vacuum
from faultbook.lakehouse.store import Lakehouse
from faultbook.settings import Settings
from faultbook.steps import Steps
from faultbook.tables import ERROR_COUNTS, ERROR_FILE_COUNTS, ERROR_TEMPLATES, TABLES, WRITER_LEASE, Lease
from faultbook.transforms.records.counts import summed_counts
from faultbook.transforms.records.examples import smallest_examples


def main(argv: Sequence[str] | None = None) -> None:
    """The wheel's entry point."""
    run_task(run, argv, task="maintenance")


def run(spark: SparkSession, settings: Settings, steps: Steps, observe: Observer = ignore) -> None:
    """Purges what has passed its retention, compacts partial sums, orders files and removes old ones.

    One lease at a time: jobs with other leases go on meanwhile.
    """
    lakehouse = Lakehouse(spark, settings)
    lakehouse.require_tables()
    with writer_lease(lakehouse, Lease.LOGS) as holder:
        with steps.step("recover incomplete batches"):
            found = recover_incomplete(lakehouse, replaced=True)
        purge(lakehouse, found, steps, now=datetime.now(UTC), holder=holder, observe=observe)
        require_lease(lakehouse, holder)
        compact(lakehouse, steps)
        order_files(lakehouse, Lease.LOGS, steps)
    with writer_lease(lakehouse, Lease.EVENTS):
        purge_messages(lakehouse, steps, now=datetime.now(UTC))
        order_files(lakehouse, Lease.EVENTS, steps)
    for lease in (Lease.COST, Lease.INCIDENTS, Lease.POLLS, Lease.DECISIONS):
        with writer_lease(lakehouse, lease):
            order_files(lakehouse, lease, steps)
    with steps.step(f"vacuum {WRITER_LEASE.name}"):  # a row or two in each file, which runs change all the time
        vacuum(lakehouse, WRITER_LEASE, retain_hours=settings.vacuum_retention_hours)


def order_files(lakehouse: Lakehouse, lease: Lease, steps: Steps) -> None:
    """Orders the files of the tables of a lease, and removes old ones. The caller holds the lease.

    Where the platform does that by itself (predictive optimization), a table is only told how long to keep files:
    doing it twice would be paid twice.
    """
    hours = lakehouse.settings.vacuum_retention_hours
    tables = [table for table in TABLES.values() if table.lease is lease]
    by_platform = {role for role in {table.role for table in tables} if is_optimized_by_platform(lakehouse, role)}
    for table in tables:
        with steps.step(f"optimize {table.name}") as step:
            if not lakehouse.settings.is_local:
                keep_files(lakehouse, table, retain_hours=hours)
            if table.role in by_platform:
                step.note(by="the platform")
                continue
            optimize(lakehouse, table)
            vacuum(lakehouse, table, retain_hours=hours)


def compact(lakehouse: Lakehouse, steps: Steps) -> None:
    """Adds up the partial sums of all complete batches under the number of the newest.

    By batch, with the scan inside the same write: compacting by hour while another append lands loses counts.
    """
    newest = newest_complete(lakehouse)
    for table in (ERROR_COUNTS, ERROR_FILE_COUNTS, ERROR_TEMPLATES):
        partials = lakehouse.read(table).where(F.col("batch_id") <= (newest or 0))
        if newest is None or partials.select("batch_id").distinct().limit(2).count() < 2:
            continue
        with steps.step(f"compact {table.name}", through_batch=newest):
            if table is ERROR_TEMPLATES:
                whole = smallest_examples(partials.withColumn("batch_id", F.lit(newest).cast("bigint")))
            else:
                whole = summed_counts(partials, table, batch_id=newest)
            lakehouse.replace(table, whole, where=f"batch_id <= {newest}")


def purge(
    lakehouse: Lakehouse, found: BatchState, steps: Steps, *, now: datetime, holder: str, observe: Observer = ignore
) -> None:
    """Removes records and rejects past their retention; the ledger records how many of each landed file."""
    settings = lakehouse.settings
    before = _cutoff(now, settings.records_retention_days)
    rejects_before = _cutoff(now, settings.rejects_retention_days)
    records = stored_occurrences(lakehouse).where(F.col("batch_id") <= found.through)
    old = _counts(records, "timestamp", before)
    old_rejects = _counts(open_rejects(lakehouse, found), "rejected_at", rejects_before)
    files = sorted(set(old) | set(old_rejects))
    if not files:
        return
    observe("before ingest_batches")
    batch = begin_batch(
        lakehouse,
        kind="purge",
        stream_id=f"purge-{uuid4()}",
        stream_batch_id=0,
        files=files,
        purges_before=before,
        purges_rejects_before=rejects_before,
    )
    observe("after ingest_batches")
    writer = BatchWriter(lakehouse, batch, steps, observe, holder)
    writer.complete([_entry(batch, name, old.get(name, 0), old_rejects.get(name, 0)) for name in files])
    with steps.step("purge", batch=batch.batch_id, records=sum(old.values()), rejects=sum(old_rejects.values())):
        remove_replaced(lakehouse, batch_state(lakehouse))
    observe("after purge")


def _cutoff(now: datetime, days: int) -> datetime | None:
    return now - timedelta(days=days) if days else None


def _counts(rows: DataFrame, instant: str, before: datetime | None) -> dict[str, int]:
    if before is None:
        return {}
    old = rows.where(F.col(instant) < F.lit(before)).groupBy("source_file").count()
    return {row["source_file"]: row["count"] for row in old.collect()}


def _entry(batch: Batch, source_file: str, purged: int, purged_rejects: int) -> dict[str, Any]:
    names = ("file_bytes", "line_bytes", "lines", "headers", "blanks", "parsed", "rejected", "records", "part_rejects")
    return {
        **dict.fromkeys(names, 0),
        "batch_id": batch.batch_id,
        "source_file": source_file,
        "entry": "purge",
        "compressed": False,
        "purged": purged,
        "purged_rejects": purged_rejects,
        "recorded_at": datetime.now(UTC),
    }
