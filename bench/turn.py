"""Turns of one work in a process of its own: `python -m bench.turn '{"work": ..., "landing": ..., ...}'`.

The first turn is what a job pays, the later ones what a warm process pays. Prints JSON: what the process took before
its first turn (imports, Spark's start), and what each turn took.
"""

import io
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.clock import Cost, measured, so_far
from bench.versions import HERE, Version
from bench.works import WORKS


@dataclass(frozen=True)
class Turns:
    """What a process took: before its first turn, and in each."""

    start: Cost
    turns: list[Cost]

    @property
    def cold(self) -> Cost:
        """The first turn with what came before it."""
        first = self.turns[0]
        return Cost(self.start.cpu_seconds + first.cpu_seconds, self.start.wall_seconds + first.wall_seconds)


def process_turns(version: Version, work: str, landing: Path, place: Path, *, turns: int) -> Turns:
    """Runs a work of bench.works in a new process. RuntimeError with the end of its output where it failed."""
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    values = {"work": work, "landing": str(landing.absolute()), "place": str(place.absolute()), "turns": turns}
    command = version.program("bench.turn", json.dumps(values))
    done = subprocess.run(command, env=version.environment(), cwd=HERE, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{work}: {(done.stdout + done.stderr)[-2_000:]}")
    found = json.loads(done.stdout.splitlines()[-1])
    return Turns(Cost(**found["start"]), [Cost(**cost) for cost in found["turns"]])


def main() -> None:
    """Runs the turns of the argument."""
    values: Mapping[str, Any] = json.loads(sys.argv[1])
    landing, place = Path(values["landing"]), Path(values["place"])
    output = io.StringIO()
    costs = []
    with redirect_stdout(output):
        prepare: Callable[[Path, Path], Callable[[], object]] = WORKS[values["work"]]()
        start = so_far()
        for number in range(values["turns"]):
            turn = prepare(landing, place / str(number))
            costs.append(measured(turn))
            shutil.rmtree(place / str(number - 1), ignore_errors=True)
    print(json.dumps({"start": asdict(start), "turns": [asdict(cost) for cost in costs]}))


if __name__ == "__main__":
    main()
