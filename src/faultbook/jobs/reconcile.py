"""Reconcile: compares the ledger with the tables and with the landing roots, and stores the result of each check.

Writes entries for files without any line, which ingest leaves out while they are new. Fails where an invariant does
not hold. A landed file that is unknown or changed after it was read, and a root that is gone, are reported only.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from faultbook.errors import InvariantViolated
from faultbook.jobs.ingestion.batch_writer import BatchWriter, ignore
from faultbook.jobs.ingestion.formats import stored_occurrences
from faultbook.jobs.ingestion.ingest_batch import ledger_entry
from faultbook.jobs.ingestion.landed_files import is_quiet, landed_texts
from faultbook.jobs.ingestion.landing_roots import landing_roots
from faultbook.jobs.ingestion.reading import reading_values
from faultbook.jobs.ingestion.recovery import recover_incomplete
from faultbook.jobs.ingestion.stored_batch import StoredFiles
from faultbook.jobs.reprocess import open_rejects
from faultbook.jobs.task import run_task
from faultbook.lakehouse.batches import BatchState, batch_state, begin_batch
from faultbook.lakehouse.lease import writer_lease
from faultbook.lakehouse.rows import rows_of
from faultbook.lakehouse.store import Lakehouse
from faultbook.settings import Settings
from faultbook.sources.landing import CLOCK_GRAIN_MICROS, LandedFile, LandingRoot, list_landing
from faultbook.steps import Steps
from faultbook.tables import (
    ERROR_COUNTS,
    ERROR_FILE_COUNTS,
    INGEST_BATCHES,
    INGEST_CHECKS,
    INGEST_LEDGER,
    RECORD_TABLES,
    Lease,
)
from faultbook.transforms.landed.file_reader import FileReader
from faultbook.transforms.portable.ledger_counts import records_of_entry
from faultbook.transforms.records.counts import counts_by_file, counts_by_hour


@dataclass(frozen=True)
class LedgerCheck:
    """Two sides of a check, and what to do where they differ. With `is_invariant` a difference fails the job."""

    name: str
    subject: str
    expected: int | None
    found: int | None
    passed: bool
    detail: str | None = None
    is_invariant: bool = False


def main(argv: Sequence[str] | None = None) -> None:
    """The wheel's entry point."""
    run_task(run, argv, task="reconcile")


def run(spark: SparkSession, settings: Settings, steps: Steps) -> None:
    """Writes one row per check to ingest_checks. InvariantViolated, after that, where an invariant does not hold."""
    lakehouse = Lakehouse(spark, settings)
    lakehouse.require_tables()
    began_at = datetime.now(UTC)
    with writer_lease(lakehouse, Lease.LOGS) as holder:
        with steps.step("recover incomplete batches"):
            recover_incomplete(lakehouse, replaced=True)
        if settings.rebuild_days:
            rebuild(lakehouse, steps, now=began_at)
        with steps.step("landing") as step:
            roots = landing_roots(lakehouse)
            missing = [root for root in roots if not Path(root.path).is_dir()]
            ledger = ledger_files(lakehouse)
            landed: list[LandedFile] = []
            entered: set[str] = set()
            for root in (root for root in roots if root not in missing):
                own = list(list_landing(root, file_pattern=settings.file_pattern))
                quiet = [file for file in own if file.source_file not in ledger and is_quiet(file, began_at)]
                entered |= _enter_silent_files(lakehouse, quiet, root, steps, holder)
                landed += own
            step.note(files=len(landed), roots=len(roots), without_lines=len(entered))
        with steps.step("invariants") as step:
            found = batch_state(lakehouse)
            checks = [
                *invariant_checks(lakehouse, found, now=began_at),
                *map(_missing_root, missing),
                *landing_checks(landed, ledger, entered),
            ]
            step.note(checks=len(checks), failed=sum(not check.passed for check in checks))
        rows = [{**_row(check), "checked_at": began_at, "through_batch": found.complete} for check in checks]
        lakehouse.append(INGEST_CHECKS, rows_of(spark, INGEST_CHECKS, rows))
    broken = [check for check in checks if check.is_invariant and not check.passed]
    if broken:
        raise InvariantViolated(
            "\n".join(
                f"{check.name} of {check.subject}: expected {check.expected}, found {check.found}. {check.detail}"
                for check in broken
            )
        )


