"""Driver logs that grow in place, as a cluster delivers them: what one run costs, by how long the files are already."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.clock import Cost, measured, median_cost
from bench.workspace import LocalWorkspace, open_workspace
from faultbook.engine.late_session import late_session
from faultbook.jobs import ingest, setup
from faultbook.settings import ReadWith

_TRACE = (
    "java.lang.IllegalStateException: no lease\n\tat shop.Ledger.post(Ledger.java:41)\n"
    "\tat shop.Basket.close(Basket.java:7)\n"
)
_LINES_OF_EVENT = 4
_LAST = 10


@dataclass(frozen=True)
class Growth:
    """So many `files` grow by `new_lines` each in each of `runs` runs; before the first they have `first_lines`."""

    files: int
    first_lines: int
    new_lines: int
    runs: int


def growing_runs(root: Path, growth: Growth, read_with: ReadWith) -> Cost:
    """The median cost of the last runs of ingest over files that grow."""
    workspace = _workspace(root, read_with)
    spark = _with_tables(workspace)
    for number in range(growth.files):
        _grow(workspace, number, 0, growth.first_lines)
    workspace.run(spark, ingest)
    costs, written = [], growth.first_lines
    for _ in range(growth.runs):
        for number in range(growth.files):
            _grow(workspace, number, written, growth.new_lines)
        written += growth.new_lines
        costs.append(measured(lambda: workspace.run(spark, ingest)))
    _require_records(workspace, growth)
    return median_cost(costs[-_LAST:])


def read_at_once(root: Path, growth: Growth, read_with: ReadWith) -> Cost:
    """What it costs to read such files from their beginning, when they have grown to their last length."""
    workspace = _workspace(root, read_with)
    spark = _with_tables(workspace)
    for number in range(growth.files):
        _grow(workspace, number, 0, growth.first_lines + growth.runs * growth.new_lines)
    cost = measured(lambda: workspace.run(spark, ingest))
    _require_records(workspace, growth)
    return cost


def _workspace(root: Path, read_with: ReadWith) -> LocalWorkspace:
    workspace = open_workspace(root, read_with=read_with)
    Path(workspace.settings.landing).mkdir(parents=True)
    return workspace


def _with_tables(workspace: LocalWorkspace) -> Any:
    spark = late_session(workspace.settings, short=False)
    workspace.run(spark, setup)
    return spark


def _grow(workspace: LocalWorkspace, number: int, written: int, lines: int) -> None:
    """Appends lines to the log of one driver: an event of four lines after the other."""
    path = Path(workspace.settings.landing) / f"cluster-{number}" / "driver" / "log4j-active.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    first = written // _LINES_OF_EVENT
    with path.open("a", encoding="utf-8") as file:
        file.writelines(_event(at) for at in range(first, first + lines // _LINES_OF_EVENT))


def _event(at: int) -> str:
    instant = f"26/02/03 {at // 3600 % 24:02}:{at // 60 % 60:02}:{at % 60:02}"
    return f"{instant} ERROR Executor: task {at} of stage {at % 97} failed\n{_TRACE}"


def _require_records(workspace: LocalWorkspace, growth: Growth) -> None:
    expected = growth.files * (growth.first_lines + growth.runs * growth.new_lines) // _LINES_OF_EVENT
    found = workspace.rows("text_logs")
    if found != expected:
        raise AssertionError(f"text_logs: found {found} records, expected {expected}: a cost without the work is none.")
