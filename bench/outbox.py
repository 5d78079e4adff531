"""The task `deliver`: on a long history, many issues at once, and the way of a message to its issue."""

import json
import shutil
import time
from argparse import Namespace
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
from faultbook_samples.demo.trackers import ACCOUNT, REPOSITORY, emulate
from faultbook_samples.events.sample_messages import sample_messages

from bench import targets
from bench.page import BenchPage
from bench.targets import Target
from bench.workspace import LocalWorkspace, open_workspace
from faultbook.delivery.port import Tracker
from faultbook.events.envelope import Envelope
from faultbook.incidents.fold import fold
from faultbook.incidents.journal import Entry
from faultbook.incidents.judge import judge as judged
from faultbook.incidents.policy import Policy
from faultbook.incidents.rows import entry_row, incident_row
from faultbook.incidents.signals import Signal, Span
from faultbook.jobs import collect, deliver, judge, setup
from faultbook.jobs.delivery.outbox_store import end_run
from faultbook.lakehouse.rows import table_of
from faultbook.lakehouse.store import Lakehouse
from faultbook.tables import INCIDENT_JOURNAL, INCIDENTS, Lease

ON_HISTORY = Target("20 new issues on 1 M rows of the journal : on none", "new", 1.2, 1.0)
RATE = Target("200 new issues in one run, a second", "new", 20, 20, is_ratio=False)
WAY = Target("100 messages on disk to 100 issues, jobs up, s", "new", 30, 10, is_ratio=False)
ENTRIES, NEW, AT_ONCE, MESSAGES = 1_000_000, 20, 200, 100
OLD_INCIDENTS = 10_000
AT = datetime(2026, 11, 30, 12, tzinfo=UTC)
RULES = Path("catalog/rules")
POLICY = f"""
trackers:
  bench: {{kind: github, token: "${{env:FAULTBOOK_BENCH_TOKEN}}"}}
repositories: {{default: {REPOSITORY}}}
rate_limits: {{max_issues_per_hour: 100000, max_issues_per_repository_and_hour: 100000, max_updates_per_hour: 100000}}
storm: {{incidents: 100000}}
"""


def outbox(session: Callable[[], Any], page: BenchPage, arguments: Namespace) -> None:
    """Against `emulate`, which has no limits; the task runs in this process."""
    work = Path(".bench/outbox").absolute()
    shutil.rmtree(work, ignore_errors=True)
    spark, count = session(), max(int(ENTRIES * arguments.scale), OLD_INCIDENTS)
    with emulate(work / "tracker") as tracker:
        workspace = _fresh(spark, work / "warm")
        _plant(spark, workspace, _opened(NEW))
        _delivered(spark, workspace, tracker)
        on_history, on_none, rates = [], [], []
        for _ in range(arguments.rounds):
            for name, costs in (("history", on_history), ("none", on_none)):
                workspace = _fresh(spark, work / name)
                if name == "history":
                    _plant_history(spark, workspace, count)
                _plant(spark, workspace, _opened(NEW, prefix=str(time.monotonic_ns()), after=count))
                costs.append(_delivered(spark, workspace, tracker)[0])
            workspace = _fresh(spark, work / "many")
            _plant(spark, workspace, _opened(AT_ONCE, prefix=str(time.monotonic_ns())))
            rates.append(AT_ONCE / _delivered(spark, workspace, tracker)[1])
        seconds = _way(spark, _fresh(spark, work / "way"), tracker)
    page.add(
        f"Delivering on {count:,} rows of the journal; {AT_ONCE} issues at once; {MESSAGES} messages to their issues",
        targets.COLUMN_NAMES,
        [
            targets.row(ON_HISTORY, "CPU of the task, warm", _median(on_history), _median(on_none)),
            targets.row(RATE, "a wall second, warm", _median(rates)),
            targets.row(WAY, "wall seconds, warm", seconds),
        ],
        "Issues are made in emulate on this machine, which answers one request after another and has no limits. The "
        "history are incidents that are over and have issues. A message's way is collect, judge and deliver.",
    )


