"""A workspace whose runs begin, end and are listed late, polled by a poller that is disturbed, by a clock of its own.

Counts what failed and what was written.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain, repeat

from faultbook.clients.rest import Json, RestFailed
from faultbook.events.envelope import Envelope
from faultbook.polling.databricks_runs import RUNS, DatabricksRuns
from faultbook.polling.history import Poll, plan_poll
from faultbook.polling.port import Json as Body
from faultbook.polling.source_poll import OpenSource, Source, poll_source
from tests.polling.platform import NOW, WORKSPACE_ID, LocalApi, add_run, end_run, made_workspace, ms

OVERLAP, FIRST = timedelta(hours=1), timedelta(days=30)
MOST_LAG = timedelta(minutes=59)


class Killed(BaseException):
    """The process ends here."""


@dataclass
class LateWorkspace:
    """Runs are listed some time after they began."""

    clock: datetime = NOW
    visible: dict[int, datetime] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.all = made_workspace()

    def seen(self) -> list[Json]:
        return [run for run in self.all.runs if self.visible[run["run_id"]] <= self.clock]


class LateApi(LocalApi):
    """Lists what is visible at the time of the call. Each call takes a second."""

    def __init__(self, world: LateWorkspace, trouble: Iterator[RestFailed | None]) -> None:
        super().__init__(world.all, trouble)
        self.world = world

    def call(self, method, path, *, query=None, body=None):
        self.world.clock += timedelta(seconds=1)
        hidden = self.workspace.runs
        if path == f"{RUNS}/list":
            self.workspace.runs = self.world.seen()
        try:
            return super().call(method, path, query=query, body=body)
        finally:
            self.workspace.runs = hidden


@dataclass
class World:
    """Everything that happens, and everything that was written."""

    late: LateWorkspace = field(default_factory=LateWorkspace)
    polls: list[Poll] = field(default_factory=list)
    lines: list[Envelope] = field(default_factory=list)
    kills: int = 0
    naive: set[int] = field(default_factory=set)
    naive_at: datetime = NOW

    def begin(self, lag: timedelta = timedelta(0), tasks: int = 1) -> None:
        number = len(self.late.all.runs) + 1
        self.late.visible[number] = self.late.clock + lag
        add_run(self.late.all, number, self.late.clock, seconds=None, tasks={f"t{n}": "boom" for n in range(tasks)})

    def active(self) -> list[Json]:
        return [run for run in self.late.all.runs if "end_time" not in run]

    def end(self, run: Json, *, fails: bool) -> None:
        end_run(run, self.late.clock, *(("FAILED", "RUN_EXECUTION_ERROR") if fails else ("SUCCESS", "SUCCESS")))

    def wait(self, span: timedelta) -> None:
        self.late.clock += span

    def failures(self) -> set[tuple[str, int]]:
        """What failed: runs and their tasks, by id."""
        failed = [run for run in self.late.all.runs if run.get("state", {}).get("result_state") == "FAILED"]
        return {("run", run["run_id"]) for run in failed} | {
            ("task", task["run_id"]) for run in failed for task in run["tasks"]
        }

    def written(self) -> dict[str, tuple[str, int]]:
        """Envelope id -> what it reports."""
        return {line.envelope_id: _what(line) for line in self.lines}

    def poll(
        self, trouble: Sequence[RestFailed | None] = (), kill: Callable[[str, int], bool] | None = None
    ) -> Poll | None:
        """One poll; None where the source has a pause, or the process was killed.

        kill: whether the process ends at a place ("before" or "after" a write, "end" before the row) of a number.
        """
        started = self.late.clock
        plan = plan_poll(self.polls, started, overlap=OVERLAP, first=FIRST)
        if plan.paused_until is not None and plan.paused_until > started:
            return None
        writes = 0

        def end_at(place: str) -> None:
            if kill is not None and kill(place, writes):
                raise Killed

        def sink(envelopes: Sequence[Envelope]) -> None:
            nonlocal writes
            writes += 1
            end_at("before")
            self.lines += envelopes
            end_at("after")

        api = LateApi(self.late, chain(trouble, repeat(None)))
        source = Source(
            "databricks-runs",
            "",
            OVERLAP,
            FIRST,
            60,
            lambda _: OpenSource(DatabricksRuns(api, WORKSPACE_ID), lambda: api.sent),
        )
        try:
            found = poll_source(source, plan, self.polls, sink, now=lambda: self.late.clock)
            end_at("end")
        except Killed:
            self.kills += 1
            return None
        self.polls.append(found)
        return found

    def poll_naively(self) -> None:
        """As most pollers do it: the completed runs that began since the last poll."""
        started, api = self.late.clock, LateApi(self.late, repeat(None))
        query = {"completed_only": True, "limit": 24, "start_time_from": ms(self.naive_at)}
        runs = api.call("GET", f"{RUNS}/list", query=query)["runs"]
        self.naive |= {run["run_id"] for run in runs if run["state"]["result_state"] == "FAILED"}
        self.naive_at = started


def _what(line: Envelope) -> tuple[str, int]:
    body: Body = json.loads(line.body)
    return ("task", body["task"]["run_id"]) if "task" in body else ("run", body["run"]["run_id"])
