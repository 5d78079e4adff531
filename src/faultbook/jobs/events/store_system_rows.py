"""Stores what system tables show as failed: each row once, whoever else reported it."""

from datetime import UTC, datetime, timedelta
from functools import reduce
from typing import Any

import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.jobs.events.batches import next_number
from faultbook.jobs.events.store_messages import EventStore
from faultbook.lakehouse.literals import timestamp_literal
from faultbook.sources.system_tables import Readability, Reading, read_system_tables
from faultbook.steps import Steps
from faultbook.tables import EVENT_LEDGER, EVENT_REPORTS
from faultbook.tables.system import JOB_RUN_TIMELINE, JOB_TASK_RUN_TIMELINE, JOBS, QUERY_HISTORY
from faultbook.transforms.events.system_rows import run_reports, statement_reports, task_run_reports

SENDERS = (QUERY_HISTORY, JOB_RUN_TIMELINE, JOB_TASK_RUN_TIMELINE)
OVERLAP = timedelta(days=2)
"""How far before the newest row that was read rows are read again: the platform writes late."""
MOST_ROWS = 50_000
"""Rows of one batch: they pass through this process."""
FIRST_DAYS = timedelta(days=30)
"""How far back the first run reads."""


def store_system_rows(store: EventStore, steps: Steps) -> None:
    """Stores a batch of the rows that no earlier one has, if there are any. The caller holds the lease `events`."""
    lakehouse = store.lakehouse
    with steps.step("read system tables") as step:
        readings = read_system_tables(lakehouse.spark, lakehouse.settings.system_tables, (*SENDERS, JOBS))
        readable = [table for table in SENDERS if readings[table.full_name].readability is Readability.READABLE]
        absent = [table.full_name for table in SENDERS if table not in readable]
        step.note(readable=len(readable), **({"not_assessed": ", ".join(absent)} if absent else {}))
    if not readable:
        return
    newest = _newest(store)
    parts = [_reports(readings, table.full_name, newest.get(table.full_name)) for table in readable]
    known = lakehouse.read(EVENT_REPORTS).where(F.col("envelope_id").isNull()).select("report_id")
    reports = reduce(DataFrame.unionByName, parts).join(known, on="report_id", how="left_anti")
    batch_id, stored = next_number(store.newest), 0
    with steps.step("store rows of system tables", batch=batch_id) as step:
        # The oldest first: what a run that dies leaves is newer than the watermark.
        ordered = reports.orderBy("reported_at", "report_id")
        while (rows := ordered.limit(MOST_ROWS).toArrow()).num_rows:
            store.append_reports(rows, batch_id)
            store.complete(rows["event_id"].to_pylist(), _ledger(rows, batch_id), batch_id)
            batch_id = next_number(store.newest)
            stored += rows.num_rows
            if rows.num_rows < MOST_ROWS:
                break
        step.note(reports=stored)


def _reports(readings: dict[str, Reading], name: str, newest: datetime | None) -> DataFrame:
    table = next(one for one in SENDERS if one.full_name == name)
    since = (newest or datetime.now(UTC)) - (OVERLAP if newest else FIRST_DAYS)
    rows = readings[name].rows.where(F.col(table.instant) >= F.expr(timestamp_literal(since)))
    if table is QUERY_HISTORY:
        return statement_reports(rows)
    names = (
        readings[JOBS.full_name]
        .rows.groupBy("workspace_id", "job_id")
        .agg(F.max_by("name", "change_time").alias("name"))
    )
    return run_reports(rows, names) if table is JOB_RUN_TIMELINE else task_run_reports(rows, names)


def _newest(store: EventStore) -> dict[str, datetime]:
    """The newest row that was read of each system table."""
    names = [table.full_name for table in SENDERS]
    rows = store.lakehouse.fetch(EVENT_LEDGER, ("landed_file", "last_received_at"), ("landed_file", "in", names))
    newest: dict[str, datetime] = {}
    for row in rows.to_pylist():
        name, last = row["landed_file"], row["last_received_at"]
        newest[name] = max(last, newest.get(name, last))
    return newest


def _ledger(rows: pa.Table, batch_id: int) -> list[dict[str, Any]]:
    """An entry for each system table."""
    at_of: dict[str, list[datetime]] = {}
    for name, at in zip(rows["source"].to_pylist(), rows["reported_at"].to_pylist(), strict=True):
        at_of.setdefault(name, []).append(at.astimezone(UTC))
    return [
        {
            "batch_id": batch_id,
            "landed_file": name,
            "source": name,
            "lines": len(found),
            "envelopes": len(found),
            "repeated": 0,
            "bad_lines": 0,
            "reports": len(found),
            "rejects": 0,
            "ignored": 0,
            "first_received_at": min(found),
            "last_received_at": max(found),
            "listed_at": None,
            "recorded_at": datetime.now(UTC),
        }
        for name, found in sorted(at_of.items())
    ]
