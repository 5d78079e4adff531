"""Does a run cost what is new, or what is old? 200 files on top of ten million records against an empty lakehouse.

A run is what the job does each time: ingest, and after it the map of patterns. The large lakehouse is grown (grown.py)
from one that the jobs made; its landed files exist, with nothing in them, because a run lists them.
"""

import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from faultbook_samples import logs as loggen

from bench.clock import Cost, measured, median_cost
from bench.grown import GrownShape, broken_invariants, grow
from bench.workspace import LocalWorkspace, fresh_workspace, ingest, maintenance, open_workspace, patterns
from faultbook.settings import ReadWith

NEW_FILES, NEW_RECORDS = 200, 1_500
COPIES = 40
HOURS = 219
"""Of the original; forty times that is a year."""
TASKS = {"ingest": ingest, "patterns": patterns}
EMPTY, LARGE = "empty", "large"


@dataclass(frozen=True)
class HistorySize:
    """How much the large lakehouse holds. `independent`: codes are drawn without regard to messages."""

    records: int
    files: int
    independent: bool

    def options(self, **values: Any) -> loggen.Options:
        """Options of the generator for logs of this kind."""
        return loggen.Options(spread=True, independent_codes=self.independent, **values)


def large_lakehouse(spark: Any, root: Path, size: HistorySize) -> LocalWorkspace:
    """The lakehouse of `size` below `root`, made where it is missing. RuntimeError where an invariant is broken."""
    target = root / LARGE
    if not target.exists():
        shutil.rmtree(root, ignore_errors=True)
        original = fresh_workspace(spark, root / "original", read_with=ReadWith.PYTHON)
        files, records = max(size.files // COPIES, 1), size.records // COPIES
        loggen.write(Path(original.settings.landing), size.options(files=files, records=records, hours=HOURS, seed=1))
        for job in TASKS.values():
            original.run(spark, job)
        draft = root / "draft"
        grow(root / "original" / "lakehouse", draft / "lakehouse", GrownShape(copies=COPIES), hours=HOURS)
        if broken := broken_invariants(draft / "lakehouse"):
            raise RuntimeError("; ".join(broken))
        workspace = open_workspace(draft)
        _land_entries(workspace)
        workspace.run(spark, patterns)
        draft.rename(target)
        # The landing folder of the original still exists, so that the new one would be another root.
        moved = open_workspace(target)
        moved.table("landing_roots").update({"path": f"'{Path(moved.settings.landing).absolute()}'"})
    return open_workspace(target)


def runs_on_top(
    spark: Any, large: LocalWorkspace, work: Path, size: HistorySize, read_with: ReadWith, *, rounds: int, seed: int
) -> Mapping[tuple[str, str], Cost]:
    """Median costs by (task, lakehouse): the same new files into an empty lakehouse and into the large one, in turn.

    The first turn is not counted: a batch of a new process costs more than a later one. `seed` makes the files new.
    """
    costs: dict[tuple[str, str], list[Cost]] = {}
    for turn in range(rounds + 1):
        new = work / "new"
        shutil.rmtree(new, ignore_errors=True)
        drawn = {"files": NEW_FILES, "records": NEW_RECORDS, "hours": HOURS * COPIES, "seed": seed + turn}
        loggen.write(new, size.options(prefix=f"n{seed + turn}", **drawn))
        empty = fresh_workspace(spark, work / "empty", read_with=read_with)
        for name, workspace in ((EMPTY, empty), (LARGE, _reading_with(large, read_with))):
            landing = Path(workspace.settings.landing)
            shutil.copytree(new, landing / f"turn-{seed + turn}", ignore=shutil.ignore_patterns("_*"))
            for task, job in TASKS.items():
                cost = measured(_run_of(spark, workspace, job))
                if turn:
                    costs.setdefault((task, name), []).append(cost)
    return {key: median_cost(found) for key, found in costs.items()}


def maintained(spark: Any, large: LocalWorkspace) -> Cost:
    """Maintenance of the large lakehouse, and what it took."""
    return measured(_run_of(spark, large, maintenance))


def _run_of(spark: Any, workspace: LocalWorkspace, job: Any) -> Callable[[], None]:
    return lambda: workspace.run(spark, job)


def _reading_with(large: LocalWorkspace, read_with: ReadWith) -> LocalWorkspace:
    return LocalWorkspace(large.root, large.settings.model_copy(update={"read_with": read_with}), [])


def _land_entries(workspace: LocalWorkspace) -> None:
    """Lands a file of the size and time of each entry, so that none of them looks changed. They take no space."""
    landing = Path(workspace.settings.landing)
    entries = workspace.table("ingest_ledger").to_pyarrow_table(
        columns=["source_file", "file_bytes", "file_modified_at"]
    )
    for entry in entries.to_pylist():
        path = landing / entry["source_file"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        os.truncate(path, entry["file_bytes"])
        micros = (entry["file_modified_at"] - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
        os.utime(path, ns=(micros * 1000, micros * 1000))
