"""One poll of one source: pages in, envelopes to a sink, and the poll as a row out.

An envelope is on disk before its key counts as delivered, and the watermark moves with the row, which is written last.
So a run that dies anywhere is repeated; nothing is lost, and what was written is written again under the same id.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from faultbook.clients.rest import Deadline, DeadlinePassed, Denied, RestFailed, SignInFailed, Throttled
from faultbook.errors import FaultbookError, MissingDependency
from faultbook.events.envelope import Envelope
from faultbook.faults.redaction import redact
from faultbook.polling.history import Outcome, Poll, PollPlan, pause_after
from faultbook.polling.port import Page, Poller, hashed

Sink = Callable[[Sequence[Envelope]], object]
"""Writes envelopes; they are on disk when it returns."""
AUTH = "poll"
"""What an envelope of a poller has as the method by which its sender was recognised."""


@dataclass(frozen=True)
class OpenSource:
    """A poller that is ready, and how many requests it has sent."""

    poller: Poller
    requests: Callable[[], int]


@dataclass(frozen=True)
class Source:
    """What is polled. `open` signs in and gives the poller; it may raise what a request may raise."""

    name: str
    scope: str
    overlap: timedelta
    first: timedelta
    deadline_seconds: float
    open: Callable[[Deadline], OpenSource]

    @property
    def title(self) -> str:
        """Its name for people."""
        return f"{self.name} {self.scope}".strip()


class SinkFailed(MissingDependency):
    """Envelopes cannot be written. No source can be polled then."""


@dataclass
class _Progress:
    rows: int = 0
    pending: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    delivered: tuple[str, ...] = ()
    wished: float = 0.0


def poll_source(
    source: Source,
    plan: PollPlan,
    earlier: Sequence[Poll],
    sink: Sink,
    *,
    now: Callable[[], datetime],
    run_id: str = "",
) -> Poll:
    """The poll, for its table. Whatever a source does becomes an outcome; SinkFailed alone is raised."""
    found, opened = _Progress(), list[OpenSource]()
    outcome, detail = Outcome.COMPLETE, ""
    try:
        ready = source.open(Deadline.after(source.deadline_seconds))
        opened.append(ready)
        for page in ready.poller.pages(plan.span, plan.known):
            _deliver(source, plan, page, sink, found)
        if found.missing:
            outcome, detail = Outcome.PARTIAL, f"{'; '.join(found.missing)}."
    except SinkFailed:
        raise
    except Exception as failure:
        outcome, detail = _meaning(failure)
        found.wished = failure.seconds if isinstance(failure, Throttled) else 0.0
    is_complete = outcome is Outcome.COMPLETE
    ended_at = now()
    return Poll(
        source=source.name,
        scope=source.scope,
        started_at=plan.span.until,
        ended_at=ended_at,
        from_at=plan.span.since,
        to_at=plan.span.until,
        requests=sum(each.requests() for each in opened),
        rows_read=found.rows,
        envelopes=len(found.delivered),
        outcome=outcome,
        detail=redact(" ".join(text for text in (detail, plan.gap and f"{plan.gap}.") if text)) or None,
        watermark=plan.span.until if is_complete else plan.watermark,
        paused_until=pause_after(earlier, outcome, ended_at, found.wished),
        pending=found.pending if is_complete else None,
        delivered=found.delivered,
        run_id=run_id,
    )


def _deliver(source: Source, plan: PollPlan, page: Page, sink: Sink, found: _Progress) -> None:
    """Writes what is new of a page, and counts all of it."""
    found.rows += page.rows
    found.pending = tuple(dict.fromkeys((*found.pending, *page.pending)))
    found.missing = (*found.missing, *((page.missing,) if page.missing else ()))
    # Pages shift while they are read: an item may come twice.
    new = {hashed(item.key): item for item in page.items}
    fresh = {key: item for key, item in new.items() if key not in plan.known.delivered and key not in found.delivered}
    if not fresh:
        return
    received_at = plan.span.until
    envelopes = [
        Envelope(source=source.name, received_at=received_at, body=item.content, auth=AUTH) for item in fresh.values()
    ]
    try:
        sink(envelopes)
    except MissingDependency as failure:
        raise SinkFailed(str(failure)) from failure
    found.delivered = (*found.delivered, *fresh)


def _meaning(failure: Exception) -> tuple[Outcome, str]:
    """The outcome of a poll that a failure ended, and a sentence."""
    match failure:
        case DeadlinePassed():
            return Outcome.PARTIAL, str(failure)
        case Throttled():
            return Outcome.THROTTLED, str(failure)
        case Denied() | SignInFailed():
            return Outcome.DENIED, str(failure)
        case RestFailed() | FaultbookError():
            return Outcome.FAILED, str(failure)
    # An answer of an unexpected shape. Its text may quote the answer.
    return Outcome.FAILED, f"The answer could not be read ({type(failure).__name__})."
