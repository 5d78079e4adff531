"""Does a run cost what is new, or what is old? 200 files on top of ten million records against an empty lakehouse.

A run is what the job does each time: ingest, and after it the map of patterns.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from faultbook_samples import logs as loggen

from bench.clock import Cost, measured
from bench.workspace import LocalWorkspace, fresh_workspace, ingest, maintenance, open_workspace, patterns

NEW_FILES, NEW_RECORDS = 200, 1_500
TASKS = {"ingest": ingest, "patterns": patterns}


@dataclass(frozen=True)
class Growth:
    """Costs of the same 200-file run by task, and what the large lakehouse held."""

    empty: dict[str, Cost]
    full: dict[str, Cost]
    after_maintenance: dict[str, Cost]
    maintenance: Cost
    records: int
    files: int
    commits: int
    commits_after: int
    count_rows: int


def growth(spark: Any, work: Path, *, records: int, files: int, hours: int, independent: bool, rounds: int) -> Growth:
    """Builds a lakehouse of `records` in `files` landed files, then lands 200 more spread over it all."""
    shutil.rmtree(work, ignore_errors=True)
    options = {"hours": hours, "spread": True, "independent_codes": independent}
    large = fresh_workspace(spark, work / "large", max_files_per_batch=max(files // 10, 1))
    loggen.write(Path(large.settings.landing), loggen.Options(files=files, records=records, seed=1, **options))
    large.run(spark, ingest)
    large.run(spark, patterns)
    count_rows = large.rows("error_counts")
    loggen.write(work / "new", loggen.Options(files=NEW_FILES, records=NEW_RECORDS, seed=2, prefix="new", **options))
    # Right after another run, never first: a batch of a new JVM costs many times a warm one.
    empty = _median(
        spark, [work / "new"] * (rounds + 1), lambda turn: fresh_workspace(spark, work / "small" / str(turn))
    )
    full = _median(spark, _fresh_files(work, rounds + 1, options), lambda _: large)
    commits_before = large.commits()
    upkeep = measured(lambda: large.run(spark, maintenance))
    after = _median(spark, _fresh_files(work, rounds + 1, options, seed=500), lambda _: large)
    return Growth(empty, full, after, upkeep, records, files, commits_before, large.commits(), count_rows)


def _median(spark: Any, landings: list[Path], lakehouse_of: Any) -> dict[str, Cost]:
    costs: dict[str, list[Cost]] = {name: [] for name in TASKS}
    for turn, new in enumerate(landings):
        workspace: LocalWorkspace = lakehouse_of(turn)
        shutil.copytree(
            new, Path(workspace.settings.landing) / f"turn-{new.name}-{turn}", ignore=shutil.ignore_patterns("_*")
        )
        for name, job in TASKS.items():
            costs[name].append(measured(lambda workspace=workspace, job=job: workspace.run(spark, job)))
    return {
        name: Cost(median(cost.cpu_seconds for cost in found[1:]), median(cost.wall_seconds for cost in found[1:]))
        for name, found in costs.items()
    }


def _fresh_files(work: Path, turns: int, options: dict[str, Any], seed: int = 100) -> list[Path]:
    places = [work / f"new-{seed + turn}" for turn in range(turns)]
    for turn, place in enumerate(places):
        written = loggen.Options(
            files=NEW_FILES, records=NEW_RECORDS, seed=seed + turn, prefix=f"n{seed + turn}", **options
        )
        loggen.write(place, written)
    return places


__all__ = ["Growth", "growth", "open_workspace"]
