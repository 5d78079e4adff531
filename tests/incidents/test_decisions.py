"""Decisions of people: what they change, what is refused and why, and that repeating one changes nothing."""

from dataclasses import replace

import pytest

from faultbook.errors import SettingError
from faultbook.incidents.decisions import DONE_ALREADY, Action, Request, carried_out
from faultbook.incidents.ids import full_id
from faultbook.incidents.journal import Entry, Kind
from faultbook.incidents.rows import request_of, request_row
from tests.incidents.nights import Night, at, recovered, signal

A, B = "fp1:a", "fp1:b"


def two() -> tuple[Night, str, str]:
    night = Night()
    night.run(signal(at(0), fingerprint=A), signal(at(0), fingerprint=B, events=2))
    one, other = night.incidents
    return night, one, other


@pytest.mark.parametrize(
    ("action", "more"),
    [
        (Action.ACKNOWLEDGE, {}),
        (Action.ASSIGN, {"assignee": "ben"}),
        (Action.MUTE, {}),
        (Action.MUTE, {"until": at(99)}),
        (Action.MUTE, {"count": 3}),
        (Action.RESOLVE, {}),
        (Action.RESOLVE, {"build": "1.2"}),
        (Action.RESOLVE, {"in_next_build": True}),
        (Action.RESOLVE, {"not_planned": True}),
    ],
)
def test_a_decision_that_is_done_repeats_harmlessly(action, more):
    night = Night()
    night.run(signal(at(0), build="1.0"))
    assert len(night.decide(action, at(1), **more)) == 1
    after = night.incidents
    assert night.decide(action, at(1), **more) == night.decide(action, at(2), **more) == []
    assert night.incidents == after


def test_what_is_not_so_is_undone_harmlessly_too():
    night = Night()
    night.run(signal(at(0)))
    assert night.decide(Action.UNMUTE, at(1)) == []
    assert night.decide(Action.REOPEN, at(1)) == []
    assert night.decide(Action.ASSIGN, at(1)) == []


def test_who_and_why_are_kept():
    night = Night()
    night.run(signal(at(0)))
    night.decide(Action.ASSIGN, at(1), assignee="ben", author="ana", reason="knows it")
    entry = night.entries[-1]
    assert (entry.author, entry.reason, entry.batch_id, entry.at) == ("ana", "knows it", 0, at(1))
    assert night.newest.assignee == "ben"
    night.decide(Action.ASSIGN, at(2))
    assert night.newest.assignee is None


def test_a_merge_continues_in_the_other_and_a_split_undoes_it():
    night, one, other = two()
    night.decide(Action.MERGE, at(1), one, other=other)
    merged = night.incidents[one]
    assert (merged.state, merged.merged_into, merged.occurrence_count) == ("merged", other, 1)
    night.run(signal(at(2), fingerprint=A, events=5))
    assert (night.incidents[other].occurrence_count, night.incidents[one].occurrence_count) == (7, 1)
    night.decide(Action.SPLIT, at(3), other, other=one)
    assert (night.incidents[one].state, night.incidents[one].merged_into) == ("open", None)
    night.run(signal(at(4), fingerprint=A))
    assert (night.incidents[other].occurrence_count, night.incidents[one].occurrence_count) == (7, 2)
    assert night.decide(Action.SPLIT, at(5), other, other=one) == []


def test_a_merge_outlives_resolutions_and_new_incidents():
    night, one, other = two()
    night.decide(Action.MERGE, at(1), one, other=other)
    night.run(recovered(at(2), A))
    assert night.incidents[other].state == "resolved", "the incident that goes on recovers"
    night.run(signal(at(3), fingerprint=A))
    assert night.incidents[other].state == "open"
    night.decide(Action.RESOLVE, at(4), other)
    night.run(signal(at(4, days=30), fingerprint=A))
    assert (night.newest.fingerprint, night.newest.follows_id) == (B, other)
    assert night.incidents[one].state == "merged"


def test_merges_chain_and_repeat():
    night, one, other = two()
    night.run(signal(at(0), fingerprint="fp1:c"))
    third = list(night.incidents)[-1]
    night.decide(Action.MERGE, at(1), one, other=other)
    night.decide(Action.MERGE, at(2), other, other=third)
    assert night.decide(Action.MERGE, at(3), one, other=third) == [], "it goes on there already"
    night.run(signal(at(4), fingerprint=A))
    assert night.incidents[third].occurrence_count == 2


def test_what_was_resolved_is_resolved_again_after_a_split():
    night, one, other = two()
    night.decide(Action.RESOLVE, at(1), one)
    night.decide(Action.MERGE, at(2), one, other=other)
    night.decide(Action.SPLIT, at(3), other, other=one)
    assert (night.incidents[one].state, night.incidents[one].resolved_at) == ("resolved", at(1))


def refused(night: Night, action: Action, incident: str, **more) -> str:
    with pytest.raises(SettingError) as wrong:
        night.decide(action, at(5), incident, **more)
    return str(wrong.value)


