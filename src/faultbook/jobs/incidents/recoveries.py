"""What is well again: failures that are over, runs of jobs that succeeded; and how far sources are heard."""

from collections.abc import Iterable
from datetime import UTC, datetime

from pyspark.sql import functions as F

from faultbook.incidents.incident import Incident
from faultbook.incidents.signals import Recovery, RecoveryKind
from faultbook.lakehouse.store import Lakehouse
from faultbook.tables import (
    ANALYSIS_JOBS,
    EVENT_LEDGER,
    EVENT_REPORTS,
    FAILURE_EVENTS,
    RULE_MATCHES,
    SOURCE_POLLS,
    SYSTEM_TABLE_CHECKS,
)
from faultbook.tables.system import QUERY_HISTORY, USAGE
from faultbook.transforms.incidents.recoveries import ended_failures, others_open, successful_runs

FAILURES = "failures"
_READ_FROM = {QUERY_HISTORY.full_name: ("statements",), USAGE.full_name: ("budgets", "spend")}
"""System table -> the sources that follow from it."""


def recoveries_of(
    lakehouse: Lakehouse, incidents: Iterable[Incident], after_batch: int, through: int
) -> list[Recovery]:
    """Reports of batches of events after one, up to another, that something is well again, the oldest first.

    Of runs that succeeded: all since the last failure of an incident of their job that is not over.
    """
    known = list(incidents)
    if through <= after_batch:
        return []
    return [*_ended(lakehouse, known, after_batch, through), *_succeeded(lakehouse, known, through)]


def heard_until(lakehouse: Lakehouse) -> dict[str, datetime]:
    """Source -> up to when its events are read; a source that is silent, or could not be read, is not heard on.

    Failures are heard up to the newest message, row of a system table, or complete poll; anomalies and logs up to the
    hours that `detect` has judged; what comes from system tables up to their newest row.
    """
    instants = lakehouse.fetch(EVENT_LEDGER, ("last_received_at",)).column(0).to_pylist()
    polls = lakehouse.fetch(SOURCE_POLLS, ("to_at",), ("outcome", "=", "complete")).column(0).to_pylist()
    newest = max((each for each in [*instants, *polls] if each is not None), default=None)
    judged = lakehouse.fetch(ANALYSIS_JOBS, ("judged_before",), ("job", "=", "detect"), ("status", "=", "done"))
    hour = max((each for each in judged.column(0).to_pylist() if each is not None), default=None)
    found = {FAILURES: newest, "anomalies": hour, "logs": hour}
    columns = ("system_table", "newest_at")
    for row in lakehouse.fetch(SYSTEM_TABLE_CHECKS, columns, ("readability", "=", "readable")).to_pylist():
        for name in _READ_FROM.get(row["system_table"], ()):
            found[name] = max((each for each in (found.get(name), row["newest_at"]) if each is not None), default=None)
    return {name: at.astimezone(UTC) for name, at in found.items() if at is not None}


def _ended(lakehouse: Lakehouse, incidents: list[Incident], after_batch: int, through: int) -> list[Recovery]:
    failures = lakehouse.read(FAILURE_EVENTS)
    matches = lakehouse.read(RULE_MATCHES)
    new = failures.where((F.col("batch_id") > after_batch) & (F.col("batch_id") <= through))
    ended = ended_failures(new, matches)
    rows = ended.toArrow().to_pylist()
    if not rows:
        return []
    opened = {
        name: each.opened_at
        for each in sorted(incidents, key=lambda each: each.opened_at)
        for name in each.fingerprints
    }
    still: dict[str, int] = {}
    for row in others_open(failures, matches, ended).toArrow().to_pylist():
        began = opened.get(row["fingerprint"])
        if began is not None and row["matched_at"].astimezone(UTC) >= began:
            still[row["fingerprint"]] = still.get(row["fingerprint"], 0) + 1
    return sorted(
        (
            Recovery(
                RecoveryKind.RECOVERED,
                row["recovered_at"].astimezone(UTC),
                row["event_id"],
                fingerprint=row["fingerprint"],
                others_open=still.get(row["fingerprint"], 0),
            )
            for row in rows
        ),
        key=lambda each: (each.at, each.cause),
    )


def _succeeded(lakehouse: Lakehouse, incidents: list[Incident], through: int) -> list[Recovery]:
    waiting = [each for each in incidents if each.is_open and each.source == FAILURES and each.resource]
    if not waiting:
        return []
    since = min(each.last_seen for each in waiting)
    reports = lakehouse.read(EVENT_REPORTS).where(F.col("batch_id") <= through)
    runs = successful_runs(reports.where(F.col("reported_at") >= F.lit(since)))
    names = sorted({each.resource for each in waiting if each.resource})
    rows = runs.where(F.col("resource").isin(names)).toArrow().to_pylist()
    return sorted(
        (
            Recovery(
                RecoveryKind.SUCCESS,
                row["succeeded_at"].astimezone(UTC),
                row["event_id"],
                resource=row["resource"],
                environment=row["environment"],
            )
            for row in rows
        ),
        key=lambda each: (each.at, each.cause),
    )
