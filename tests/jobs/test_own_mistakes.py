"""Incidents of faultbook itself: one for each wrong file, over once the file is known to be right."""

from collections.abc import Set
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

from faultbook.incidents.fold import fold
from faultbook.incidents.incident import Incident
from faultbook.incidents.judge import judge
from faultbook.incidents.policy import Policy
from faultbook.jobs.incidents.incident_store import IncidentStore
from faultbook.jobs.incidents.own_mistakes import mistake_recoveries, mistake_signals
from faultbook.jobs.incidents.rules_in_use import RulesInUse
from faultbook.rules.mistakes import Mistake
from faultbook.rules.model import Predicate, Rule

NOW = datetime(2026, 3, 1, tzinfo=UTC)
PREDICATE = Rule("odd", "Odd runs", "failures", predicate=Predicate("odd.py", "ab"), file="own.yml")


def rules(*texts: str, rule: Rule = PREDICATE) -> RulesInUse:
    return RulesInUse({rule.name: rule}, tuple(Mistake("own.yml", 1, "odd", text) for text in texts))


def store(*incidents: Incident) -> IncidentStore:
    def known(fingerprints: Set[str]) -> dict[str, Incident]:
        return {each.incident_id: each for each in incidents if each.fingerprint in fingerprints}

    return cast(IncidentStore, SimpleNamespace(incidents=known))


def opened() -> Incident:
    made: Any = mistake_signals(store(), rules("found x"), NOW)
    entries = judge({}, made, now=NOW, policy=Policy(), batch_id=1)
    [incident] = fold(entries).values()
    return incident


def test_a_wrong_file_is_reported_once_also_where_its_mistake_becomes_another():
    incident = opened()
    assert "own.yml:1: rule odd: found x" in incident.title
    assert mistake_signals(store(incident), rules("found x"), NOW) == []
    assert mistake_signals(store(incident), rules("found y"), NOW) == []


def test_an_incident_of_a_file_is_over_once_the_file_is_right():
    incident = opened()
    assert mistake_recoveries([incident], rules("found y"), NOW, {"failures"}) == []
    [over] = mistake_recoveries([incident], rules(), NOW, {"failures"})
    assert over.fingerprint == incident.fingerprint


def test_a_predicate_that_did_not_run_is_not_known_to_be_right():
    assert mistake_recoveries([opened()], rules(), NOW, {"logs"}) == []
