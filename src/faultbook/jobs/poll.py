"""Poll: reads what failed from the APIs that a file names, and the rows behind alerts;
writes both as envelopes into the events folder; lands logs of other services.

Sources are polled one after the other, each with a deadline of its own. One that does not answer stops no other: its
row has the reason, its watermark stays, and the run ends well and reports it as not assessed.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from pyspark.sql import SparkSession

from faultbook.catalog.log_sources import read_log_sources_file
from faultbook.catalog.polling import read_poll_file
from faultbook.catalog.senders import definitions_of
from faultbook.clients.secrets import secret_of
from faultbook.clients.workspace import workspace_client
from faultbook.errors import MissingDependency
from faultbook.events.definition import Definition
from faultbook.events.page_file import write_page
from faultbook.jobs.polling.alert_row_polls import earlier_row_polls, linked_alerts
from faultbook.jobs.polling.log_polls import log_polls
from faultbook.jobs.task import run_task
from faultbook.lakehouse.lease import require_lease, writer_lease
from faultbook.lakehouse.rows import table_of
from faultbook.lakehouse.store import Lakehouse
from faultbook.polling.alert_rows import RowSource, fetch_alert_rows
from faultbook.polling.alert_rows.fetching import is_paused
from faultbook.polling.history import Outcome, Poll, plan_poll, reach_back
from faultbook.polling.log_sources import LogSource
from faultbook.polling.log_sources.landing import LandingFolder
from faultbook.polling.log_sources.making import log_sources
from faultbook.polling.log_sources.port import Sink as LandingSink
from faultbook.polling.registered import row_source_of, sources_of
from faultbook.polling.source_poll import Sink, Source, poll_source
from faultbook.settings import Settings
from faultbook.steps import Steps
from faultbook.tables import SOURCE_POLLS, Lease

Clock = Callable[[], datetime]
_SLACK = timedelta(days=1)
"""A poll may have begun a while before it ended."""


def main(argv: Sequence[str] | None = None) -> None:
    """The wheel's entry point."""
    run_task(run, argv, task="poll")


def run(spark: SparkSession, settings: Settings, steps: Steps) -> None:
    """Polls every source of the files that has no pause; InvalidCatalog, before anything is read, where one is bad."""
    entries = read_poll_file(settings.poll_file)
    of_logs = read_log_sources_file(settings.log_sources_file)
    definitions = definitions_of(settings.senders_file)
    lakehouse = Lakehouse(spark, settings)
    lakehouse.require_tables()
    sink = partial(write_page, Path(settings.events))
    poll_all(lakehouse, sources_of(entries, client=_client), sink, steps, now=_now)
    rows_of_alerts = row_source_of(entries, client=_client)
    if rows_of_alerts is not None:
        poll_alert_rows(lakehouse, rows_of_alerts, definitions, sink, steps, now=_now)
    sources = log_sources(of_logs, secret=partial(secret_of, client=_client))
    poll_all_logs(lakehouse, sources, LandingFolder(settings.landing), steps, now=_now)


def poll_all(lakehouse: Lakehouse, sources: Sequence[Source], sink: Sink, steps: Steps, *, now: Clock) -> list[Poll]:
    """The polls, each stored when it ends; the last step names what was not assessed, with the reasons."""
    polls: list[Poll] = []
    not_assessed: list[str] = []
    with writer_lease(lakehouse, Lease.POLLS) as holder:
        for source in sources:
            poll = _poll(lakehouse, source, sink, steps, now)
            if poll is None:
                not_assessed.append(f"{source.title}: it has a pause")
                continue
            require_lease(lakehouse, holder)
            lakehouse.append_rows(SOURCE_POLLS, table_of(SOURCE_POLLS, [poll.as_row()]))
            polls.append(poll)
            if poll.outcome is not Outcome.COMPLETE:
                not_assessed.append(f"{source.title}: {poll.outcome}, {poll.detail}")
        with steps.step("sources") as step:
            step.note(
                complete=sum(poll.outcome is Outcome.COMPLETE for poll in polls),
                envelopes=sum(poll.envelopes for poll in polls),
                **({"NOT_ASSESSED": not_assessed} if not_assessed else {}),
            )
    return polls