def rebuild(lakehouse: Lakehouse, steps: Steps, *, now: datetime) -> None:
    """Counts the partial sums of the last `rebuild_days` again from the records, for days without purged records.

    Re-runs are idempotent. The caller holds the lease.
    """
    through = batch_state(lakehouse).through
    since = _whole_since(lakehouse, through, now, lakehouse.settings.rebuild_days)
    records = _complete(stored_occurrences(lakehouse), through).where(F.col("timestamp") >= F.lit(since))
    newest = records.withColumn("batch_id", F.lit(through).cast("bigint"))
    for table, counted, first in (
        (ERROR_COUNTS, counts_by_hour(newest), f"hour >= TIMESTAMP '{since:%Y-%m-%d} 00:00:00Z'"),
        (ERROR_FILE_COUNTS, counts_by_file(newest), f"day >= DATE '{since:%Y-%m-%d}'"),
    ):
        with steps.step(f"rebuild {table.name}", since=f"{since:%Y-%m-%d}", through_batch=through):
            lakehouse.replace(table, counted, where=f"{first} AND batch_id <= {through}")


def invariant_checks(lakehouse: Lakehouse, found: BatchState, *, now: datetime) -> Iterable[LedgerCheck]:
    """Compares the ledger with the tables, over complete batches."""
    through = found.through
    names = ("lines", "headers", "blanks", "parsed", "rejected", "purged", "purged_rejects", "part_rejects")
    ledger = lakehouse.read(INGEST_LEDGER).where(F.col("batch_id") <= through)
    counted = {"records": records_of_entry(), **{name: F.col(name) for name in names}}
    columns = (F.coalesce(F.sum(column), F.lit(0)).alias(name) for name, column in counted.items())
    sums = ledger.agg(*columns).collect()[0].asDict()
    yield _invariant("lines_add_up", "ingest_ledger", sums["lines"], sum(sums[name] for name in names[1:5]))
    for table in (ERROR_COUNTS, ERROR_FILE_COUNTS):
        yield _invariant(
            "counts_equal_records",
            table.name,
            sums["records"],
            _sum(_complete(lakehouse.read(table), through), F.col("occurrence_count")),
        )
    records = _complete(stored_occurrences(lakehouse), through)
    yield _invariant(
        "records_are_kept",
        " + ".join(table.name for table in RECORD_TABLES),
        sums["records"] - sums["purged"],
        records.count(),
    )
    rejected = sums["rejected"] + sums["part_rejects"] - sums["purged_rejects"]
    yield _invariant("rejects_are_kept", "error_logs_rejected", rejected, open_rejects(lakehouse, found).count())
    numbers = lakehouse.read(INGEST_BATCHES)
    yield _invariant(
        "batch_numbers_are_unique", INGEST_BATCHES.name, numbers.count(), numbers.select("batch_id").distinct().count()
    )
    yield _recounted(lakehouse, records, through, now)


def landing_checks(landed: Sequence[LandedFile], ledger: dict[str, Any], entered: set[str]) -> Iterable[LedgerCheck]:
    """Compares landed files with the ledger: files that are unknown, and files that changed after they were read."""
    for file in landed:
        known = ledger.get(file.source_file)
        if known is None and file.source_file not in entered:
            yield LedgerCheck(
                "landed_file_unknown",
                file.source_file,
                None,
                file.file_bytes,
                False,
                "Landed, not in the ledger: run ingest. If it stays, delete the checkpoint folder and run ingest "
                "again; the ledger keeps what is known.",
            )
        elif known is not None and known["file_bytes"] != file.file_bytes:
            yield LedgerCheck(
                "landed_file_changed",
                file.source_file,
                known["file_bytes"],
                file.file_bytes,
                False,
                "Appended or overwritten after it was read; what was added is not counted. "
                "Land it again under another name, or rotate logs before they land.",
            )
        elif known is not None and abs(known["file_modified_micros"] - file.file_modified_micros) > CLOCK_GRAIN_MICROS:
            yield LedgerCheck(
                "landed_file_changed",
                file.source_file,
                None,
                None,
                False,
                "Written again after it was read, same size. Check whether it is the same.",
            )
        elif known is not None and known["entry"] == "unreadable":
            yield LedgerCheck(
                "landed_file_unreadable",
                file.source_file,
                None,
                None,
                False,
                f"{known['detail']} Land a good copy under another name.",
            )


