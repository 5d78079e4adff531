"""What both demonstrations do: they run jobs of the bundle, and compare two counts of one thing."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Generic, TypeVar

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from faultbook.cli.run import raise_failure, run_job
from faultbook.steps import StepHandler, StepResult, step_handler

Counted = TypeVar("Counted", int, Decimal)


@dataclass(frozen=True)
class Comparison(Generic[Counted]):
    """Two counts of one thing that share no code."""

    what: str
    left: Counted
    right: Counted

    @property
    def holds(self) -> bool:
        """True where both are equal."""
        return self.left == self.right

    @property
    def verdict(self) -> Text:
        """The result in a word."""
        return Text("equal", "green") if self.holds else Text("DIFFERENT", "bold red")


def run_jobs(run: Callable[[str], None], on_step: StepHandler, jobs: Sequence[str]) -> list[StepResult]:
    """Runs the jobs; `on_step` gets each step that ended, and all of them are returned.

    The time before the first step is a step too: Spark's start.
    """
    results: list[StepResult] = []
    began = time.monotonic()

    def handle(result: StepResult) -> None:
        if not results:
            start = time.monotonic() - began - result.seconds
            results.append(StepResult(result.job, result.task, result.run, "start Spark", "done", start))
        results.append(result)
        on_step(result)

    with step_handler(handle):
        for job in jobs:
            run(job)
    return results


def run_with_status(run: Callable[[str], None], jobs: Sequence[str]) -> list[StepResult]:
    """Runs the jobs; on a terminal a line shows which step ended last."""
    with Console(stderr=True).status("Starting local Spark") as status:
        return run_jobs(run, lambda result: status.update(f"{result.job}: {escape(result.name)} done"), jobs)


def run_bundle_job(job: str, *, landing: Path, lakehouse: Path, param: Sequence[str] | None = None) -> None:
    """Runs a job of the bundle on this machine; raises the error of a task that failed."""
    from faultbook.engine.session import open_session  # noqa: PLC0415  (pyspark is heavy)

    open_session(app="faultbook-demo", short=True)  # the jobs use the open session
    raise_failure(run_job(job, landing=landing, lakehouse=lakehouse, param=param))


def plain_table(*sides: Any, heads: Sequence[str] = ()) -> Table:
    """A table without lines; `sides` is left or right for each column."""
    table = Table(box=None, show_header=bool(heads), header_style="dim", padding=(0, 2, 0, 0), pad_edge=False)
    for at, side in enumerate(sides):
        table.add_column(heads[at] if heads else "", justify=side, no_wrap=True, overflow="ellipsis")
    return table