def poll_all_logs(
    lakehouse: Lakehouse, sources: list[LogSource], sink: LandingSink, steps: Steps, *, now: Clock
) -> list[Poll]:
    """The polls of log sources, each stored when it ends; a step for each, and one that names what was not assessed."""
    polls: list[Poll] = []
    not_assessed: list[str] = []
    if not sources:
        return polls
    with writer_lease(lakehouse, Lease.POLLS) as holder:
        for result, poll in log_polls(lakehouse, sources, sink, now=now):
            with steps.step(f"logs {result.source}") as step:
                step.note(outcome=result.outcome.value, rows=result.rows, files=result.files, requests=result.requests)
                if result.detail:
                    step.note(detail=result.detail)
                if poll is not None:
                    require_lease(lakehouse, holder)
                    lakehouse.append_rows(SOURCE_POLLS, table_of(SOURCE_POLLS, [poll.as_row()]))
                    polls.append(poll)
            if not result.is_assessed:
                not_assessed.append(f"{result.source}: {result.outcome.value}, {result.detail}")
        with steps.step("log sources") as step:
            step.note(
                complete=sum(poll.outcome is Outcome.COMPLETE for poll in polls),
                rows=sum(poll.rows_read for poll in polls),
                **({"NOT_ASSESSED": not_assessed} if not_assessed else {}),
            )
    return polls


def poll_alert_rows(
    lakehouse: Lakehouse,
    source: RowSource,
    definitions: Sequence[Definition],
    sink: Sink,
    steps: Steps,
    *,
    now: Clock,
) -> Poll | None:
    """The poll of the rows behind alerts, stored when it ends; None where it has a pause, or no alert has a link."""
    with writer_lease(lakehouse, Lease.POLLS) as holder, steps.step("rows of alerts") as step:
        began = now()
        earlier = earlier_row_polls(lakehouse, began)
        if paused_until := is_paused(earlier, began):
            step.note(NOT_ASSESSED=["it has a pause"], paused_until=paused_until.isoformat(timespec="seconds"))
            return None
        alerts = linked_alerts(lakehouse, definitions, began)
        if not alerts and not earlier:
            return None
        poll = fetch_alert_rows(source, alerts, earlier, sink, now=now, run_id=lakehouse.settings.run_id)
        require_lease(lakehouse, holder)
        lakehouse.append_rows(SOURCE_POLLS, table_of(SOURCE_POLLS, [poll.as_row()]))
        step.note(outcome=poll.outcome.value, envelopes=poll.envelopes, rows=poll.rows_read, requests=poll.requests)
        if poll.outcome is not Outcome.COMPLETE:
            step.note(NOT_ASSESSED=[poll.detail])
    return poll


def _poll(lakehouse: Lakehouse, source: Source, sink: Sink, steps: Steps, now: Clock) -> Poll | None:
    """The poll; None where the source has a pause."""
    began = now()
    earlier = earlier_polls(lakehouse, source, began)
    plan = plan_poll(earlier, began, overlap=source.overlap, first=source.first)
    with steps.step(f"poll {source.title}") as step:
        if plan.paused_until is not None and plan.paused_until > began:
            step.note(paused_until=plan.paused_until.isoformat(timespec="seconds"))
            return None
        run_id = lakehouse.settings.run_id
        poll = poll_source(source, plan, earlier, sink, now=now, run_id=run_id)
        step.note(outcome=poll.outcome.value, envelopes=poll.envelopes, rows=poll.rows_read, requests=poll.requests)
        if poll.detail:
            step.note(detail=poll.detail)
    return poll


def earlier_polls(lakehouse: Lakehouse, source: Source, now: datetime) -> list[Poll]:
    """The polls of a source that its next one depends on: older ones are further back than any poll reads."""
    since = reach_back(now, overlap=source.overlap, first=source.first) - _SLACK
    found = lakehouse.fetch(
        SOURCE_POLLS,
        SOURCE_POLLS.column_names,
        ("source", "=", source.name),
        ("scope", "=", source.scope),
        ("ended_at", ">=", since),
    )
    return [Poll.from_row(row) for row in found.to_pylist()]


def _client() -> Any:
    try:
        return workspace_client()
    except ValueError as wrong:
        # Its text may name hosts and profiles.
        raise MissingDependency(
            f"No workspace is named, or it cannot be signed in to ({type(wrong).__name__}). Fix: in a job nothing is "
            "needed; elsewhere databricks auth login, or DATABRICKS_HOST and DATABRICKS_TOKEN."
        ) from wrong


def _now() -> datetime:
    return datetime.now(UTC)
