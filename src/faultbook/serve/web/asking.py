"""Asks questions for somebody: the store that is theirs, a deadline, an audit line, a count."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Protocol

from pydantic import BaseModel

from faultbook.errors import FaultbookError
from faultbook.faults.severities import DEFAULT_SEVERITIES, Severities, severities_of
from faultbook.serve.mcp.audit import Audit, Call
from faultbook.serve.questions.alerts import TableFreshness
from faultbook.serve.questions.pages import NEWEST
from faultbook.serve.questions.question import Question
from faultbook.serve.web.metrics import Metrics
from faultbook.stores.deadline import Deadline
from faultbook.stores.severities import severities_in
from faultbook.stores.store import Row, Statement, Store, Value
from faultbook.stores.warehouse.statement_tracking import statements_sent

SECONDS = {"embedded": 10.0, "warehouse": 50.0}


class BoundStore(Store, Protocol):
    """A store whose statements can be stopped."""

    def until(self, deadline: Deadline) -> Store:
        """The same store, stopping with the deadline."""
        ...


@dataclass(frozen=True)
class Principal:
    """Who asks: a name for the audit and preferences, and the token that their store is opened with, if it is."""

    name: str = "local"
    token: str = ""

    def __repr__(self) -> str:
        """Without the token."""
        return f"Asker(name={self.name!r})"


@dataclass
class Asking:
    """What all requests share. `store_of` gives the store that somebody may ask."""

    store_of: Callable[[Principal], BoundStore]
    audit: Audit
    metrics: Metrics = field(default_factory=Metrics)
    seconds: float | None = None

    def session(self, principal: Principal) -> "Session":
        """One request's questions, which share a deadline."""
        return Session(self, principal)


class PinnedStore:
    """A store that looks once which batch is the last: so all answers of a request are pinned to the same."""

    def __init__(self, store: Store, seen: list[Row], lock: Lock) -> None:
        """`seen`: what was found out in this request, which this adds to."""
        self._store = store
        self._seen = seen
        self._lock = lock
        self.kind = store.kind

    def rows(self, statement: Statement, values: Mapping[str, Value]) -> list[Row]:
        """The store's rows."""
        if statement is not NEWEST or values["at_batch"] is not None:
            return self._store.rows(statement, values)
        with self._lock:
            if not self._seen:
                self._seen.extend(self._store.rows(statement, values))
            return self._seen


class Session:
    """The questions of one request."""

    def __init__(self, shared: Asking, principal: Principal) -> None:
        """The clock starts with the first question."""
        self._shared = shared
        self._principal = principal
        self._ends: float | None = None
        self._seen: list[Row] = []
        self._lock = Lock()

    def ask(self, question: Question, given: Mapping[str, Any]) -> BaseModel:
        """The answer; FaultbookErrors where there is none."""
        began = time.monotonic()
        answer: BaseModel | None = None
        error: str | None = None
        backend = "none"
        sent: Sequence[str] = ()
        try:
            with self._shared.metrics.question(question.name), statements_sent() as sent:
                store = self._shared.store_of(self._principal)
                backend = store.kind
                deadline = Deadline(self._seconds_left(store.kind, began))
                with deadline.running():
                    answer = question.ask(PinnedStore(store.until(deadline), self._seen, self._lock), given)
                self._update_metrics(answer)
                return answer
        except Exception as failure:
            error = type(failure).__name__
            raise
        finally:
            self._shared.audit.record(
                Call(
                    tool=question.name,
                    arguments=dict(given),
                    backend=backend,
                    milliseconds=round((time.monotonic() - began) * 1_000),
                    rows=None if answer is None else getattr(answer, "returned", 1),
                    characters=None,
                    truncated=None if answer is None else getattr(answer, "truncated", False),
                    error=error,
                    protocol="http",
                    user=self._principal.name,
                    statement_ids=sent,
                )
            )

    def severities(self) -> Severities:
        """The severities of the lakehouse; the default ones where it cannot say: a page keeps its colours."""
        try:
            store = self._shared.store_of(self._principal)
            deadline = Deadline(self._seconds_left(store.kind, time.monotonic()))
            with deadline.running():
                return severities_in(store.until(deadline))
        except FaultbookError:
            return severities_of(DEFAULT_SEVERITIES)

    def _seconds_left(self, kind: str, now: float) -> float:
        if self._ends is None:
            self._ends = now + (self._shared.seconds or SECONDS.get(kind, 10.0))
        return max(0.05, self._ends - now)

    def _update_metrics(self, answer: BaseModel) -> None:
        metrics = self._shared.metrics
        as_of = getattr(answer, "data_as_of", None)
        if as_of is not None and as_of.batch is not None:
            metrics.batch.set(as_of.batch)
            if as_of.newest_record_at is not None:
                metrics.newest_record.set(as_of.newest_record_at.timestamp())
        if isinstance(answer, TableFreshness):
            metrics.lines_add_up.set(int(answer.lines_add_up))
