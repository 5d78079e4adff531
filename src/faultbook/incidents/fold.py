"""Incidents from their journal: entries in the order of their numbers in, the incidents as they are out.

What an entry changes depends on its kind, its facts and the incident alone; there is no clock. Three rules make every
sequence of entries a valid one: an entry before `opened`, or a second `opened`, is none of the incident; an entry whose
number is not above the newest one taken is taken already; an entry that would make a transition that MOVES
does not have leaves everything but `through_number` and `updated_at` as it is.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from faultbook.incidents.changes import CHANGES, is_move, opened
from faultbook.incidents.incident import Incident, State
from faultbook.incidents.journal import Entry, Kind

_OPEN, _ACKNOWLEDGED, _RESOLVED, _MERGED = State.OPEN, State.ACKNOWLEDGED, State.RESOLVED, State.MERGED
MOVES: Mapping[Kind, Mapping[State, frozenset[State]]] = MappingProxyType(
    {
        Kind.ACKNOWLEDGED: {_OPEN: frozenset({_ACKNOWLEDGED})},
        Kind.RESOLVED: {_OPEN: frozenset({_RESOLVED}), _ACKNOWLEDGED: frozenset({_RESOLVED})},
        Kind.REGRESSED: {_RESOLVED: frozenset({_OPEN})},
        Kind.MERGED: {each: frozenset({_MERGED}) for each in (_OPEN, _ACKNOWLEDGED, _RESOLVED)},
        Kind.SPLIT: {_MERGED: frozenset({_OPEN, _ACKNOWLEDGED, _RESOLVED})},
    }
)
"""Kind -> state -> the states that it leads to. `opened` leads from nothing to open; other kinds change no state."""


def fold(entries: Iterable[Entry], incidents: Iterable[Incident] = ()) -> dict[str, Incident]:
    """Incident id -> the incident after entries in the order of their numbers, in the order in which they opened.

    `incidents`: as they are before the first entry; without them, from nothing. `tier` and `owner` are not of the
    journal: `owned` adds them.
    """
    found = {incident.incident_id: incident for incident in incidents}
    for entry in entries:
        after = after_entry(found.get(entry.incident_id), entry)
        if after is not None:
            found[entry.incident_id] = after
    return found


def follow_up(incident: Incident, entries: Iterable[Entry]) -> Incident:
    """The incident after more entries, in the order of their numbers; those of other incidents do nothing."""
    for entry in entries:
        if entry.incident_id == incident.incident_id:
            incident = after_entry(incident, entry) or incident
    return incident


def after_entry(incident: Incident | None, entry: Entry) -> Incident | None:
    """The incident after one entry of it; None where it has not opened."""
    if incident is None:
        return opened(entry) if entry.kind is Kind.OPENED else None
    if entry.number <= incident.through_number:
        return incident
    seen = replace(incident, through_number=entry.number, updated_at=max(incident.updated_at, entry.recorded_at))
    if entry.kind in MOVES and incident.state not in MOVES[entry.kind] and is_move(entry):
        return seen
    change = CHANGES.get(entry.kind)
    return change(seen, entry) if change else seen
