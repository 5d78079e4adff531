"""Limits of an hour: never more than they allow, nothing lost, the oldest first."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultbook.delivery.attempts import Attempt, AttemptState
from faultbook.delivery.intent import Action, Intent
from faultbook.delivery.limits import HOUR, limited, pauses
from faultbook.delivery.policy import DeliveryPolicy, Limits
from faultbook.errors import SettingError
from tests.incidents.nights import START, at

REPOSITORIES = ("team/a", "team/b")


def intent(number: int, action: Action, repository: str) -> Intent:
    when = at(minutes=number)
    place = repository if action is Action.CREATE else ""
    return Intent(f"int-{number:04}", f"inc-{number:04}", "forge", action, "0", number, when, when, when, place)


def sent(each: Intent, when: object, state: AttemptState = AttemptState.SENT) -> Attempt:
    assert isinstance(when, type(START))
    return Attempt(each.intent_id, each.incident_id, "forge", each.action, 1, 1, state, when, each.repository)


@given(
    st.lists(st.tuples(st.sampled_from([Action.CREATE, Action.UPDATE]), st.sampled_from(REPOSITORIES)), max_size=30),
    st.builds(Limits, *(st.none() | st.integers(1, 4) for _ in range(3))),
    st.lists(st.integers(1, 50), min_size=1, max_size=30),
)
def test_no_hour_has_more_than_its_limits_and_all_are_done_at_last(wanted, limits, steps):
    due = [intent(number, action, repository) for number, (action, repository) in enumerate(wanted)]
    rows: list[Attempt] = []
    now = at(2)
    for step in [*steps, *[61] * len(due)]:
        going, kept = limited(due, rows, limits, now)
        assert [*going, *(each.intent for each in kept)] != [] or due == []
        assert {each.intent_id for each in going} | {each.intent.intent_id for each in kept} == {
            each.intent_id for each in due
        }
        assert all(now < each.until <= now + HOUR and "wait" in each.reason for each in kept)
        assert going == sorted(going, key=lambda each: each.at)
        rows += [sent(each, now) for each in going]
        due = [each.intent for each in kept]
        now += timedelta(minutes=step)
    assert due == []
    for row in rows:
        within = [each for each in rows if row.at <= each.at < row.at + HOUR]
        made = [each for each in within if each.action is Action.CREATE]
        assert len(made) <= (limits.issues or 99)
        assert len([each for each in within if each.action is Action.UPDATE]) <= (limits.updates or 99)
        for name in REPOSITORIES:
            assert len([each for each in made if each.repository == name]) <= (limits.issues_of_repository or 99)


@pytest.mark.parametrize(
    ("state", "goes"),
    [
        (AttemptState.SENT, False),
        (AttemptState.SENDING, False),
        (AttemptState.UNCERTAIN, False),
        (AttemptState.THROTTLED, True),
        (AttemptState.REFUSED, True),
    ],
)
def test_what_surely_was_not_done_does_not_count(state, goes):
    one, two = (intent(number, Action.CREATE, "team/a") for number in (1, 2))
    going, kept = limited([two], [sent(one, at(1, minutes=50), state)], Limits(issues=1), at(2))
    assert (going == [two]) is goes
    assert [each.reason for each in kept] == (
        [] if goes else ["max_issues_per_hour of 1 in an hour is reached; 1 wait"]
    )


def test_a_tracker_that_throttles_is_left_alone_as_a_whole():
    row = sent(intent(1, Action.UPDATE, ""), at(1), AttemptState.THROTTLED)
    rows = [replace(row, until=at(2)), replace(row, until=at(3)), replace(row, tracker="other", until=at(1))]
    assert pauses(rows, at(1, minutes=30)) == {"forge": at(3)}
    assert pauses(rows, at(3)) == {}


@pytest.mark.parametrize("name", ["issues", "issues_of_repository", "updates"])
def test_a_limit_below_one_is_refused(name):
    with pytest.raises(SettingError, match=f"{name}: found 0, expected 1 or more"):
        Limits(**{name: 0})


def test_a_settle_time_that_lists_can_be_later_than_is_refused():
    with pytest.raises(SettingError, match="settle: found 0:09:00, expected 0:10:00 or more"):
        DeliveryPolicy(settle=timedelta(minutes=9))
