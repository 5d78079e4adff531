"""Processes that ingest and end too early, over files of all tables of records."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

from faultbook_samples import logs as loggen

from tests.jobs.workspace import LocalWorkspace, landed_files

JSON_LINE = '{{"ts": "2026-01-31T20:26:10Z", "level": "error", "msg": "refused {}"}}\n'
FIRST_LANDED = 1_770_000_000
FILES = 40


@dataclass(frozen=True)
class Ended:
    """How a process ended: its exit code, the points it passed, and the error that it printed (else empty)."""

    code: int
    passed: list[str]
    refused: str


def run(
    workspace: LocalWorkspace,
    *,
    writer: str,
    kill_at: str | None = None,
    seconds: float | None = None,
    files_per_batch: int = 3,
    read_with: str = "auto",
    streamed: bool = False,
) -> Ended:
    """One process, its own group, so that its JVM dies with it. `seconds`: it dies so long after its first word."""
    order = {
        "root": str(workspace.root),
        "writer": writer,
        "kill_at": kill_at,
        "files_per_batch": files_per_batch,
        "read_with": read_with,
        "streamed": streamed,
    }
    # A file, not a pipe: its size can be read without taking anything out of it.
    with TemporaryFile("w+") as written:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.verify.run_to_death", json.dumps(order)],
            stdout=written,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            cwd=Path(__file__).parents[2],
        )
        try:
            while seconds is not None and process.poll() is None and not os.fstat(written.fileno()).st_size:
                time.sleep(0.1)
            process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        written.seek(0)
        output = written.read()
    points = [line.removeprefix("point ") for line in output.splitlines() if line.startswith("point ")]
    refused = [line.removeprefix("refused ") for line in output.splitlines() if line.startswith("refused ")]
    return Ended(process.returncode, points, "\n".join(refused))


def drain(workspace: LocalWorkspace, *, writer: str, streamed: bool = False) -> None:
    ended = run(workspace, writer=writer, files_per_batch=3 * FILES, streamed=streamed)
    assert ended.code == 0, ended.refused


def land(workspace: LocalWorkspace, *, seed: int) -> LocalWorkspace:
    """Files of all three tables in turn, with rejects: every batch passes every point."""
    loggen.write(workspace.landing, loggen.Options(files=FILES, records=800, seed=seed))
    for at, path in enumerate(sorted(landed_files(workspace).values())):
        path.write_bytes(path.read_bytes() + b"just words\n\tat Foo.bar\n")
        of_json = path.with_name(f"{at}.jsonl")
        of_json.write_text(JSON_LINE.format(at) + "no json\n")
        of_driver = path.with_name(f"{at}-stderr")
        of_driver.write_text(f"26/02/03 23:02:08 ERROR Main: refused {at}\n\tat a.B.c(B.java:{at})\n")
        for each in (path, of_json, of_driver):  # the oldest come first
            os.utime(each, (FIRST_LANDED + at, FIRST_LANDED + at))
    return workspace
