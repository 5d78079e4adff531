"""What shall be done follows from the journal: the same intents for the same journal, and no other ones."""

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faultbook.delivery.intent import Action, intent_id
from faultbook.delivery.intents import intents
from faultbook.delivery.life import Life
from faultbook.delivery.place import Link, Place, Target
from faultbook.delivery.policy import DeliveryPolicy
from faultbook.incidents.decisions import Action as Decision
from faultbook.incidents.fold import fold
from faultbook.incidents.policy import Policy
from tests.incidents.nights import Night, at, recovered, signal
from tests.incidents.test_invariants import cuts, run_all

POLICY = DeliveryPolicy()
TARGET = Target("forge", "team/etl")
PLACE = Place("team/etl", 1)


def wanted(night: Night, links: Mapping[str, Link] | None = None, incident: str = "") -> list[tuple[str, str]]:
    """Action and number of each intent."""
    found = intents(night.entries, night.incidents, links or {}, POLICY, lambda _: TARGET)
    return [(each.action.value, each.number) for each in found if incident in each.incident_id]


def linked(night: Night) -> dict[str, Link]:
    return {name: Link(name, "forge", PLACE) for name in night.incidents}


def test_an_incident_wants_one_issue_and_nothing_more_before_it_is_made():
    night = Night()
    night.run(signal(at(0)))
    night.run(signal(at(3)))
    assert wanted(night) == [("create", "0")]


def test_one_that_is_over_before_an_issue_was_made_wants_none():
    night = Night()
    night.run(signal(at(0)), recovered(at(1)))
    assert wanted(night) == []


def test_a_life_with_an_issue():
    night = Night()
    night.run(signal(at(0)), now=at(0))
    night.run(signal(at(1)), signal(at(1, minutes=9), severity="critical", rule="other"), now=at(1, minutes=10))
    night.run(recovered(at(2)), now=at(2))
    night.run(signal(at(3)), now=at(3))
    night.run(signal(at(3, minutes=50)), now=at(3, minutes=50))
    assert wanted(night, linked(night)) == [
        ("create", "0"),
        ("update", "2026-03-01T00:00:00Z/3600"),
        ("update", "2026-03-01T01:00:00Z/3600"),
        ("escalate", "1"),
        ("close", "1"),
        ("reopen", "1"),
        ("update", "2026-03-01T03:00:00Z/3600"),
    ]


@pytest.mark.parametrize("action", [Decision.MUTE])
def test_a_muted_incident_makes_none_until_it_speaks_again(action):
    night = Night()
    night.run(signal(at(0)))
    night.decide(action, at(1))
    assert wanted(night) == []
    night.decide(Decision.UNMUTE, at(2))
    assert wanted(night) == [("create", "0")]


def test_children_of_an_umbrella_make_none_until_they_are_released():
    night = Night(Policy(storm_incidents=2))
    night.run(*(signal(at(0), fingerprint=f"fp1:{number}") for number in range(4)))
    umbrella = next(each for each in night.incidents.values() if each.is_umbrella)
    found = intents(night.entries, night.incidents, {}, POLICY, lambda _: TARGET)
    assert [each.incident_id for each in found] == [umbrella.incident_id]
    night.run(signal(at(5), fingerprint="fp1:0"), heard=at(5))
    found = intents(night.entries, night.incidents, {}, POLICY, lambda _: TARGET)
    assert len(found) == 4
    assert {each.action for each in found} == {Action.CREATE}


def test_a_merge_closes_as_a_duplicate_and_a_split_opens_again():
    night = Night()
    night.run(signal(at(0), fingerprint="fp1:a"), signal(at(0), fingerprint="fp1:b"))
    one, two = night.incidents
    night.decide(Decision.MERGE, at(1), one, other=two)
    found = intents(night.entries, night.incidents, linked(night), POLICY, lambda _: TARGET)
    merged = next(each for each in found if each.action is Action.CLOSE_DUPLICATE)
    assert (merged.incident_id, merged.other_id) == (one, two)
    night.decide(Decision.SPLIT, at(2), two, other=one)
    assert wanted(night, linked(night), one)[-1] == ("reopen", "1")


def test_one_that_follows_names_the_one_before():
    night = Night()
    night.run(signal(at(0)), recovered(at(1)))
    night.run(signal(at(days=30)))
    (found,) = intents(night.entries, night.incidents, {}, POLICY, lambda _: TARGET)
    assert found.action is Action.CREATE
    assert found.other_id == next(iter(night.incidents))


def test_a_flapping_incident_is_noted_once_a_day():
    night = Night()
    for hour in range(0, 12, 2):
        night.run(signal(at(hour)), recovered(at(hour + 1)), now=at(hour + 1))
    night.run(signal(at(13)), now=at(13))
    days = [number for action, number in wanted(night, linked(night)) if action == "update" and "86400" in number]
    assert days == ["2026-03-01T00:00:00Z/86400"]


def test_another_route_later_makes_no_second_issue():
    night = Night()
    night.run(signal(at(0)))
    before = intents(night.entries, night.incidents, {}, POLICY, lambda _: TARGET)
    after = intents(night.entries, night.incidents, linked(night), POLICY, lambda _: Target("other", "team/new"))
    assert {each.tracker for each in after} == {"forge"}
    assert before[0].intent_id == after[0].intent_id


def test_a_deleted_issue_is_made_again_only_where_the_fault_comes_back_after_that():
    night = Night()
    night.run(signal(at(0)))
    (name,) = night.incidents
    gone = {name: Link(name, "forge", None, is_gone=True, gone_after=night.through)}
    night.decide(Decision.RESOLVE, at(1))
    assert [action for action, _ in wanted(night, gone)] == ["create", "update", "close"]
    night.run(signal(at(2)))
    assert ("create", "1") in wanted(night, gone)
    assert ("reopen", "1") in wanted(night, {name: Link(name, "forge", None, is_gone=True, gone_after=99)})


@given(cuts(), st.integers(0, 5))
@settings(max_examples=60, deadline=None)
def test_a_replay_gives_the_same_intents_and_ids_are_distinct(cut, place):
    night = run_all(cut[1])
    first = intents(night.entries, night.incidents, linked(night), POLICY, lambda _: TARGET)
    again = intents(list(night.entries), fold(night.entries), linked(night), POLICY, lambda _: TARGET)
    assert again == first
    assert len({each.intent_id for each in first}) == len(first)
    part = night.entries[: len(night.entries) * place // 5]
    names = {each.intent_id for each in intents(part, fold(part), linked(night), POLICY, lambda _: TARGET)}
    assert names <= {each.intent_id for each in first}, "a longer journal has all that a shorter one had"


@given(cuts())
@settings(max_examples=60, deadline=None)
def test_lives_have_the_states_of_the_fold(cut):
    night = run_all(cut[1])
    lives: dict[str, Life] = {}
    for entry in night.entries:
        lives.setdefault(entry.incident_id, Life(POLICY)).take(entry)
    assert {name: life.state for name, life in lives.items()} == {
        name: each.state for name, each in night.incidents.items()
    }


_PARTS = st.tuples(st.text(min_size=1), st.text(min_size=1), st.sampled_from(list(Action)), st.text(min_size=1))


@given(_PARTS, _PARTS)
def test_ids_are_equal_only_for_equal_parts(one, two):
    assert (intent_id(*one) == intent_id(*two)) == (one == two)


def test_an_id_needs_all_its_parts():
    with pytest.raises(ValueError, match="found no tracker"):
        intent_id("inc-1", "", Action.CREATE, "0")
