"""What events of a resolved incident mean: whether it comes back, and where each event counts.

Late events, and events of a build older than the one that is named as the fix, count and change nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from faultbook.incidents.builds import compare
from faultbook.incidents.incident import Incident
from faultbook.incidents.policy import Policy
from faultbook.incidents.severity import is_worse
from faultbook.incidents.signals import Signal, Span


class Stays(StrEnum):
    """Why events leave a resolved incident resolved."""

    LATE = "late"
    OLD_BUILD = "old_build"
    UNKNOWN_BUILD = "unknown_build"
    NOT_PLANNED = "not_planned"


@dataclass(frozen=True)
class Return:
    """What becomes of a signal. `closed`: spans that count on the resolved incident, each with its reason.

    `back`: spans with which the fault is back; none: it stays resolved. `at`: when it came back.
    """

    closed: tuple[tuple[Span, Stays], ...]
    back: tuple[Span, ...]
    at: datetime | None = None


def returned(incident: Incident, signal: Signal, policy: Policy) -> Return:
    """What a signal means for the resolved incident of its fault; ValueError where it is not resolved."""
    over_at = incident.resolved_at
    if over_at is None:
        raise ValueError(f"{incident.incident_id} is {incident.state.value}; expected a resolved incident")
    judged = [(span, _stays(incident, over_at, span, policy)) for span in signal.spans]
    closed = [(span, why) for span, why in judged if why is not None]
    back = [span for span, why in judged if why is None]
    if back and incident.memory.not_planned and not _rises(incident, signal, back):
        closed += [(span, Stays.NOT_PLANNED) for span in back]
        back = []
    at = min((span.first_at if span.first_at > over_at else span.last_at for span in back), default=None)
    return Return(tuple(closed), tuple(back), at)


def is_new(incident: Incident, signal: Signal, at: datetime, policy: Policy) -> bool:
    """Whether a fault that is back at an instant is a new incident, and not the old one again."""
    window = signal.group_window or policy.group_window
    if window is not None and at - incident.last_seen > window:
        return True
    return incident.resolved_at is not None and at - incident.resolved_at > policy.reopen_window


def _stays(incident: Incident, over_at: datetime, span: Span, policy: Policy) -> Stays | None:
    if span.last_at <= over_at:
        return Stays.LATE
    fixed_in, last_bad = incident.resolved_build, incident.memory.resolved_after
    if fixed_in is None and last_bad is None:
        return None
    order = compare(span.build, fixed_in or last_bad or "") if span.build is not None else None
    if order is None:
        is_early = span.last_at <= over_at + policy.unknown_build_grace
        return Stays.UNKNOWN_BUILD if is_early else None
    is_old = order < 0 if fixed_in is not None else order <= 0
    return Stays.OLD_BUILD if is_old else None


def _rises(incident: Incident, signal: Signal, back: Iterable[Span]) -> bool:
    """Whether a fault that nobody works on is worse than when it was closed: in severity, or in events of a day."""
    memory = incident.memory
    if memory.closed_severity is not None and is_worse(signal.severity, memory.closed_severity):
        return True
    spans = list(back)
    day = max(span.last_at for span in spans).date()
    before = memory.day_events if memory.day == day else 0
    return before + sum(span.events for span in spans) > memory.closed_peak
