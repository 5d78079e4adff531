"""Incidents that were found against those that a night must have: which are right, which are missing, what differs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from faultbook.incidents.facts import Fact
from faultbook.incidents.incident import Incident
from faultbook.incidents.journal import Entry, Kind
from faultbook_samples.nights.truth import Expected, Night

Row = Mapping[str, Any]
_COMPARED = ("state", "resolved_by", "severity", "late", "count", "reopened", "is_flapping", "is_muted", "is_umbrella")


@dataclass(frozen=True)
class Covers:
    """Ids of the incidents that spoke for one at any time. `causes`: clusters, tasks, rules; `umbrellas`: storms."""

    causes: frozenset[str] = frozenset()
    umbrellas: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Score:
    """How many incidents were expected and found, how many of both are the same, and all that differs, in words."""

    expected: int
    found: int
    right: int
    umbrellas: int
    differences: tuple[str, ...]
    ids: Mapping[str, str]
    """Label -> id of the incident."""

    @property
    def precision(self) -> float:
        """Share of the found ones that had to be found; 1 where none was found."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of the expected ones that were found."""
        return self.right / self.expected if self.expected else 1.0


def covers_of(entries: Iterable[Entry]) -> dict[str, Covers]:
    """Incident id -> what spoke for it, from the journal; incidents for which nothing did are left out."""
    found: dict[str, Covers] = {}
    for entry in entries:
        if entry.kind is Kind.INHIBITED:
            old, by = found.get(entry.incident_id, Covers()), entry.facts[Fact.BY]
            is_storm = entry.facts.get(Fact.WHY) == Fact.STORM
            found[entry.incident_id] = (
                Covers(old.causes, old.umbrellas | {by}) if is_storm else Covers(old.causes | {by}, old.umbrellas)
            )
    return found


def events_of(entries: Iterable[Entry], matches: Iterable[Row]) -> dict[str, frozenset[str]]:
    """Incident id -> ids of the events that rules matched for it; of thresholds also those below them.

    `matches`: rows of rule_matches. Where a fault has several incidents, those of the batches that counted on each.
    """
    places: dict[tuple[str, str], dict[str, set[int]]] = {}
    for entry in entries:
        if entry.kind is Kind.OCCURRED and entry.events and entry.rule and entry.fingerprint:
            of_fault = places.setdefault((entry.rule, entry.fingerprint), {})
            of_fault.setdefault(entry.incident_id, set()).add(entry.batch_id)
    found: dict[str, set[str]] = {}
    for row in matches:
        of_fault = places.get((row["rule"], row["fingerprint"]), {})
        for incident, batches in of_fault.items():
            if len(of_fault) == 1 or row["batch_id"] in batches:
                found.setdefault(incident, set()).add(row["event_id"])
    return {name: frozenset(events) for name, events in found.items()}


def score(night: Night, incidents: Sequence[Incident], entries: Sequence[Entry], matches: Iterable[Row]) -> Score:
    """Compares all incidents with the night's truth. An incident is right where it has the events that it must have.

    `entries`: the journal in order. Umbrellas have no events: they are compared in the order in which they opened.
    """
    events = events_of(entries, matches)
    ids = _matched(night, incidents, events)
    by_id = {each.incident_id: each for each in incidents}
    labels = {name: label for label, name in ids.items()}
    covers = covers_of(entries)
    differences = [f"{label}: not found" for label in night.incidents if label not in ids]
    differences += [
        f"{each.incident_id} ({each.title}): found, but not expected"
        for each in incidents
        if each.incident_id not in labels
    ]
    for label, name in ids.items():
        differences += _differences(night.incidents[label], by_id[name], covers.get(name, Covers()), labels)
    return Score(
        expected=len(night.incidents),
        found=len(incidents),
        right=len(ids),
        umbrellas=sum(each.is_umbrella for each in incidents),
        differences=tuple(differences),
        ids=MappingProxyType(ids),
    )


def _matched(night: Night, incidents: Sequence[Incident], events: Mapping[str, frozenset[str]]) -> dict[str, str]:
    by_events: dict[frozenset[str], list[str]] = {}
    for each in incidents:
        if not each.is_umbrella:
            by_events.setdefault(events.get(each.incident_id, frozenset()), []).append(each.incident_id)
    found: dict[str, str] = {}
    for label, expected in night.incidents.items():
        same = by_events.get(expected.events, [])
        if not expected.is_umbrella and len(same) == 1:
            found[label] = same[0]
    storms = sorted((each for each in incidents if each.is_umbrella), key=lambda each: each.opened_at)
    wanted = [label for label, expected in night.incidents.items() if expected.is_umbrella]
    return found | {label: each.incident_id for label, each in zip(wanted, storms, strict=False)}


def _differences(expected: Expected, found: Incident, covers: Covers, labels: Mapping[str, str]) -> list[str]:
    values = {
        **{name: getattr(found, name) for name in ("severity", "reopened", "is_flapping", "is_muted", "is_umbrella")},
        "state": found.state.value,
        "resolved_by": found.resolved_by.value if found.resolved_by else None,
        "late": found.late_count,
        "count": found.occurrence_count,
    }
    wrong = [
        f"{expected.label}: {name}: found {values[name]}, expected {getattr(expected, name)}"
        for name in _COMPARED
        if values[name] != getattr(expected, name)
    ]
    for name, ids, label in (
        ("covered_by", covers.causes, expected.covered_by),
        ("umbrella", covers.umbrellas, expected.umbrella),
    ):
        by = {labels.get(each, each) for each in ids}
        if by != ({label} if label else set()):
            wrong.append(f"{expected.label}: {name}: found {', '.join(sorted(by)) or None}, expected {label}")
    return wrong
