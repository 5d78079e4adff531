"""Progress of a job: a status line on a terminal, one JSON line for each step in a log, or values for a handler.

Every line names job, task, run and, where there is one, the batch.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TextIO

from rich.console import Console
from rich.markup import escape

from faultbook.faults.redaction import redact


class Step:
    """One step in progress: facts added here appear in its line."""

    def __init__(self, name: str) -> None:
        """A step by its name; facts start empty."""
        self.name = name
        self.facts: dict[str, Any] = {}

    def note(self, **facts: Any) -> None:
        """Adds numbers or words to the step's line; values must be JSON."""
        self.facts.update(facts)


@dataclass(frozen=True)
class StepResult:
    """A step that ended. `state` is done or failed, `seconds` its duration, `facts` what it noted."""

    job: str
    task: str
    run: str
    name: str
    state: str
    seconds: float
    facts: dict[str, Any] = field(default_factory=dict)


StepHandler = Callable[[StepResult], None]


@contextmanager
def step_handler(handler: StepHandler) -> Iterator[None]:
    """While inside, `handler` gets every step of this process that ends, in place of the lines.

    Of the process, not of a thread: batches of a stream run in threads that Java starts.
    """
    _handlers.append(handler)
    try:
        yield
    finally:
        _handlers.remove(handler)


_handlers: list[StepHandler] = []


class Steps:
    """The steps of one task. `timings` contains (step, seconds) of all that ended."""

    def __init__(self, job: str = "", task: str = "", run_id: str = "", stream: TextIO | None = None) -> None:
        """Names that every line contains; the runner gives job and task by FAULTBOOK_JOB and FAULTBOOK_TASK."""
        self.names = {
            "job": job or os.environ.get("FAULTBOOK_JOB", ""),
            "task": task or os.environ.get("FAULTBOOK_TASK", ""),
            "run": run_id,
        }
        self.stream = stream or sys.stdout
        self.timings: list[tuple[str, float]] = []

    @contextmanager
    def step(self, name: str, **facts: Any) -> Iterator[Step]:
        """Measures what is inside and reports the result; an exception is named in the line and raised again."""
        step = Step(name)
        step.note(**facts)
        began = time.monotonic()
        try:
            if self._on_terminal:
                with Console(file=self.stream).status(escape(self._text(step))):
                    yield step
            else:
                yield step
        except BaseException as failure:
            # An engine's message about a row may quote the row.
            message = redact(f"{type(failure).__name__}: {failure}".splitlines()[0])
            self._report(step, time.monotonic() - began, "failed", error=message)
            raise
        self._report(step, time.monotonic() - began, "done")

    @property
    def _on_terminal(self) -> bool:
        return not _handlers and self.stream.isatty()

    def _report(self, step: Step, seconds: float, state: str, **more: Any) -> None:
        self.timings.append((step.name, seconds))
        if _handlers:
            result = StepResult(
                **self.names, name=step.name, state=state, seconds=seconds, facts={**step.facts, **more}
            )
            _handlers[-1](result)
            return
        if self._on_terminal:
            Console(file=self.stream, highlight=False).print(
                f"[dim]{escape(self._text(step))} · {seconds:.1f} s[/]", markup=True
            )
            return
        facts = {"step": step.name, "state": state, "seconds": round(seconds, 3), **step.facts, **more}
        line = {"at": datetime.now(UTC).isoformat(timespec="milliseconds"), **self.names, **facts}
        print(
            json.dumps({key: value for key, value in line.items() if value != ""}, default=str),
            file=self.stream,
            flush=True,
        )

    def _text(self, step: Step) -> str:
        where = "/".join(part for part in (self.names["job"], self.names["task"]) if part)
        facts = " ".join(f"{name}={value}" for name, value in step.facts.items())
        return " ".join(part for part in (where, step.name, facts) if part)
