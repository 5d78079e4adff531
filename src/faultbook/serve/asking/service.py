"""Answers questions for a caller: rate limit, the caller's store, one deadline per request, an audit line, counts.

MCP and HTTP add their transport only.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from pydantic import BaseModel

from faultbook.errors import FaultbookError
from faultbook.faults.severities import DEFAULT_SEVERITIES, Severities, severities_of
from faultbook.serve.asking.audit import Audit, AuditEntry
from faultbook.serve.asking.metrics import NoMetrics, QuestionMetrics
from faultbook.serve.asking.principal import Principal
from faultbook.serve.asking.rate_limit import TokenBuckets
from faultbook.serve.asking.stores import BoundStore, PinnedStore
from faultbook.serve.questions.arguments import Arguments, checked
from faultbook.serve.questions.pages import fitted
from faultbook.serve.questions.question import Question
from faultbook.stores.deadline import Deadline
from faultbook.stores.severities import severities_in
from faultbook.stores.store import Row
from faultbook.stores.warehouse.statement_tracking import statements_sent

SECONDS = {"embedded": 10.0, "warehouse": 50.0}
LEAST_SECONDS = 0.05
"""Of a request's last question, so that it fails by its deadline and in the deadline's words."""


@dataclass
class QuestionService:
    """What all requests share.

    `store_of` returns the store of a caller. `limit` counts by question. `page_bytes`: an answer's bound as JSON; what
    is more comes with the next page. `seconds` of a request; None: by the kind of the store.
    """

    store_of: Callable[[Principal], BoundStore]
    audit: Audit
    metrics: QuestionMetrics = field(default_factory=NoMetrics)
    limit: TokenBuckets = field(default_factory=lambda: TokenBuckets(0))
    page_bytes: int | None = None
    seconds: float | None = None
    backend: str = field(default="none", init=False)
    """Kind of the store that was opened last; `none` before."""

    def session(self, principal: Principal, protocol: str | None) -> "Session":
        """The questions of one request. `protocol`: the transport's name or version, for the audit."""
        return Session(self, principal, protocol)

    def open_store(self, principal: Principal) -> BoundStore:
        """The caller's store."""
        store = self.store_of(principal)
        self.backend = store.kind
        return store


class Session:
    """The questions of one request: they share a deadline and the last complete batch. May be used by threads."""

    def __init__(self, service: QuestionService, principal: Principal, protocol: str | None) -> None:
        """The clock starts with the first question."""
        self.service = service
        self.principal = principal
        self._protocol = protocol
        self._ends: float | None = None
        self._newest: list[Row] = []
        self._newest_lock = Lock()
        self._ends_lock = Lock()

    def ask(self, question: Question, given: Mapping[str, Any]) -> BaseModel:
        """The answer; FaultbookErrors where there is none."""
        with self.call(question, given) as call:
            return call.respond()

    @contextmanager
    def call(self, question: Question, given: Mapping[str, Any]) -> Iterator["Call"]:
        """One question. It is counted, and its audit line is written, when the block ends, however it ends.

        RateLimited and InvalidQuery are raised before the block begins, and are counted and written too.
        """
        began = time.monotonic()
        call: Call | None = None
        error: str | None = None
        sent: Sequence[str] = ()
        try:
            with self.service.metrics.question(question.name), statements_sent() as sent:
                self.service.limit.take(question.name, f"{question.name} was called too often")
                call = Call(self, question, checked(question.arguments, given))
                yield call
        except BaseException as failure:
            error = type(failure).__name__
            raise
        finally:
            answer = None if call is None or error is not None else call.answer
            self.service.audit.record(
                AuditEntry(
                    tool=question.name,
                    arguments=dict(given),
                    backend=self.service.backend,
                    milliseconds=round((time.monotonic() - began) * 1_000),
                    rows=None if answer is None else getattr(answer, "returned", 1),
                    characters=None if call is None else call.characters,
                    truncated=None if answer is None else getattr(answer, "truncated", False),
                    error=error,
                    protocol=self._protocol,
                    user=self.principal.name or None,
                    statement_ids=sent,
                )
            )

    def severities(self) -> Severities:
        """The severities of the lakehouse; the default ones where it has no answer: a page keeps its colours."""
        try:
            store, deadline = self.opened()
            with deadline.running():
                return severities_in(store.until(deadline))
        except FaultbookError:
            return severities_of(DEFAULT_SEVERITIES)

    def opened(self) -> tuple[BoundStore, Deadline]:
        """The caller's store, and a deadline of what is left of the request's time."""
        now = time.monotonic()
        store = self.service.open_store(self.principal)
        with self._ends_lock:
            if self._ends is None:
                self._ends = now + (self.service.seconds or SECONDS.get(store.kind, SECONDS["embedded"]))
            return store, Deadline(max(LEAST_SECONDS, self._ends - now))

    def pinned(self, store: BoundStore, deadline: Deadline) -> PinnedStore:
        """The store as this request's questions read it."""
        return PinnedStore(store.until(deadline), self._newest, self._newest_lock)


class Call:
    """One question with its checked arguments. `characters`: of the answer, where the transport counts them."""

    def __init__(self, session: Session, question: Question, arguments: Arguments) -> None:
        """Nothing is read yet."""
        self._session = session
        self._question = question
        self._arguments = arguments
        self._deadline: Deadline | None = None
        self._stopped = False
        self.answer: BaseModel | None = None
        self.characters: int | None = None

    def respond(self) -> BaseModel:
        """The answer; FaultbookErrors where there is none. May run in another thread than `stop`."""
        service = self._session.service
        store, deadline = self._session.opened()
        self._deadline = deadline
        if self._stopped:
            deadline.stop()
        with deadline.running():
            answer = self._question.respond(self._session.pinned(store, deadline), self._arguments)
            if service.page_bytes is not None:
                answer = fitted(answer, self._arguments, service.page_bytes)
        service.metrics.update(answer)
        self.answer = answer
        return answer

    def stop(self) -> None:
        """Stops the answer at once, also where it has not begun yet."""
        self._stopped = True
        if self._deadline is not None:
            self._deadline.stop()
