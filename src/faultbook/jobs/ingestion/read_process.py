"""Processes that read parts of landed files for this one: `python -m faultbook.jobs.ingestion.read_process`.

Pickled arguments of read_part go out by their standard input, its pickled result comes back by their standard output.
Unlike the processes of `multiprocessing`, they do not import the program that started them. Each stays for a minute,
since what it learned of messages costs more than to read them again, and ends with this process: then its input ends.
"""

import atexit
import pickle
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from faultbook.jobs.ingestion.read_files import File, ReadFiles, read_part
from faultbook.transforms.landed.reading_values import ReadingValues

MOST_IDLE_SECONDS = 60.0
_PIPE_BYTES = 2**20
"""Results are a hundred megabytes: with the usual 64 KiB both sides would wait for each other thousands of times."""


def read_elsewhere(values: ReadingValues, most_bytes: int | None, files: Sequence[File]) -> ReadFiles | None:
    """read_part in another process; None where it failed there."""
    process = _taken() or _ReadProcess()
    try:
        return process.read((values, files, most_bytes))
    finally:
        if process.is_well:
            _leave(process)
        else:
            process.end()


def end_idle() -> None:
    """Ends the processes that read nothing at the moment."""
    while process := _taken():
        process.end()


class _ReadProcess:
    """A process that reads one part after the other. `is_well`: it can read another one."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "faultbook.jobs.ingestion.read_process"]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(
            command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, pipesize=_PIPE_BYTES
        )
        self.is_well = True
        self.end_later: threading.Timer | None = None

    def read(self, arguments: tuple[Any, ...]) -> ReadFiles | None:
        """read_part with these arguments; None where it failed."""
        assert self._process.stdin and self._process.stdout
        self.is_well = False
        with suppress(OSError, EOFError, pickle.UnpicklingError):
            pickle.dump(arguments, self._process.stdin, protocol=pickle.HIGHEST_PROTOCOL)
            self._process.stdin.flush()
            found: ReadFiles | None = pickle.load(self._process.stdout)
            self.is_well = True
            return found
        return None

    def end(self) -> None:
        """Ends the process, and waits for its end."""
        if not self.is_well:
            self._process.kill()
        self._process.communicate()


_IDLE: list[_ReadProcess] = []
_OF_IDLE = threading.Lock()


def _taken() -> _ReadProcess | None:
    with _OF_IDLE:
        if not _IDLE:
            return None
        process = _IDLE.pop()
    if process.end_later:
        process.end_later.cancel()
    return process


def _leave(process: _ReadProcess) -> None:
    process.end_later = threading.Timer(MOST_IDLE_SECONDS, _end_if_idle, (process,))
    process.end_later.daemon = True
    with _OF_IDLE:
        _IDLE.append(process)
    process.end_later.start()


def _end_if_idle(process: _ReadProcess) -> None:
    with _OF_IDLE:
        if process not in _IDLE:
            return
        _IDLE.remove(process)
    process.end()


atexit.register(end_idle)


def main() -> None:
    """Reads the parts that standard input names, until it ends."""
    asked, answered = sys.stdin.buffer, sys.stdout.buffer
    while True:
        try:
            arguments = pickle.load(asked)
        except EOFError:
            return
        pickle.dump(_read(arguments), answered, protocol=pickle.HIGHEST_PROTOCOL)
        answered.flush()


def _read(arguments: tuple[Any, ...]) -> ReadFiles | None:
    try:
        return read_part(*arguments)
    except Exception:
        # Who asked reads the part, too, and meets the reason.
        return None


if __name__ == "__main__":
    main()
