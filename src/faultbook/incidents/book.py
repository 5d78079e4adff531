"""The incidents during one run: as they are after each entry that the run has written so far."""

from collections.abc import Iterable, Iterator, Mapping, Set
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from faultbook.errors import InvariantViolated
from faultbook.incidents.fold import after_entry
from faultbook.incidents.incident import Incident, State
from faultbook.incidents.journal import AUTHOR, Entry, Kind, entry_id, incident_id

_NOTHING: Mapping[str, str | None] = MappingProxyType({})


class Origin(NamedTuple):
    """What opens an incident."""

    author: str
    rule: str
    source: str
    service: str | None
    environment: str | None


class Occurrences(NamedTuple):
    """What an entry `occurred` counts."""

    fingerprint: str
    rule: str
    source: str
    events: int
    first_at: datetime
    last_at: datetime


class Book:
    """Known incidents, and the entries written to them; every change is an entry.

    `begun`: ids of the incidents that opened or came back in this run.
    """

    def __init__(
        self,
        incidents: Iterable[Incident],
        *,
        now: datetime,
        batch_id: int,
        through_number: int,
        recorded: Set[str] = frozenset(),
    ) -> None:
        """`through_number`: the newest entry of the journal. `recorded`: ids of entries that need not be written."""
        self.entries: list[Entry] = []
        self.begun: set[str] = set()
        self.batch_id = batch_id
        self._now = now
        self._number = through_number
        self._recorded = set(recorded)
        self._incidents: dict[str, Incident] = {}
        self._by_fingerprint: dict[str, list[str]] = {}
        for incident in sorted(incidents, key=_age):
            self._keep(incident)

    def __iter__(self) -> Iterator[Incident]:
        """The incidents as they are, in the order in which they opened."""
        return iter(sorted(self._incidents.values(), key=_age))

    def get(self, incident: str) -> Incident | None:
        """The incident of an id as it is; None where it is not known."""
        return self._incidents.get(incident)

    def is_recorded(self, incident: Incident, kind: Kind, cause: str) -> bool:
        """Whether the journal has this entry already."""
        return entry_id(incident.incident_id, kind, cause) in self._recorded

    def newest(self, fingerprint: str) -> Incident | None:
        """The newest incident of a fingerprint, also where it is an alias or was merged; None where none is known."""
        known = [self._incidents[each] for each in self._by_fingerprint.get(fingerprint, [])]
        return max(known, key=_age, default=None)

    def line(self, fingerprint: str) -> list[Incident]:
        """The incidents of a fault, the oldest first: those of its fingerprint, also where it is an alias.

        Where the newest was merged into another, those of the one that goes on.
        """
        passed: set[str] = set()
        while True:
            newest = self.newest(fingerprint)
            if newest is None:
                return []
            if newest.state is not State.MERGED or newest.merged_into is None:
                return [self._incidents[each] for each in self._own(newest.fingerprint)]
            if newest.merged_into not in self._incidents or newest.incident_id in passed:
                raise InvariantViolated(
                    f"{newest.incident_id} was merged into {newest.merged_into}; expected that incident among the "
                    "known ones, not merged back. Fix: read the incidents that others were merged into as well."
                )
            passed.add(newest.incident_id)
            fingerprint = self._incidents[newest.merged_into].fingerprint

    def write(
        self,
        kind: Kind,
        incident: Incident,
        at: datetime,
        cause: str,
        *,
        author: str = AUTHOR,
        reason: str | None = None,
        facts: Mapping[str, str | None] = _NOTHING,
        of: Occurrences | None = None,
        decision_id: str | None = None,
    ) -> Incident:
        """Writes an entry, once for each cause, and returns the incident after it. Facts that are None are left out."""
        entry = Entry(
            entry_id=entry_id(incident.incident_id, kind, cause),
            incident_id=incident.incident_id,
            number=self._number + 1,
            kind=kind,
            at=at,
            recorded_at=self._now,
            author=author,
            reason=reason,
            fingerprint=of.fingerprint if of else incident.fingerprint,
            rule=of.rule if of else None,
            source=of.source if of else None,
            service=incident.service,
            environment=incident.environment,
            events=of.events if of else 0,
            first_at=of.first_at if of else None,
            last_at=of.last_at if of else None,
            facts=_there(facts),
            batch_id=self.batch_id,
            decision_id=decision_id,
        )
        if entry.entry_id in self._recorded:
            return self._incidents.get(incident.incident_id, incident)
        return self._added(entry, self._incidents.get(incident.incident_id, incident))

    def open(self, origin: Origin, fingerprint: str, at: datetime, facts: Mapping[str, str | None]) -> Incident:
        """Opens the next incident of a fingerprint. `at`: the event that opens it."""
        made = incident_id(fingerprint, len(self._own(fingerprint)))
        if made in self._incidents:
            raise InvariantViolated(f"{made} is there already; expected every incident of {fingerprint} to be known.")
        entry = Entry(
            entry_id=entry_id(made, Kind.OPENED, ""),
            incident_id=made,
            number=self._number + 1,
            kind=Kind.OPENED,
            at=at,
            recorded_at=self._now,
            author=origin.author,
            fingerprint=fingerprint,
            rule=origin.rule,
            source=origin.source,
            service=origin.service,
            environment=origin.environment,
            facts=_there(facts),
            batch_id=self.batch_id,
        )
        return self._added(entry, None)

    def _added(self, entry: Entry, before: Incident | None) -> Incident:
        after = after_entry(before, entry)
        if after is None:
            raise InvariantViolated(f"{entry.incident_id}: found {entry.kind.value}, expected it to be opened before.")
        self._number = entry.number
        self._recorded.add(entry.entry_id)
        self.entries.append(entry)
        if entry.kind in (Kind.OPENED, Kind.REGRESSED):
            self.begun.add(entry.incident_id)
        self._keep(after)
        return after

    def _keep(self, incident: Incident) -> None:
        self._incidents[incident.incident_id] = incident
        for fingerprint in incident.fingerprints:
            known = self._by_fingerprint.setdefault(fingerprint, [])
            if incident.incident_id not in known:
                known.append(incident.incident_id)

    def _own(self, fingerprint: str) -> list[str]:
        """Ids of the incidents that opened under a fingerprint, the oldest first."""
        return [
            each
            for each in self._by_fingerprint.get(fingerprint, [])
            if self._incidents[each].fingerprint == fingerprint
        ]


def _age(incident: Incident) -> tuple[datetime, str]:
    return incident.opened_at, incident.incident_id


def _there(facts: Mapping[str, str | None]) -> Mapping[str, str]:
    return MappingProxyType({name: value for name, value in facts.items() if value is not None})
