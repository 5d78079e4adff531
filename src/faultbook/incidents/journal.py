"""The journal of incidents: one entry per thing that happened to one. All of an incident follows from its entries."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from faultbook.incidents.canonical import ID_DIGITS, canonical, digest

AUTHOR = "faultbook"
"""Author of what no rule and no person did."""
ID_PREFIX = "inc-"


class Kind(StrEnum):
    """What happened. The state table of docs/decisions/incidents.md names what each changes."""

    OPENED = "opened"
    OCCURRED = "occurred"
    ESCALATED = "escalated"
    ACKNOWLEDGED = "acknowledged"
    ASSIGNED = "assigned"
    MUTED = "muted"
    UNMUTED = "unmuted"
    INHIBITED = "inhibited"
    RELEASED = "released"
    RECOVERED = "recovered"
    RESOLVED = "resolved"
    REGRESSED = "regressed"
    FOLLOWED = "followed"
    FLAPPING = "flapping"
    CALM = "calm"
    MERGED = "merged"
    SPLIT = "split"
    ALIASED = "aliased"
    DECLINED = "declined"
    LINKED = "linked"
    UNLINKED = "unlinked"


@dataclass(frozen=True)
class Entry:
    """A row of incident_journal. Instants have a zone. `recorded_on` is computed."""

    entry_id: str
    incident_id: str
    number: int
    kind: Kind
    at: datetime
    recorded_at: datetime
    author: str
    fingerprint: str | None = None
    reason: str | None = None
    rule: str | None = None
    source: str | None = None
    service: str | None = None
    environment: str | None = None
    events: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None
    facts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    batch_id: int = 0
    decision_id: str | None = None

    @property
    def recorded_on(self) -> date:
        """Day of recorded_at."""
        return self.recorded_at.date()


def entry_id(incident_id: str, kind: Kind, cause: str) -> str:
    """64 hexadecimal digits: one cause makes one entry of a kind, however often it is judged."""
    return digest(canonical({"incident": incident_id, "kind": kind.value, "cause": cause}))


def incident_id(fingerprint: str, ordinal: int) -> str:
    """`inc-` and 16 hexadecimal digits. `ordinal`: how many incidents of the fingerprint there were before, from 0."""
    if not fingerprint or ordinal < 0:
        raise ValueError(f"found fingerprint {fingerprint!r}, ordinal {ordinal}; expected a text, and 0 or more")
    return ID_PREFIX + digest(canonical({"fingerprint": fingerprint, "ordinal": str(ordinal)}))[:ID_DIGITS]
