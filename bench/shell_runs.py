"""`faultbook ingest` as a user types it, a new process each time: first run, nothing new, few files."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from faultbook_samples import logs as loggen

from bench.clock import Cost
from bench.versions import Version
from bench.whole_command import command_cost

FILES, RECORDS = 200, 1_500
NEW_FILES, NEW_RECORDS = 12, 90
RUNS = ("first run", "nothing new", "12 new files")


def shell_runs(work: Path, compared: Sequence[Version], *, rounds: int) -> Mapping[tuple[str, str], list[Cost]]:
    """Costs by (run, title of the version), one of each round; the versions take turns."""
    found: dict[tuple[str, str], list[Cost]] = {}
    for _ in range(rounds):
        for version in compared:
            for run, cost in zip(RUNS, _runs(work / "shell", version), strict=True):
                found.setdefault((run, version.title), []).append(cost)
    return found


def _runs(root: Path, version: Version) -> list[Cost]:
    shutil.rmtree(root, ignore_errors=True)
    landing = root / "landing"
    loggen.write(landing, loggen.Options(files=FILES, records=RECORDS))
    costs = [_ingest(root, version), _ingest(root, version)]
    loggen.write(landing, loggen.Options(files=NEW_FILES, records=NEW_RECORDS, seed=8, prefix="new"))
    return [*costs, _ingest(root, version)]


def _ingest(root: Path, version: Version) -> Cost:
    command = version.program("faultbook.cli", "ingest", "landing", "--lakehouse", "lakehouse")
    return command_cost(command, environment=version.environment(), folder=root)
