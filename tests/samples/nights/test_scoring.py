"""A score is 1.0 only where all is as it must be: each way to be wrong is found and named."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from faultbook_samples.nights.bad_night import bad_night
from faultbook_samples.nights.scoring import Score, score
from faultbook_samples.nights.truth import BEGIN, Expected

from faultbook.incidents.incident import Incident, ResolvedBy, State
from faultbook.incidents.journal import Entry, Kind

NIGHT = bad_night(5)


@dataclass
class Found:
    """What a judge found: incidents by label, the journal, the matches."""

    incidents: dict[str, Incident]
    entries: list[Entry]
    matches: list[dict[str, Any]]

    def score(self) -> Score:
        return score(NIGHT, list(self.incidents.values()), self.entries, self.matches)


def incident(number: int, each: Expected) -> Incident:
    at = BEGIN + timedelta(minutes=number)
    return Incident(
        f"inc-{number:016x}",
        each.label,
        f"fp1:{number:016x}",
        "rule",
        "failures",
        each.severity,
        opened_at=at,
        detected_at=at,
        last_seen=at,
        updated_at=at,
        through_number=1,
        state=State(each.state),
        resolved_by=ResolvedBy(each.resolved_by) if each.resolved_by else None,
        is_flapping=each.is_flapping,
        is_muted=each.is_muted,
        is_umbrella=each.is_umbrella,
        reopened=each.reopened,
        occurrence_count=each.count,
        late_count=each.late,
    )


def entry(of: Incident, kind: Kind, **facts: str) -> Entry:
    events = of.occurrence_count if kind is Kind.OCCURRED else 0
    return Entry(
        f"{of.incident_id}/{kind.value}/{facts}",
        of.incident_id,
        1,
        kind,
        BEGIN,
        BEGIN,
        "rule",
        fingerprint=of.fingerprint,
        rule="rule",
        events=events,
        facts=facts,
        batch_id=1,
    )


@pytest.fixture
def found() -> Found:
    """Exactly what the night must have."""
    incidents = {label: incident(number, each) for number, (label, each) in enumerate(NIGHT.incidents.items())}
    entries, matches = [], []
    for label, each in incidents.items():
        expected = NIGHT.incidents[label]
        entries.append(entry(each, Kind.OCCURRED))
        if expected.covered_by:
            entries.append(entry(each, Kind.INHIBITED, by=incidents[expected.covered_by].incident_id, why="cluster"))
        if expected.umbrella:
            entries.append(entry(each, Kind.INHIBITED, by=incidents[expected.umbrella].incident_id, why="storm"))
        matches += [
            {"rule": "rule", "fingerprint": each.fingerprint, "event_id": event, "batch_id": 1}
            for event in expected.events
        ]
    return Found(incidents, entries, matches)


def test_the_truth_itself_scores_one(found: Found) -> None:
    result = found.score()
    assert (result.precision, result.recall, result.umbrellas, result.differences) == (1.0, 1.0, 1, ())


def _missing(found: Found) -> None:
    gone = found.incidents.pop("late")
    found.entries = [each for each in found.entries if each.incident_id != gone.incident_id]


def _split_in_two(found: Found) -> None:
    whole = found.incidents["muted"]
    half = replace(whole, incident_id="inc-ffffffffffffffff", fingerprint="fp1:ffffffffffffffff")
    found.incidents["half"] = half
    found.entries.append(entry(half, Kind.OCCURRED))
    [first, *_] = [row for row in found.matches if row["fingerprint"] == whole.fingerprint]
    first["fingerprint"] = half.fingerprint


def _two_as_one(found: Found) -> None:
    gone, stays = found.incidents.pop("old build"), found.incidents["late"]
    for row in found.matches:
        if row["fingerprint"] == gone.fingerprint:
            row["fingerprint"] = stays.fingerprint


@pytest.mark.parametrize("change", [_missing, _split_in_two, _two_as_one])
def test_missing_split_and_joined_incidents_cost_precision_or_recall(
    found: Found, change: Callable[[Found], None]
) -> None:
    change(found)
    result = found.score()
    assert result.recall < 1
    assert result.precision == 1 if change is _missing else result.precision < 1
    assert result.differences


@pytest.mark.parametrize(
    ("label", "changes", "words"),
    [
        ("old build", {"state": State.OPEN, "resolved_by": None}, "old build: state: found open, expected resolved"),
        ("flapping", {"is_flapping": False}, "flapping: is_flapping: found False, expected True"),
        ("late", {"late_count": 0}, "late: late: found 0, expected 1"),
        ("muted", {"is_muted": False}, "muted: is_muted: found False, expected True"),
        ("returns", {"reopened": 2}, "returns: reopened: found 2, expected 1"),
        ("repeated", {"occurrence_count": 6}, "repeated: count: found 6, expected 1"),
        ("cluster", {"severity": "low"}, "cluster: severity: found low, expected critical"),
    ],
)
def test_what_is_different_about_an_incident_is_named(found: Found, label: str, changes: dict, words: str) -> None:
    found.incidents[label] = replace(found.incidents[label], **changes)
    result = found.score()
    assert (result.precision, result.recall) == (1.0, 1.0)
    assert words in result.differences


def test_an_absent_cover_and_one_too_many_are_named(found: Found) -> None:
    pipeline, backup = found.incidents["pipeline"], found.incidents["silent backup"]
    found.entries = [
        each for each in found.entries if not (each.incident_id == pipeline.incident_id and each.kind is Kind.INHIBITED)
    ]
    found.entries.append(entry(backup, Kind.INHIBITED, by=pipeline.incident_id, why="rule"))
    assert set(found.score().differences) == {
        "pipeline: covered_by: found None, expected cluster",
        "silent backup: covered_by: found pipeline, expected None",
    }


def test_a_second_umbrella_is_not_expected(found: Found) -> None:
    umbrella = found.incidents["umbrella"]
    found.incidents["second"] = replace(
        umbrella, incident_id="inc-eeeeeeeeeeeeeeee", opened_at=BEGIN + timedelta(days=1)
    )
    result = found.score()
    assert result.umbrellas == 2
    assert result.precision < 1
    assert len(result.differences) == 1
