"""A small world for tests of incidents: signals are made from a few words, runs keep the journal and the state."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from faultbook.incidents.decisions import Action, Request, decided
from faultbook.incidents.fold import fold
from faultbook.incidents.incident import Incident, by_fingerprint
from faultbook.incidents.journal import Entry, Kind
from faultbook.incidents.judge import judge
from faultbook.incidents.policy import Policy
from faultbook.incidents.signals import Recovery, RecoveryKind, Signal, Span

START = datetime(2026, 3, 1, tzinfo=UTC)
FP = "fp1:00000000000000aa"


def at(hours: float = 0, *, minutes: float = 0, days: float = 0) -> datetime:
    """An instant after START."""
    return START + timedelta(hours=hours, minutes=minutes, days=days)


def signal(
    first: datetime,
    last: datetime | None = None,
    *,
    events: int = 1,
    build: str | None = None,
    fingerprint: str = FP,
    rule: str = "task_failed",
    **more: Any,
) -> Signal:
    """A signal of events of one build."""
    named = {"source": "failures", "severity": "high", "service": "etl", "environment": "prod", "title": "Task failed"}
    spans = (Span(events, first, last or first, build),)
    return Signal(**{"rule": rule, "fingerprint": fingerprint, "spans": spans, **named, **more})


def recovered(when: datetime, fingerprint: str = FP, **more: Any) -> Recovery:
    """A sender reports that a fault is over."""
    return Recovery(RecoveryKind.RECOVERED, when, f"r{when.isoformat()}", fingerprint=fingerprint, **more)


def success(when: datetime, resource: str = "job 7") -> Recovery:
    """A run of a job succeeded."""
    return Recovery(RecoveryKind.SUCCESS, when, f"run {when}", resource=resource, environment="prod")


@dataclass
class Night:
    """A journal that grows run by run; each run gets the state that the journal has made so far."""

    policy: Policy = field(default_factory=Policy)
    entries: list[Entry] = field(default_factory=list)
    batch: int = 0
    source: str = "failures"

    @property
    def incidents(self) -> dict[str, Incident]:
        """All incidents, from the whole journal."""
        return fold(self.entries)

    @property
    def newest(self) -> Incident:
        """The incident that opened last."""
        return list(self.incidents.values())[-1]

    @property
    def through(self) -> int:
        """The newest number of the journal."""
        return self.entries[-1].number if self.entries else 0

    def run(
        self,
        *items: Signal | Recovery,
        heard: datetime | None = None,
        now: datetime | None = None,
        decisions: Sequence[Request] = (),
        **more: Any,
    ) -> list[Entry]:
        """Judges one batch and appends its entries."""
        self.batch += 1
        signals = [each for each in items if isinstance(each, Signal)]
        recoveries = [each for each in items if isinstance(each, Recovery)]
        latest = max((each.last_at for each in signals), default=START)
        made = judge(
            by_fingerprint(self.incidents.values()),
            signals,
            recoveries,
            decisions,
            now=now or heard or latest,
            policy=self.policy,
            batch_id=self.batch,
            through_number=self.through,
            heard_until={self.source: heard} if heard else {},
            **more,
        )
        self.entries += made
        return made

    def decide(self, action: Action, when: datetime, incident: str = "", **more: Any) -> list[Entry]:
        """A person decides about an incident, the newest where none is named."""
        name = incident or self.newest.incident_id
        request = Request(action, name, more.pop("author", "ana"), more.pop("reason", "because"), when, **more)
        ids = {entry.entry_id for entry in self.entries if not entry.batch_id}
        known = self.incidents.values()
        made = decided(request, known, now=when, through_number=self.through, recorded=ids)
        self.entries += made
        return made

    def kinds(self, incident: str = "") -> list[str]:
        """The kinds of the entries of an incident, the newest where none is named, in order."""
        name = incident or self.newest.incident_id
        return [entry.kind.value for entry in self.entries if entry.incident_id == name]


def occurred(entries: Iterable[Entry]) -> dict[str, int]:
    """Fingerprint -> events of its entries `occurred`."""
    found: dict[str, int] = {}
    for entry in entries:
        if entry.kind is Kind.OCCURRED and entry.events:
            found[entry.fingerprint or ""] = found.get(entry.fingerprint or "", 0) + entry.events
    return found


def signalled(signals: Iterable[Signal]) -> dict[str, int]:
    """Fingerprint -> events of signals."""
    found: dict[str, int] = {}
    for each in signals:
        found[each.fingerprint] = found.get(each.fingerprint, 0) + each.events
    return found


def states(incidents: Mapping[str, Incident]) -> list[str]:
    """The states of incidents, in the order in which they opened."""
    return [each.state.value for each in incidents.values()]
