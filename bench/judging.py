"""The task `judge` on top of many incidents, and the way of a message to its incident under `faultbook watch`."""

import json
import shutil
import subprocess
import sys
import time
from argparse import Namespace
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from faultbook_samples.events.sample_messages import sample_messages

from bench import targets
from bench.clock import Cost, measured, median_cost
from bench.page import BenchPage
from bench.targets import Target
from bench.workspace import LocalWorkspace, open_workspace
from faultbook.events.envelope import Envelope
from faultbook.incidents.fold import fold
from faultbook.incidents.journal import Entry
from faultbook.incidents.judge import judge as judged
from faultbook.incidents.policy import Policy
from faultbook.incidents.rows import entry_row, incident_row
from faultbook.incidents.signals import Signal, Span
from faultbook.jobs import collect, judge, setup
from faultbook.lakehouse.rows import table_of
from faultbook.lakehouse.store import Lakehouse
from faultbook.stores.answers import Query
from faultbook.stores.local.local_store import local_store
from faultbook.tables import INCIDENT_JOURNAL, INCIDENTS, RULE_RUNS, Lease

ON_TOP = Target("200 new failures, judged on 10,000 incidents : on an empty lakehouse", "new", 2.0, 1.2)
WAY = Target("a message to its incident under `faultbook watch`, p95, s", "new", 30, 10, is_ratio=False)
RULES = Path("catalog/rules")
NEW = 200
MESSAGES = 20
DEADLINE = 120.0
"""Seconds that a message may take before the bench gives up."""
AT = datetime(2026, 11, 30, 12, tzinfo=UTC)


def judging(session: Callable[[], Any], page: BenchPage, arguments: Namespace) -> None:
    """The task alone, in one session; then the command as a user types it."""
    work = Path(".bench/judging").absolute()
    shutil.rmtree(work, ignore_errors=True)
    spark = session()
    count = max(int(10_000 * arguments.scale), 100)
    on_top: list[Cost] = []
    on_empty: list[Cost] = []
    _judged(spark, _fresh(spark, work / "warm"), 0)
    for number in range(arguments.rounds):
        for name, costs in (("whole", on_top), ("empty", on_empty)):
            workspace = _fresh(spark, work / name)
            if name == "whole":
                _plant(spark, workspace, count)
            costs.append(_judged(spark, workspace, number))
    seconds = _seconds_under_watch(work / "watch")
    ordered = sorted(seconds)
    page.add(
        f"Judging on {count:,} incidents; {len(seconds)} messages under watch",
        targets.COLUMN_NAMES,
        [
            targets.row(ON_TOP, "warm", median_cost(on_top).cpu_seconds, median_cost(on_empty).cpu_seconds),
            targets.row(WAY, "wall seconds, warm", ordered[int(0.95 * (len(ordered) - 1))]),
        ],
        "The rules of catalog/rules. Under watch: from the file of the message to a row of incidents, one message "
        f"after another; the median is {ordered[len(ordered) // 2]:.1f} s.",
    )


def _fresh(spark: Any, root: Path) -> LocalWorkspace:
    shutil.rmtree(root, ignore_errors=True)
    none = str(root / "no-system-tables")
    folders = {"events": str(root / "events"), "system_tables": none, "rules_folder": str(RULES.absolute())}
    workspace = open_workspace(root, **folders)
    workspace.run(spark, setup)
    return workspace


def _plant(spark: Any, workspace: LocalWorkspace, count: int) -> None:
    """Open incidents, one for each of so many faults in a thousand services, as the judge writes them."""
    signals = [
        Signal(
            rule="run_failed",
            source="failures",
            fingerprint=f"fp1:{number:016x}",
            spans=(Span(3, AT - timedelta(days=2), AT - timedelta(seconds=number)),),
            title=f"job {number}: it failed",
            service=f"service-{number % 1_000}",
            environment="prod",
            resource=f"job-{number}",
        )
        for number in range(count)
    ]
    entries: list[Entry] = judged({}, signals, now=AT, policy=Policy(), batch_id=1)
    lakehouse = Lakehouse(spark, workspace.settings, held=Lease)
    lakehouse.append_rows(INCIDENT_JOURNAL, table_of(INCIDENT_JOURNAL, map(entry_row, entries)))
    lakehouse.append_rows(INCIDENTS, table_of(INCIDENTS, map(incident_row, fold(entries).values())))
    run = {"batch_id": 1, "source": "failures", "through_batch": 1, "recorded_at": AT, "run_id": "planted"}
    counts = dict.fromkeys(("events", "matches", "without_group", "without_fingerprint", "rules"), 0)
    lakehouse.append_rows(RULE_RUNS, table_of(RULE_RUNS, [run | counts]))


def _judged(spark: Any, workspace: LocalWorkspace, number: int) -> Cost:
    for each in range(NEW):
        _land(Path(workspace.settings.events), number * NEW + each)
    workspace.run(spark, collect)
    return measured(lambda: workspace.run(spark, judge))


def _land(events: Path, number: int) -> None:
    """A failed task of a run of its own, of one of fifty jobs."""
    message = next(one for one in sample_messages() if one.name == "databricks_task_notification")
    body = json.dumps(json.loads(message.body)).replace('"run_id": "999"', f'"run_id": "{number + 1_000}"')
    envelope = Envelope(source=message.source, received_at=AT, body=body.encode(), headers=message.headers)
    path = events / envelope.path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.with_suffix(".part").write_bytes(envelope.to_line())
    path.with_suffix(".part").rename(path)


def _seconds_under_watch(root: Path) -> list[float]:
    root.mkdir(parents=True)
    lakehouse = root / "tables"
    folders = ["--landing", str(root / "landing"), "--lakehouse", str(lakehouse)]
    subprocess.run([sys.executable, "-m", "faultbook.cli", "run", "setup", *folders], check=True, capture_output=True)
    command = [sys.executable, "-m", "faultbook.cli", "watch", *folders]
    with (root / "watch.log").open("wb") as log:
        program = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            _way(lakehouse, 0)
            return [_way(lakehouse, number) for number in range(1, MESSAGES + 1)]
        finally:
            program.terminate()
            program.wait(60)


def _way(lakehouse: Path, number: int) -> float:
    """Seconds from a message to the run of judge that has its match."""
    _land(lakehouse / "events", number)
    began = time.monotonic()
    while time.monotonic() - began < DEADLINE:
        rows = local_store(lakehouse).ask(Query("incidents", limit=0)).records()
        if sum(row["occurrence_count"] for row in rows if not row["is_umbrella"]) > number:
            return time.monotonic() - began
        time.sleep(0.1)
    raise TimeoutError(
        f"Message {number} was in no incident after {DEADLINE:g} s; {lakehouse.parent / 'watch.log'} has why."
    )
