"""A rule's Python predicate, run in a process of its own within a time limit for each event."""

import hashlib
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import IO, Any

from faultbook.errors import InvalidCatalog
from faultbook.rules import predicate_runner
from faultbook.rules.mistakes import WrongRule
from faultbook.rules.model import Predicate

_ENDED = '{"error": "it ended"}'
START_SECONDS = 30.0
"""Longest time until Python has started and has run the file."""


class PredicateFailed(InvalidCatalog):
    """A predicate that raised, ran for too long, or returned neither true nor false."""


def read_predicate(folder: Path, file: str, seconds: float) -> Predicate:
    """The predicate of a file below a folder; WrongRule where it is not there or has no `matches`."""
    path = folder / file
    if not path.is_file():
        raise WrongRule(
            f"found the predicate file {file!r}, which is not there; expected a file below the rule's folder.",
            ("faultbook", "predicate", "file"),
        )
    content = path.read_bytes()
    try:
        names = compile(content, file, "exec").co_names
    except (SyntaxError, ValueError) as wrong:
        raise WrongRule(
            f"found no Python in {file}: {wrong}; expected a function matches(event).",
            ("faultbook", "predicate", "file"),
        ) from wrong
    if "matches" not in names:
        raise WrongRule(
            f"found no `matches` in {file}; expected `def matches(event) -> bool`.", ("faultbook", "predicate", "file")
        )
    return Predicate(str(path), hashlib.sha256(content).hexdigest(), seconds)


def verdicts(predicate: Predicate, events: Sequence[Mapping[str, Any]]) -> list[bool]:
    """Whether it matches each event, in order. The process has no environment, and 512 MB of memory.

    PredicateFailed at the first event for which it raises, takes longer than its limit or returns no boolean.
    """
    if not events:
        return []
    command = [sys.executable, "-I", predicate_runner.__file__, predicate.file]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}, text=True
    )
    answers: Queue[str] = Queue()
    assert process.stdin is not None and process.stdout is not None
    Thread(target=_collect, args=(process.stdout, answers), daemon=True).start()
    try:
        _answer(predicate, answers, START_SECONDS)
        return [_verdict(predicate, process.stdin, answers, event) for event in events]
    finally:
        process.kill()
        process.wait()


def _collect(lines: IO[str], answers: "Queue[str]") -> None:
    for line in lines:
        answers.put(line)
    answers.put(_ENDED)


def _verdict(predicate: Predicate, to: IO[str], answers: "Queue[str]", event: Mapping[str, Any]) -> bool:
    with suppress(BrokenPipeError):  # it ended: the answers have the reason
        to.write(json.dumps(event, default=str) + "\n")
        to.flush()
    return _answer(predicate, answers, predicate.seconds)


def _answer(predicate: Predicate, answers: "Queue[str]", seconds: float) -> bool:
    name = Path(predicate.file).name
    try:
        answer = json.loads(answers.get(timeout=seconds))
    except Empty:
        raise PredicateFailed(
            f"{name}: matches(event) took longer than {seconds:g} s. Fix: make it quicker, or set `seconds` of the "
            "predicate."
        ) from None
    if isinstance(answer, bool):
        return answer
    raise PredicateFailed(f"{name}: matches(event) gave no verdict: {answer['error']}. Expected true or false.")
