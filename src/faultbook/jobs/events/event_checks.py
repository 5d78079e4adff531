"""Checks of reconcile over messages: nothing is lost between the events folder and the failures."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from pyspark.sql import Column
from pyspark.sql import functions as F

from faultbook.events.fields import Phase
from faultbook.jobs.events.batches import newest_complete
from faultbook.jobs.ingestion.checks import LedgerCheck
from faultbook.lakehouse.store import Lakehouse
from faultbook.tables import EVENT_LEDGER, EVENT_REJECTS, EVENT_REPORTS, FAILURE_EVENTS, RAW_EVENTS, Table

_COUNTS = ("lines", "envelopes", "repeated", "bad_lines", "reports", "rejects")


def event_checks(lakehouse: Lakehouse, *, now: datetime) -> Iterator[LedgerCheck]:
    """Compares the ledger of messages with the tables, over complete batches; nothing where there is no batch."""
    newest = newest_complete(lakehouse)
    if not newest:
        return
    complete = F.col("batch_id") <= newest
    ledger = lakehouse.read(EVENT_LEDGER)
    sums = ledger.agg(*(F.sum(name).alias(name) for name in _COUNTS)).collect()[0].asDict()
    explained = sums["envelopes"] + sums["repeated"] + sums["bad_lines"]
    yield _invariant("messages_add_up", EVENT_LEDGER, sums["lines"], explained)
    yield _invariant("reports_are_kept", EVENT_REPORTS, sums["reports"], _count(lakehouse, EVENT_REPORTS, complete))
    rejects = sums["rejects"] + sums["bad_lines"]
    yield _invariant("event_rejects_are_kept", EVENT_REJECTS, rejects, _count(lakehouse, EVENT_REJECTS, complete))
    yield _kept_messages(lakehouse, complete, now)
    failed = F.col("phase").isin(Phase.FAILED.value, Phase.WARNING.value)
    events = lakehouse.read(EVENT_REPORTS).where(complete & failed).select("event_id").distinct().count()
    yield _invariant("failures_are_those_of_reports", FAILURE_EVENTS, events, lakehouse.read(FAILURE_EVENTS).count())


def _kept_messages(lakehouse: Lakehouse, complete: Column, now: datetime) -> LedgerCheck:
    """Messages of batches of which retention has removed none."""
    since = now - timedelta(days=lakehouse.settings.raw_events_retention_days - 1)
    of_files = lakehouse.read(EVENT_LEDGER).where(F.col("first_received_at").isNotNull())
    stored = lakehouse.read(RAW_EVENTS).where(complete).groupBy("batch_id").agg(F.count(F.lit(1)).alias("stored"))
    young = of_files.groupBy("batch_id").agg(
        F.min("first_received_at").alias("first"),
        F.sum(F.when(F.col("source") != F.col("landed_file"), F.col("envelopes")).otherwise(0)).alias("envelopes"),
    )
    both = young.where(F.col("first") >= F.lit(since)).join(stored, on="batch_id", how="left")
    row = both.agg(F.coalesce(F.sum("envelopes"), F.lit(0)), F.coalesce(F.sum("stored"), F.lit(0))).collect()[0]
    return _invariant("messages_are_kept", RAW_EVENTS, row[0], row[1])


def _count(lakehouse: Lakehouse, table: Table, which: Column) -> int:
    return lakehouse.read(table).where(which).count()


def _invariant(name: str, table: Table, expected: int, found: int) -> LedgerCheck:
    return LedgerCheck(name, table.name, expected, found, expected == found, is_invariant=True)
