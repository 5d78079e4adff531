"""Runs a command and prints what it took as JSON: CPU seconds of all its processes, wall seconds, its exit code.

    python bench/whole_command.py COMMAND [ARGUMENT ...]

Spark's JVM outlives the Python process that started it by a moment. On Linux this process becomes the parent of such
processes and waits for them too; elsewhere their seconds are missing.
"""

import ctypes
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.clock import Cost

_SET_CHILD_SUBREAPER = 36


def command_cost(command: Sequence[str], *, environment: Mapping[str, str], folder: Path) -> Cost:
    """What a command took in a process of its own. RuntimeError with the end of its output where it failed."""
    done = subprocess.run(
        [sys.executable, __file__, *command],
        env={**environment},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    last = done.stdout.splitlines()[-1:] or ["{}"]
    found = json.loads(last[0]) if last[0].startswith("{") else {}
    if found.get("exit_code") != 0:
        raise RuntimeError(f"{' '.join(command)}: {(done.stdout + done.stderr)[-2_000:]}")
    return Cost(found["cpu_seconds"], found["wall_seconds"])


def main() -> None:
    """Runs the command of the arguments."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    began = time.monotonic()
    done = subprocess.run(sys.argv[1:], stdout=sys.stderr, check=False)
    wall_seconds = time.monotonic() - began
    while True:
        try:
            os.wait()
        except ChildProcessError:
            break
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    found = {"cpu_seconds": used.ru_utime + used.ru_stime, "wall_seconds": wall_seconds, "exit_code": done.returncode}
    print(json.dumps(found))


if __name__ == "__main__":
    main()