def _median(values: Iterable[float]) -> float:
    ordered = sorted(values)
    return ordered[len(ordered) // 2]


def _fresh(spark: Any, root: Path) -> LocalWorkspace:
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    (root / "incidents.yml").write_text(POLICY, "utf-8")
    workspace = open_workspace(
        root,
        events=str(root / "events"),
        system_tables=str(root / "no-system-tables"),
        rules_folder=str(RULES.absolute()),
        incidents_file=str(root / "incidents.yml"),
    )
    workspace.run(spark, setup)
    return workspace


def _opened(count: int, prefix: str = "", after: int = 0) -> list[Entry]:
    """Entries that open so many incidents; their numbers are above `after`."""
    signals = [
        Signal(
            rule="run_failed",
            source="failures",
            fingerprint=f"fp1:{prefix}{number:016x}"[:64],
            spans=(Span(3, AT - timedelta(days=2), AT - timedelta(seconds=number)),),
            title=f"job {number}: it failed",
            service=f"service-{number % 1_000}",
            environment="prod",
            resource=f"job-{number}",
        )
        for number in range(count)
    ]
    return judged({}, signals, now=AT, policy=Policy(), batch_id=1, through_number=after)


def _plant(spark: Any, workspace: LocalWorkspace, entries: list[Entry]) -> None:
    lakehouse = Lakehouse(spark, workspace.settings, held=Lease)
    lakehouse.append_rows(INCIDENT_JOURNAL, table_of(INCIDENT_JOURNAL, map(entry_row, entries)))
    lakehouse.append_rows(INCIDENTS, table_of(INCIDENTS, map(incident_row, fold(entries).values())))


def _plant_history(spark: Any, workspace: LocalWorkspace, count: int) -> None:
    """So many entries of older incidents, which an earlier run has delivered."""
    lakehouse = Lakehouse(spark, workspace.settings, held=Lease)
    rows = table_of(INCIDENT_JOURNAL, map(entry_row, _opened(OLD_INCIDENTS, prefix="old")))
    names = rows.column_names
    for begin in range(0, count, rows.num_rows):
        numbers = range(begin + 1, begin + rows.num_rows + 1)
        values = {"number": pa.array(numbers, pa.int64()), "entry_id": pa.array([f"old-{each}" for each in numbers])}
        part = rows
        for name, value in values.items():
            part = part.set_column(names.index(name), rows.schema.field(name), value)
        lakehouse.append_rows(INCIDENT_JOURNAL, part)
    end_run(lakehouse, 1, "planted", count + rows.num_rows)


def _delivered(spark: Any, workspace: LocalWorkspace, tracker: Tracker) -> tuple[float, float]:
    """CPU seconds of this process and wall seconds of one run."""
    cpu, wall = time.process_time(), time.monotonic()
    _deliver(spark, workspace, tracker)
    return time.process_time() - cpu, time.monotonic() - wall


def _deliver(spark: Any, workspace: LocalWorkspace, tracker: Tracker) -> None:
    run = partial(deliver.run, open_account=lambda _: tracker)
    workspace.run(spark, Namespace(run=run, __name__="deliver"))


def _way(spark: Any, workspace: LocalWorkspace, tracker: Tracker) -> float:
    """Wall seconds from the files of the messages to the last of their issues; the jobs have run before."""
    before = len(list(tracker.listed(REPOSITORY, creator=ACCOUNT)))
    _land(Path(workspace.settings.events), -1)
    for job in (collect, judge):
        workspace.run(spark, job)
    _deliver(spark, workspace, tracker)
    for number in range(MESSAGES):
        _land(Path(workspace.settings.events), number)
    began = time.monotonic()
    for job in (collect, judge):
        workspace.run(spark, job)
    _deliver(spark, workspace, tracker)
    seconds = time.monotonic() - began
    made = len(list(tracker.listed(REPOSITORY, creator=ACCOUNT))) - before - 1
    if made != MESSAGES:
        raise AssertionError(f"found {made} issues for {MESSAGES} messages")
    return seconds


def _land(events: Path, number: int) -> None:
    """A failed task of a job of its own."""
    message = next(one for one in sample_messages() if one.name == "databricks_task_notification")
    body = json.loads(message.body)
    text = json.dumps(body).replace('"run_id": "999"', f'"run_id": "{number + 10_000}"')
    text = text.replace(str(body["job"]["job_id"]), str(number + 50_000)).replace(
        body["job"]["name"], f"job {number + 50_000}"
    )
    envelope = Envelope(
        source=message.source, received_at=datetime.now(UTC), body=text.encode(), headers=message.headers
    )
    path = events / envelope.path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.with_suffix(".part").write_bytes(envelope.to_line())
    path.with_suffix(".part").rename(path)
