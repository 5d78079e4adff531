"""The command `watch`: the jobs of logs, failures and incidents whenever something new lies in a folder."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from faultbook.bundle.runner import Outcome, State
from faultbook.cli.options import DEFAULT_LAKEHOUSE, DEFAULT_LANDING, Lakehouse, Landing, requires
from faultbook.cli.run import run_job
from faultbook.errors import FaultbookError

LOGS = ("ingest", "detect")
"""Jobs that new files of logs need, in their order. `detect` judges rules after its own work."""
MESSAGES = ("respond",)
AGAIN = timedelta(minutes=1)
"""How long a job that failed is left alone, unless something new comes."""


@dataclass
class Watcher:
    """What is due: jobs for folders with news, jobs that failed, and detect when an hour has closed."""

    landing: Path
    events: Path
    run: Callable[[str], Sequence[Outcome]]
    report: Callable[[str], None]
    failed: dict[str, datetime] = field(default_factory=dict)
    hour: datetime | None = None

    def turn(self, changed: Collection[str], now: datetime) -> list[str]:
        """Runs what is due after changes of some paths; returns the jobs that ran. A job that fails stops no other."""
        due = [
            *(LOGS if self._in(self.landing, changed) else ()),
            *(MESSAGES if self._in(self.events, changed) else ()),
        ]
        hour = now.replace(minute=0, second=0, microsecond=0)
        if self.hour is not None and hour > self.hour:
            due.append("detect")
        self.hour = hour
        due += [job for job, at in self.failed.items() if now - at >= AGAIN]
        ran = list(dict.fromkeys(due))
        for job in ran:
            self._run(job, now)
        return ran

    def _run(self, job: str, now: datetime) -> None:
        self.failed.pop(job, None)
        try:
            outcomes = self.run(job)
        except FaultbookError as wrong:
            self.failed[job] = now
            self.report(f"{job}: {wrong}")
            return
        for outcome in outcomes:
            if outcome.failure is not None:
                self.failed[job] = now
                self.report(f"{job}, task {outcome.task}: {outcome.failure}")
        if job not in self.failed:
            seconds = sum(outcome.seconds for outcome in outcomes if outcome.state is State.DONE)
            self.report(f"{job}: done in {seconds:.1f} s")

    @staticmethod
    def _in(folder: Path, changed: Collection[str]) -> bool:
        return any(Path(path).is_relative_to(folder) for path in changed)


def watch(
    landing: Landing = DEFAULT_LANDING,
    lakehouse: Lakehouse = DEFAULT_LAKEHOUSE,
    poll: Annotated[
        bool, typer.Option(help="Look through the folders each second: for network drives, which report no changes.")
    ] = False,
) -> None:
    """Runs ingest, detect and respond whenever something new lies in the folder of logs or of messages.

    Spark stays up between runs, so that a message becomes an incident within seconds. Ctrl-C ends it.

    Example: faultbook watch --landing logs --lakehouse tables
    """
    console = Console(stderr=True)
    events = (lakehouse / "events").absolute()
    folders = [landing.absolute(), events]
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
    watcher = Watcher(
        landing.absolute(),
        events,
        lambda job: run_job(job, landing=landing, lakehouse=lakehouse),
        lambda text: console.print(f"{datetime.now(UTC):%H:%M:%SZ}  {text}", highlight=False, markup=False),
    )
    console.print(f"Watching {landing} and {events}; Ctrl-C ends it.", highlight=False, markup=False)
    for changed in _changes(folders, poll=poll):
        watcher.turn(changed, datetime.now(UTC))


def _changes(folders: Sequence[Path], *, poll: bool) -> Iterator[set[str]]:
    """The changed paths, at once for what lies there already; an empty set each second without changes."""
    with requires("local", "`faultbook watch` needs it to hear of new files"):
        from watchfiles import watch as watch_folders  # noqa: PLC0415
    found = watch_folders(
        *folders, step=200, rust_timeout=1_000, yield_on_timeout=True, force_polling=poll or None, raise_interrupt=False
    )
    # It watches from its first turn on, so that nothing is missed that comes while the first jobs run.
    begun = next(found, set())
    yield {str(folder / "*") for folder in folders} | {path for _, path in begun}
    for changes in found:
        yield {path for _, path in changes}