def _missing_root(root: LandingRoot) -> LedgerCheck:
    return LedgerCheck(
        "landing_root_missing",
        root.path,
        None,
        None,
        False,
        f"The landing root {root.root_id} is no folder: mounted elsewhere, moved or deleted? Its files are not "
        "compared with the ledger; what was read of them stays. If it was moved, run ingest with its new path.",
    )


def ledger_files(lakehouse: Lakehouse) -> dict[str, Any]:
    """Every landed file in the ledger: its entry, size and time in microseconds since 1970."""
    entries = lakehouse.read(INGEST_LEDGER).where(F.col("entry").isin("ingest", "unreadable"))
    found = entries.select(
        "source_file", "entry", "file_bytes", F.unix_micros("file_modified_at").alias("file_modified_micros"), "detail"
    )
    return {row["source_file"]: row.asDict() for row in found.collect()}


def _enter_silent_files(
    lakehouse: Lakehouse, unknown: Sequence[LandedFile], root: LandingRoot, steps: Steps, holder: str
) -> set[str]:
    """Writes ledger entries for landed files without any line, which ingest leaves out while they are new; their names.

    One just opened is empty too, and after an entry it is never read.
    """
    reader = FileReader(reading_values(lakehouse))
    read = {text.source_file: reader.facts(text) for text in landed_texts(root, unknown)}
    silent = [
        file for file in unknown if not read[file.source_file].lines and read[file.source_file].unreadable is None
    ]
    if not silent:
        return set()
    names = [file.source_file for file in silent]
    batch = begin_batch(lakehouse, kind="ingest", stream_id=f"reconcile-{uuid4()}", stream_batch_id=0, files=names)
    stored = StoredFiles(read, {}, {})
    BatchWriter(lakehouse, batch, steps, ignore, holder).complete(
        [ledger_entry(batch, file, stored) for file in silent]
    )
    return set(names)


def _recounted(lakehouse: Lakehouse, records: DataFrame, through: int, now: datetime) -> LedgerCheck:
    """Compares the hourly partial sums of the last days, for days without purged records, with the records counted
    again.
    """
    keys = [name for name in ERROR_COUNTS.key if name != "batch_id"]
    recent = F.lit(_whole_since(lakehouse, through, now, lakehouse.settings.reconcile_days))
    counted = (
        counts_by_hour(records.where(F.col("timestamp") >= recent))
        .groupBy(*keys)
        .agg(F.sum("occurrence_count").alias("counted"))
    )
    stored = _complete(lakehouse.read(ERROR_COUNTS), through).where(F.col("hour") >= recent)
    both = stored.groupBy(*keys).agg(F.sum("occurrence_count").alias("stored")).join(counted, on=keys, how="full")
    differing = both.where(~F.col("stored").eqNullSafe(F.col("counted"))).count()
    return _invariant("recount_agrees", ERROR_COUNTS.name, 0, differing)


def _whole_since(lakehouse: Lakehouse, through: int, now: datetime, days: int) -> datetime:
    """The start of the day `days` ago, or of the first day without purged records, if that is later."""
    since = now - timedelta(days=days)
    purges = _complete(lakehouse.read(INGEST_BATCHES), through).where(F.col("kind") == "purge")
    purged = purges.agg(F.max(F.unix_micros("purges_before"))).collect()[0][0]
    if purged is not None:  # a part of the day in which a purge ended may be gone
        since = max(since, datetime.fromtimestamp(purged // 1_000_000, UTC) + timedelta(days=1))
    return since.replace(hour=0, minute=0, second=0, microsecond=0)


def _invariant(name: str, subject: str, expected: int, found: int) -> LedgerCheck:
    words = (
        None
        if expected == found
        else "The sides of this invariant differ. reconcile with rebuild_days=DAYS counts records again. "
        "If the difference stays, keep the landed files and report it with the ledger's rows."
    )
    return LedgerCheck(name, subject, expected, found, expected == found, words, is_invariant=True)


def _row(check: LedgerCheck) -> dict[str, Any]:
    return {
        "check_name": check.name,
        "subject": check.subject,
        "expected": check.expected,
        "found": check.found,
        "passed": check.passed,
        "detail": check.detail,
    }


def _complete(rows: DataFrame, through: int) -> DataFrame:
    return rows.where(F.col("batch_id") <= through)


def _sum(rows: DataFrame, count: Column) -> int:
    return int(rows.agg(F.coalesce(F.sum(count), F.lit(0))).collect()[0][0])
