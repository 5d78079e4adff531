"""Assistants: requests as documented, what is dropped and refused, and that nothing is sent with a wrong token."""

import pytest

from faultbook.delivery.port import NewIssue, Refused, Uncertain
from faultbook.trackers.assistants import COPILOT, CopilotTask, assign_by_label, assign_copilot
from tests.trackers.conftest import REPOSITORY, opened
from tests.trackers.stand_in import answers

USER_TOKEN = "github_pat_of-a-user"


@pytest.fixture
def number(github):
    return opened(github).make(REPOSITORY, NewIssue("x", "y", ("bug",))).number


def test_copilot_gets_its_task_as_it_is_documented(github, number):
    task = CopilotTask("acme/pipelines", "main", "Read CONTRIBUTING.md first.")
    assigned = assign_copilot(opened(github), REPOSITORY, number, task, token=USER_TOKEN)
    assert assigned.took and assigned.sentence == "Copilot is assigned to acme/pipelines#1."
    assert github.requests[-1].path == f"/repos/{REPOSITORY}/issues/1/assignees"
    assert github.requests[-1].body == {
        "assignees": [COPILOT],
        "agent_assignment": {
            "target_repo": "acme/pipelines",
            "base_branch": "main",
            "custom_instructions": "Read CONTRIBUTING.md first.",
        },
    }


def test_without_a_task_nothing_is_invented(github, number):
    assert assign_copilot(opened(github), REPOSITORY, number, CopilotTask(), token=USER_TOKEN).took
    assert github.requests[-1].body == {"assignees": [COPILOT]}


def test_who_is_assigned_already_stays(github, number):
    github.repository(REPOSITORY).issues[number]["assignees"] = [{"login": "ada"}]
    assign_copilot(opened(github), REPOSITORY, number, CopilotTask(), token=USER_TOKEN)
    found, _ = opened(github).read(REPOSITORY, number)
    assert found.assignees == ("ada", COPILOT)


@pytest.mark.parametrize("login", ["Copilot", "copilot-swe-agent"])
def test_it_took_whatever_name_the_answer_has(github, number, login):
    row = {**github.repository(REPOSITORY).issues[number], "assignees": [{"login": login}]}
    github.fails("POST", "/assignees", answers(201, row))
    assert assign_copilot(opened(github), REPOSITORY, number, CopilotTask(), token=USER_TOKEN).took


def test_an_assignment_that_is_dropped_is_reported(github, number):
    github.assignable.discard(COPILOT)
    assigned = assign_copilot(opened(github), REPOSITORY, number, CopilotTask(), token=USER_TOKEN)
    assert not assigned.took
    assert "GitHub dropped it without a reason. Fix: switch Copilot's coding agent on" in assigned.sentence


def test_a_token_of_an_installation_is_refused_before_anything_is_sent(github, number):
    before = len(github.requests)
    with pytest.raises(Refused, match="GitHub assigns Copilot for users only") as raised:
        assign_copilot(opened(github), REPOSITORY, number, CopilotTask(), token="ghs_hunter2")
    assert "hunter2" not in str(raised.value)
    assert len(github.requests) == before


def test_refusals_and_unclear_answers_are_those_of_the_port(github, number):
    for act, kind in ((answers(403, {"message": "hunter2"}), Refused), (answers(502), Uncertain)):
        github.fails("POST", "/assignees", act)
        with pytest.raises(kind) as raised:
            assign_copilot(opened(github), REPOSITORY, number, CopilotTask(), token=USER_TOKEN)
        assert "hunter2" not in str(raised.value)


def test_a_label_for_an_assistant_is_added_and_read_back(stand_in, tracker):
    number = tracker.make(REPOSITORY, NewIssue("x", "y", ("bug",))).number
    assigned = assign_by_label(tracker, REPOSITORY, number, "ai:claude")
    assert assigned.took
    assert tracker.read(REPOSITORY, number)[0].labels == ("bug", "ai:claude")


def test_a_label_that_is_dropped_is_reported(stand_in, tracker):
    number = tracker.make(REPOSITORY, NewIssue("x", "y")).number
    stand_in.repository(REPOSITORY).writers.clear()
    assigned = assign_by_label(tracker, REPOSITORY, number, "ai:claude")
    assert (assigned.took, assigned.sentence) == (
        False,
        "acme/pipelines#1 did not get the label ai:claude. Fix: give the account write access to it.",
    )
