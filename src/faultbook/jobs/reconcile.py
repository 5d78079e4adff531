"""Reconcile: compares the ledger with the tables and with the landing roots, and stores the result of each check.

Fails where an invariant does not hold. A landed file that is unknown, changed after it was read or left out, and a root
that is gone, are reported only.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from faultbook.errors import InvariantViolated
from faultbook.jobs.events.event_checks import event_checks
from faultbook.jobs.incidents.incident_checks import incident_checks
from faultbook.jobs.ingestion.checks import LedgerCheck
from faultbook.jobs.ingestion.continuing.known_files import known_files
from faultbook.jobs.ingestion.formats import stored_occurrences
from faultbook.jobs.ingestion.landing_checks import content_checks, landing_checks
from faultbook.jobs.ingestion.landing_roots import landing_roots
from faultbook.jobs.ingestion.recovery import recover_incomplete
from faultbook.jobs.reprocess import open_rejects
from faultbook.jobs.task import run_task
from faultbook.lakehouse.batches import BatchState, batch_state
from faultbook.lakehouse.lease import writer_lease
from faultbook.lakehouse.rows import rows_of
from faultbook.lakehouse.store import Lakehouse
from faultbook.settings import Settings
from faultbook.sources.landing import LandingRoot, list_landing
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
from faultbook.transforms.portable.ledger_counts import records_of_entry
from faultbook.transforms.records.counts import counts_by_file, counts_by_hour


def main(argv: Sequence[str] | None = None) -> None:
    """The wheel's entry point."""
    run_task(run, argv, task="reconcile")


def run(spark: SparkSession, settings: Settings, steps: Steps) -> None:
    """Writes one row per check to ingest_checks. InvariantViolated, after that, where an invariant does not hold."""
    lakehouse = Lakehouse(spark, settings)
    lakehouse.require_tables()
    began_at = datetime.now(UTC)
    with writer_lease(lakehouse, Lease.LOGS):
        with steps.step("recover incomplete batches"):
            recover_incomplete(lakehouse, replaced=True)
        if settings.rebuild_days:
            rebuild(lakehouse, steps, now=began_at)
        with steps.step("landing") as step:
            roots = landing_roots(lakehouse)
            missing = [root for root in roots if not Path(root.path).is_dir()]
            ledger = known_files(lakehouse)
            there = [root for root in roots if root not in missing]
            landed = [file for root in there for file in list_landing(root, file_pattern=settings.file_pattern)]
            step.note(files=len(landed), roots=len(roots))
        with steps.step("contents") as step:
            contents = list(content_checks(lakehouse, there, landed, ledger, now=began_at))
            step.note(checks=len(contents))
        with steps.step("invariants") as step:
            found = batch_state(lakehouse)
            checks = [
                *invariant_checks(lakehouse, found, now=began_at),
                *map(_missing_root, missing),
                *landing_checks(landed, ledger),
                *contents,
                *event_checks(lakehouse, now=began_at),
                *incident_checks(lakehouse),
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