def test_refusals_name_what_was_found_and_how_to_fix_it():
    night, one, other = two()
    assert refused(night, Action.MUTE, one, until=at(1)).startswith("until: found 2026-03-01T01:00:00+00:00, expected")
    assert refused(night, Action.MUTE, one, until=at(9), count=2) == "until, count: found both, expected one of them."
    assert refused(night, Action.MUTE, one, count=0) == "count: found 0, expected 1 or more events."
    assert (
        refused(night, Action.MERGE, one) == "other: found nothing, but merge needs it. Fix: give the other incident."
    )
    assert "expected another incident" in refused(night, Action.MERGE, one, other=one)
    assert refused(night, Action.MERGE, one, other="inc-0") == "other: found 'inc-0', expected the id of an incident."
    assert refused(night, Action.RESOLVE, "inc-0") == "incident: found 'inc-0', expected the id of an incident."
    assert "names no build" in refused(night, Action.RESOLVE, one, in_next_build=True)
    assert "expected one of them" in refused(night, Action.RESOLVE, one, build="1", in_next_build=True)
    assert refused(night, Action.RESOLVE, one, reason=" ") == (
        "reason: found nothing, expected a value. Fix: give --reason=VALUE."
    )
    night.decide(Action.RESOLVE, at(6), one)
    assert "Fix: reopen it first" in refused(night, Action.ACKNOWLEDGE, one)
    assert "is resolved already (person)" in refused(night, Action.RESOLVE, one, not_planned=True)
    assert "Fix: reopen the other first" in refused(night, Action.MERGE, other, other=one)
    night.decide(Action.MERGE, at(7), one, other=other)
    for action in (Action.ACKNOWLEDGE, Action.RESOLVE, Action.REOPEN, Action.MUTE):
        assert f"{one} was merged into {other}" in refused(night, action, one)
    assert "itself" in refused(night, Action.MERGE, other, other=one)
    assert refused(night, Action.SPLIT, one, other=other + "x").startswith("other: found")


def test_a_split_off_another_one_is_refused():
    night, one, other = two()
    night.run(signal(at(0), fingerprint="fp1:c"))
    third = list(night.incidents)[-1]
    night.decide(Action.MERGE, at(1), one, other=other)
    assert "Fix: split it off that one" in refused(night, Action.SPLIT, third, other=one)


IDS = ("inc-00aa11bb22cc33dd", "inc-00aa99bb22cc33dd", "inc-ff00000000000000")


@pytest.mark.parametrize("text", ["inc-ff", "FF", " inc-ff00000000000000 "])
def test_the_beginning_of_an_id_is_enough(text):
    assert full_id(text, IDS) == IDS[2]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("inc-00aa", "is the beginning of several ids \\(inc-00aa11bb22cc33dd, inc-00aa99bb22cc33dd\\)"),
        ("inc-00aa12bb22cc33dd", "the nearest are inc-00aa11bb22cc33dd"),
        ("", "is no id of an incident"),
        ("inc-", "is no id of an incident"),
    ],
)
def test_other_ids_are_errors_with_the_nearest(text, message):
    with pytest.raises(SettingError, match=message):
        full_id(text, IDS)


def waiting(night: Night, action: Action, when, incident: str = "", **more) -> Request:
    name = incident or night.newest.incident_id
    given = {"author": "ana", "reason": "so it is", "decision_id": f"{action.value}-{when.isoformat()}", **more}
    return Request(action=action, incident=name, at=when, **given)


def take(night: Night, *requests: Request) -> list[Entry]:
    made = carried_out(requests, night.incidents.values(), now=at(9), through_number=night.through)
    night.entries += made
    return made


def test_what_waited_is_carried_out_in_its_order_as_a_command_would():
    night, by_command = Night(), Night()
    for each in (night, by_command):
        each.run(signal(at(0)))
    take(
        night,
        waiting(night, Action.RESOLVE, at(1), not_planned=True),
        waiting(night, Action.REOPEN, at(2)),
        waiting(night, Action.ASSIGN, at(3), assignee="ben"),
    )
    by_command.decide(Action.RESOLVE, at(1), author="ana", reason="so it is", not_planned=True)
    by_command.decide(Action.REOPEN, at(2), author="ana", reason="so it is")
    by_command.decide(Action.ASSIGN, at(3), author="ana", reason="so it is", assignee="ben")

    def without_ids(entry: Entry) -> Entry:
        return replace(entry, entry_id="", decision_id=None, recorded_at=at(0))

    assert [without_ids(entry) for entry in night.entries] == [without_ids(entry) for entry in by_command.entries]
    assert all(entry.decision_id for entry in night.entries[-3:])


def test_what_can_no_longer_be_done_is_declined_with_the_reason_and_changes_nothing():
    night, one, other = two()
    night.decide(Action.MERGE, at(1), one, other=other)
    night.decide(Action.ACKNOWLEDGE, at(1), other)
    before = night.incidents
    made = take(
        night,
        waiting(night, Action.MUTE, at(2), one),
        waiting(night, Action.ACKNOWLEDGE, at(3), other),
        waiting(night, Action.ACKNOWLEDGE, at(4), "inc-gone"),
    )
    assert [(entry.kind, entry.incident_id) for entry in made] == [(Kind.DECLINED, one), (Kind.DECLINED, other)]
    assert f"was merged into {other}" in made[0].reason
    assert (made[1].reason, made[1].facts) == (DONE_ALREADY, {"decision": "acknowledge"})
    assert {name: each.state for name, each in night.incidents.items()} == {
        name: each.state for name, each in before.items()
    }


@pytest.mark.parametrize("action", list(Action))
def test_a_decision_is_the_same_after_its_row(action):
    request = Request(
        action, "inc-a", "ana", "so it is", at(1), decision_id="d-1",
        **{Action.MERGE: {"other": "inc-b"}, Action.SPLIT: {"other": "inc-b"}, Action.ASSIGN: {"assignee": "ben"},
           Action.MUTE: {"until": at(5)}, Action.RESOLVE: {"build": "1.2", "not_planned": True}}.get(action, {}),
    )  # fmt: skip
    assert request_of(request_row(request)) == request
