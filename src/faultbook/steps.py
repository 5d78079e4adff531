"""What a job says while it works: progress on a terminal, one JSON line per step in a log.

Every line names job, task, run and, where there is one, the batch.
"""

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, TextIO

from rich.console import Console
from rich.markup import escape

from faultbook.faults.redaction import redact


class Step:
    """One step under way: facts added here appear in its line."""

    def __init__(self, name: str) -> None:
        """A step by its name; facts start empty."""
        self.name = name
        self.facts: dict[str, Any] = {}

    def note(self, **facts: Any) -> None:
        """Adds numbers or words to the step's line; values must be JSON."""
        self.facts.update(facts)


class Steps:
    """The steps of one task. `timings` holds (step, seconds) of all that ended."""

    def __init__(self, job: str = "", task: str = "", run_id: str = "", stream: TextIO | None = None) -> None:
        """Names that every line carries; the runner gives job and task by FAULTBOOK_JOB and FAULTBOOK_TASK."""
        self.names = {
            "job": job or os.environ.get("FAULTBOOK_JOB", ""),
            "task": task or os.environ.get("FAULTBOOK_TASK", ""),
            "run": run_id,
        }
        self.stream = stream or sys.stdout
        self.timings: list[tuple[str, float]] = []

    @contextmanager
    def step(self, name: str, **facts: Any) -> Iterator[Step]:
        """Times what is inside and says how it went; an exception is named in the line and goes on."""
        step = Step(name)
        step.note(**facts)
        began = time.monotonic()
        try:
            if self.stream.isatty():
                with Console(file=self.stream).status(escape(self._words(step))):
                    yield step
            else:
                yield step
        except BaseException as failure:
            # What an engine says of a row may quote it.
            said = redact(f"{type(failure).__name__}: {failure}".splitlines()[0])
            self._line(step, time.monotonic() - began, "failed", error=said)
            raise
        self._line(step, time.monotonic() - began, "done")

    def _line(self, step: Step, seconds: float, state: str, **more: Any) -> None:
        self.timings.append((step.name, seconds))
        facts = {"step": step.name, "state": state, "seconds": round(seconds, 3), **step.facts, **more}
        if self.stream.isatty():
            Console(file=self.stream, highlight=False).print(
                f"[dim]{escape(self._words(step))} · {seconds:.1f} s[/]", markup=True
            )
            return
        line = {"at": datetime.now(UTC).isoformat(timespec="milliseconds"), **self.names, **facts}
        print(
            json.dumps({key: value for key, value in line.items() if value != ""}, default=str),
            file=self.stream,
            flush=True,
        )

    def _words(self, step: Step) -> str:
        where = "/".join(part for part in (self.names["job"], self.names["task"]) if part)
        facts = " ".join(f"{name}={value}" for name, value in step.facts.items())
        return " ".join(part for part in (where, step.name, facts) if part)
