"""Who gets an issue."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from faultbook.delivery.assignment import NOBODY, Assignee, AssigneeKind, Assignment, Rotation, assignee_of
from faultbook.delivery.place import Target
from tests.delivery.texts.subjects import KNOWN

TARGET = Target("github", "acme/orders")
ANN, BOB = (Assignee(AssigneeKind.PERSON, login) for login in ("ann", "bob"))
COPILOT = Assignee(AssigneeKind.COPILOT)
MONDAY = datetime(2026, 11, 2, tzinfo=UTC)


def test_nobody_is_assigned_by_default():
    assert assignee_of(KNOWN.incident, TARGET, Assignment(), MONDAY) == NOBODY


def test_the_rule_comes_before_the_repository_and_that_before_the_default():
    assignment = Assignment(rules={"failed_runs": ANN}, repositories={TARGET: BOB}, default=COPILOT)
    other = replace(KNOWN.incident, rule="other")
    assert assignee_of(KNOWN.incident, TARGET, assignment, MONDAY) == ANN
    assert assignee_of(other, TARGET, assignment, MONDAY) == BOB
    assert assignee_of(other, Target("github", "acme/x"), assignment, MONDAY) == COPILOT


def test_people_take_turns_by_time():
    weekly = Assignment(default=Rotation((ANN, BOB), timedelta(days=7), MONDAY))
    turns = [assignee_of(KNOWN.incident, TARGET, weekly, MONDAY + timedelta(days=day)) for day in (-1, 0, 6, 7, 14)]
    assert turns == [BOB, ANN, ANN, BOB, ANN]


def test_assistants_take_turns_by_incident_and_an_incident_keeps_its_own():
    by_incident = Assignment(default=Rotation((COPILOT, NOBODY)))
    incidents = [replace(KNOWN.incident, incident_id=f"inc-{number:016x}") for number in range(4)]
    for at in (MONDAY, MONDAY + timedelta(days=99)):
        found = [assignee_of(each, TARGET, by_incident, at) for each in incidents]
        assert found == [COPILOT, NOBODY, COPILOT, NOBODY]


def test_a_rotation_has_members_and_a_time():
    with pytest.raises(ValueError, match="found 0 members"):
        Rotation(())
    with pytest.raises(ValueError, match="expected 1 or more, and a time"):
        Rotation((ANN,), timedelta())
