"""From the polls of a source to what its next poll reads: span, what is known, and whether it has a pause. Pure."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from faultbook.polling.port import Known, Span

MOST_FAILURES = 3
"""After this number of polls in a row without an answer, a source has pauses that grow."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=15), timedelta(hours=6)


class Outcome(StrEnum):
    """How a poll ended."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    THROTTLED = "throttled"
    DENIED = "denied"
    FAILED = "failed"


WITHOUT_ANSWER = frozenset((Outcome.THROTTLED, Outcome.DENIED, Outcome.FAILED))


@dataclass(frozen=True, kw_only=True)
class Poll:
    """One poll, as a row of source_polls. Instants have a zone."""

    source: str
    scope: str
    started_at: datetime
    ended_at: datetime
    from_at: datetime
    to_at: datetime
    requests: int
    rows_read: int
    envelopes: int
    outcome: Outcome
    detail: str | None = None
    watermark: datetime | None = None
    paused_until: datetime | None = None
    pending: tuple[str, ...] | None = None
    delivered: tuple[str, ...] = ()
    run_id: str = ""

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> "Poll":
        """The poll of a row."""
        lists = {
            "pending": None if row["pending"] is None else tuple(row["pending"]),
            "delivered": tuple(row["delivered"] or ()),
        }
        instants = ("started_at", "ended_at", "from_at", "to_at", "watermark", "paused_until")
        zoned = {name: None if row[name] is None else _zoned(row[name]) for name in instants}
        return cls(**{**row, **lists, **zoned, "outcome": Outcome(row["outcome"])})

    def as_row(self) -> dict[str, Any]:
        """The row, by names of columns."""
        row = asdict(self)
        return {**row, "outcome": self.outcome.value, "pending": _listed(self.pending), "delivered": [*self.delivered]}


@dataclass(frozen=True)
class PollPlan:
    """What the next poll reads. watermark: of the last complete poll; gap: what no poll can read any more, in words."""

    span: Span
    known: Known
    watermark: datetime | None
    paused_until: datetime | None
    gap: str = ""


def reach_back(now: datetime, *, overlap: timedelta, first: timedelta) -> datetime:
    """No poll reads further back: a source that was silent for longer has a gap."""
    return now - max(overlap, first)


def plan_poll(earlier: Sequence[Poll], now: datetime, *, overlap: timedelta, first: timedelta) -> PollPlan:
    """The plan for a poll that begins now, after the earlier ones of its source, in any order."""
    polls = sorted(earlier, key=lambda poll: poll.started_at)
    complete = next((poll for poll in reversed(polls) if poll.outcome is Outcome.COMPLETE), None)
    furthest = reach_back(now, overlap=overlap, first=first)
    watermark = complete.watermark if complete else None
    # A watermark in the future is that of a clock that was wrong: nothing is known.
    is_unknown = watermark is None or watermark > now
    since = furthest if is_unknown or watermark is None else max(watermark - overlap, furthest)
    delivered = frozenset(key for poll in polls if poll.ended_at >= since for key in poll.delivered)
    pending = (complete.pending or ()) if complete else ()
    gap = ""
    if watermark is not None and watermark < furthest:
        gap = f"nothing was read completely from {_written(watermark)} to {_written(furthest)}"
    paused_until = polls[-1].paused_until if polls else None
    return PollPlan(Span(since, now), Known(delivered, pending), watermark, paused_until, gap)


def pause_after(earlier: Sequence[Poll], outcome: Outcome, ended_at: datetime, wished: float = 0.0) -> datetime | None:
    """Until when a source has a pause after a poll with this outcome; None: it has none.

    The circuit breaker, in rows instead of in memory: a process ends with each run of the job. `wished`: seconds that
    the source itself wants.
    """
    if outcome not in WITHOUT_ANSWER:
        return None
    failures = 1
    for poll in sorted(earlier, key=lambda poll: poll.started_at, reverse=True):
        if poll.outcome not in WITHOUT_ANSWER:
            break
        failures += 1
    seconds = min(max(wished, 0.0), LONGEST_PAUSE.total_seconds())
    if failures >= MOST_FAILURES:
        doubled = FIRST_PAUSE.total_seconds() * 2 ** min(failures - MOST_FAILURES, 10)
        seconds = max(seconds, min(doubled, LONGEST_PAUSE.total_seconds()))
    return ended_at + timedelta(seconds=seconds) if seconds else None


def _listed(values: tuple[str, ...] | None) -> list[str] | None:
    return None if values is None else list(values)


def _zoned(instant: datetime) -> datetime:
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)


def _written(instant: datetime) -> str:
    return instant.isoformat(timespec="minutes").replace("+00:00", "Z")
