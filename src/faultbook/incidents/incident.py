"""An incident as it is now: what follows from its entries in the journal."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from faultbook.incidents.severity import priority, tier_of

_NOTHING: Mapping[str, str] = MappingProxyType({})


class State(StrEnum):
    """Where an incident is in its life."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"
    MERGED = "merged"


class ResolvedBy(StrEnum):
    """Why an incident is over."""

    RECOVERED = "recovered"
    QUIET = "quiet"
    GOOD_RUNS = "good_runs"
    PERSON = "person"


@dataclass(frozen=True)
class Memory:
    """What later entries need to know of earlier ones and no reader does: the column `memory`, see `rows`.

    | field | meaning |
    |---|---|
    | `returns` | when it came back, the newest last |
    | `recovered_at` | the newest report that it is over; None once it went on |
    | `day`, `day_events`, `peak_events` | newest day with events, how many it had, and the most of any day |
    | `reopened_at` | when a person reopened it; None once it was resolved again |
    | `not_planned` | a person closed it and it will not be worked on |
    | `closed_severity`, `closed_peak` | severity and `peak_events` when it was resolved |
    | `mute_left` | of a mute for a number of events, how many are left |
    | `resolved_after` | newest build when it was resolved in the next one |
    | `kind`, `cluster_id`, `parent`, `is_upstream`, `workspace_id` | of its newest signal |
    | `priority` | P1 to P5, of the newest signal whose rule sets one |
    | `inhibited_why` | cluster, upstream or rule |
    | `before_merge` | its state when it was merged |
    | `aliases` | its fingerprints under other versions |
    """

    returns: tuple[datetime, ...] = ()
    recovered_at: datetime | None = None
    day: date | None = None
    day_events: int = 0
    peak_events: int = 0
    reopened_at: datetime | None = None
    not_planned: bool = False
    closed_severity: str | None = None
    closed_peak: int = 0
    mute_left: int | None = None
    resolved_after: str | None = None
    kind: str | None = None
    cluster_id: str | None = None
    parent: str | None = None
    is_upstream: bool = False
    workspace_id: str | None = None
    priority: str | None = None
    inhibited_why: str | None = None
    before_merge: State | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Incident:
    """A row of the table incidents. `owner` and `priority` follow from `services` too."""

    incident_id: str
    title: str
    fingerprint: str
    rule: str
    source: str
    severity: str
    opened_at: datetime
    detected_at: datetime
    last_seen: datetime
    updated_at: datetime
    through_number: int
    state: State = State.OPEN
    resolved_by: ResolvedBy | None = None
    is_muted: bool = False
    muted_until: datetime | None = None
    is_flapping: bool = False
    is_umbrella: bool = False
    umbrella_id: str | None = None
    inhibited_by: str | None = None
    follows_id: str | None = None
    merged_into: str | None = None
    service: str | None = None
    environment: str | None = None
    resource: str | None = None
    pattern_id: str | None = None
    owner: str | None = None
    assignee: str | None = None
    acknowledged_at: datetime | None = None
    resolved_at: datetime | None = None
    reopened: int = 0
    occurrence_count: int = 0
    late_count: int = 0
    build: str | None = None
    resolved_build: str | None = None
    message: str | None = None
    sample_event_id: str | None = None
    link: str | None = None
    tier: str | None = None
    facts: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    memory: Memory = field(default_factory=Memory)

    @property
    def is_open(self) -> bool:
        """Whether it is neither resolved nor merged."""
        return self.state in (State.OPEN, State.ACKNOWLEDGED)

    @property
    def priority(self) -> str:
        """P1 to P5: that of its rule, else of severity and tier of the service."""
        return self.memory.priority or priority(self.severity, self.tier)

    @property
    def opened_on(self) -> date:
        """Day of opened_at."""
        return self.opened_at.date()

    @property
    def fingerprints(self) -> tuple[str, ...]:
        """Its fingerprint, and those under other versions."""
        return (self.fingerprint, *self.memory.aliases)


@dataclass(frozen=True)
class Service:
    """What is known of a service: who owns it, and its tier as a number, 1 is the most important."""

    owner: str | None = None
    tier: int | None = None


def owned(incident: Incident, services: Mapping[str, Service]) -> Incident:
    """The incident with owner and tier of its service; without both where `services` does not have it."""
    known = services.get(incident.service or "", Service())
    return replace(incident, owner=known.owner, tier=tier_of(known.tier))


def by_fingerprint(incidents: Iterable[Incident]) -> dict[str, list[Incident]]:
    """Fingerprint, also one under another version -> its incidents, in the order in which they opened."""
    found: dict[str, list[Incident]] = {}
    for incident in sorted(incidents, key=lambda each: (each.opened_at, each.incident_id)):
        for fingerprint in incident.fingerprints:
            found.setdefault(fingerprint, []).append(incident)
    return found
