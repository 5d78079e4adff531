"""A program whose lines are shown as they come, and that does not run longer than a limit."""

import queue
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO

STOP_SECONDS = 10.0
"""How long a program that has to stop may take for it, before it is killed."""


class Overdue(Exception):
    """The program was stopped, because it ran longer than its limit."""


def run_limited(
    command: Sequence[str],
    show: Callable[[str], None],
    *,
    folder: Path,
    environment: Mapping[str, str],
    limit_seconds: float,
    stop_seconds: float = STOP_SECONDS,
) -> int:
    """The exit code of a program; `show` gets each line of both outputs, without its end. Its input is empty.

    Overdue after `limit_seconds`. Where `show` raises, or the user interrupts, the program is stopped too.
    """
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    )
    ends = time.monotonic() + limit_seconds
    try:
        for line in _lines(process, ends):
            show(line)
        return process.wait(max(ends - time.monotonic(), 0.0))
    except subprocess.TimeoutExpired as late:
        _stop(process, 0.0, stop_seconds)
        raise Overdue from late
    except BaseException:
        # An interrupt from the terminal reaches the program too: it may release its lock first.
        _stop(process, stop_seconds, stop_seconds)
        raise


def _lines(process: subprocess.Popen[str], ends: float) -> Iterator[str]:
    """Lines until the output is closed; TimeoutExpired at `ends`, also where a child of the program keeps it open."""
    found: queue.SimpleQueue[str | None] = queue.SimpleQueue()
    assert process.stdout is not None
    threading.Thread(target=_read, args=(process.stdout, found), daemon=True).start()
    while (left := ends - time.monotonic()) > 0:
        try:
            line = found.get(timeout=left)
        except queue.Empty:
            break
        if line is None:
            return
        yield line
    raise subprocess.TimeoutExpired(process.args, 0)


def _read(output: IO[str], found: "queue.SimpleQueue[str | None]") -> None:
    with output:
        for line in output:
            found.put(line.rstrip())
    found.put(None)


def _stop(process: "subprocess.Popen[str]", patience: float, stop_seconds: float) -> None:
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.terminate()
        try:
            process.wait(stop_seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
