"""Assignment at the stand-in: people, Copilot, Claude; what is dropped or refused has a sentence, and no secret."""

import pytest

from faultbook.delivery.assigner import Errand
from faultbook.delivery.assignment import Assignee, AssigneeKind, ClaudeTrigger, CopilotChoice, person
from faultbook.delivery.marker import assignment_mark, markers_in
from faultbook.delivery.port import Gone, NewIssue, Refused, Uncertain
from faultbook.errors import MissingDependency
from faultbook.trackers.assigners import CopilotAccount, TrackerAssigner
from faultbook.trackers.assistants import COPILOT as COPILOT_LOGIN
from tests.trackers.conftest import REPOSITORY, opened
from tests.trackers.stand_in import answers

INTENT = "int-0123456789abcdef"
ADA, COPILOT, CLAUDE = person("ada"), Assignee(AssigneeKind.COPILOT), Assignee(AssigneeKind.CLAUDE)
INSTRUCTIONS = "Find the cause."


def errand(tracker, assignee, repository=REPOSITORY):
    issue = tracker.make(repository, NewIssue("x", "y", ("bug",)))
    return Errand(issue, assignee, INSTRUCTIONS, INTENT)


def shows(assigner, made) -> bool:
    issue, comments = assigner.tracker.read(made.issue.repository, made.issue.number)
    return assigner.has(issue, comments, made.assignee, made.intent_id)


def with_copilot(stand_in, **choice):
    user = opened(stand_in, token="token-of-a-person")
    account = CopilotAccount(user, lambda: "github_pat_of-ada")
    return TrackerAssigner(opened(stand_in), copilot=CopilotChoice(**choice), copilot_account=account)


def test_a_person_is_assigned_and_read_back(tracker):
    assigner, made = TrackerAssigner(tracker), errand(tracker, ADA)
    assert not shows(assigner, made)
    assert assigner.assign(made).sentence == "@ada is assigned to acme/pipelines#1."
    assert shows(assigner, made)


def test_on_github_a_person_is_added_to_who_came_meanwhile(github):
    tracker = opened(github)
    made = errand(tracker, ADA)
    github.repository(REPOSITORY).issues[1]["assignees"] = [{"login": "zoe"}]
    assert TrackerAssigner(tracker).assign(made).took
    assert tracker.read(REPOSITORY, 1)[0].assignees == ("zoe", "ada")


def test_one_who_is_no_collaborator_is_a_sentence(stand_in, tracker):
    assigner = TrackerAssigner(tracker)
    made = errand(tracker, person("eve"))
    expected = "@eve is no collaborator of acme/pipelines who may write. Fix: invite them, or name another."
    if stand_in.dialect == "github":
        result = assigner.assign(made)
        assert not result.took and result.sentence.endswith(f"dropped it without a reason. {expected}")
    else:
        with pytest.raises(Refused, match="422") as raised:
            assigner.assign(made)
        assert str(raised.value).endswith(expected) and "hunter2" not in str(raised.value)
    assert not shows(assigner, made)


def test_a_collaborator_who_is_dropped_means_that_the_account_may_not_assign(github):
    tracker = opened(github)
    github.repository(REPOSITORY).writers.add("bob")
    result = TrackerAssigner(tracker).assign(errand(tracker, person("bob")))
    assert result.sentence.endswith("Fix: give the account faultbook-bot write access to acme/pipelines.")


@pytest.mark.parametrize("login", ["ada lovelace", "@ada", "Copilot", COPILOT_LOGIN, "../x"])
def test_what_is_no_login_of_a_person_is_refused_before_anything_is_sent(github, login):
    tracker = opened(github)
    made = errand(tracker, person(login))
    before = len(github.requests)
    with pytest.raises(Refused, match="is no login of a person"):
        TrackerAssigner(tracker).assign(made)
    assert len(github.requests) == before


def test_copilot_gets_the_instructions_with_the_token_of_the_user(github):
    assigner = with_copilot(github, base_branch="main", custom_agent="fixer", model="a-model")
    made = errand(assigner.tracker, COPILOT)
    assert assigner.assign(made).sentence == "Copilot is assigned to acme/pipelines#1."
    sent = github.requests[-1]
    assert sent.body == {
        "assignees": [COPILOT_LOGIN],
        "agent_assignment": {
            "base_branch": "main",
            "custom_instructions": INSTRUCTIONS,
            "custom_agent": "fixer",
            "model": "a-model",
        },
    }
    assert sent.headers["Authorization"] == "Bearer token-of-a-person"
    assert shows(assigner, made)


def test_copilot_that_is_dropped_is_a_sentence(github):
    github.assignable.discard(COPILOT_LOGIN)
    assigner = with_copilot(github)
    made = errand(assigner.tracker, COPILOT)
    assert "GitHub dropped it without a reason" in assigner.assign(made).sentence
    assert not shows(assigner, made)


def test_copilot_needs_a_user(tracker):
    with pytest.raises(Refused, match=r"has no user_token, or is not GitHub\. Fix: name the token of a user"):
        TrackerAssigner(tracker).assign(errand(tracker, COPILOT))


def test_a_token_that_is_missing_is_a_reason_and_sends_nothing(github):
    def missing() -> str:
        raise MissingDependency("${env:USER_TOKEN}: the variable USER_TOKEN is not set. Fix: set it.")

    tracker = opened(github)
    made = errand(tracker, COPILOT)
    before = len(github.requests)
    with pytest.raises(Refused, match="the variable USER_TOKEN is not set"):
        TrackerAssigner(tracker, copilot_account=CopilotAccount(opened(github), missing)).assign(made)
    assert len(github.requests) == before


def test_claude_gets_its_label_last(tracker):
    assigner = TrackerAssigner(tracker, ClaudeTrigger("ai:claude"))
    made = errand(tracker, CLAUDE)
    assert not shows(assigner, made)
    assert assigner.assign(made).took and shows(assigner, made)
    assert tracker.read(REPOSITORY, 1)[0].labels == ("bug", "ai:claude")


def test_claude_is_mentioned_in_a_comment_with_the_instructions(tracker):
    assigner = TrackerAssigner(tracker, ClaudeTrigger(mention="@claude"))
    made = errand(tracker, CLAUDE)
    tracker.comment(REPOSITORY, 1, "@claude, somebody wrote")
    assert not shows(assigner, made)
    assert assigner.assign(made).sentence == "acme/pipelines#1 has a comment to @claude."
    body = tracker.read(REPOSITORY, 1)[1][-1].body
    assert body == f"@claude {INSTRUCTIONS}\n\n{assignment_mark(INTENT)}"
    assert markers_in(body) == [] and shows(assigner, made)


def test_a_mark_that_somebody_copied_is_no_mention(stand_in, tracker):
    assigner = TrackerAssigner(tracker, ClaudeTrigger(mention="@claude"))
    made = errand(tracker, CLAUDE)
    opened(stand_in, token="token-of-a-person").comment(REPOSITORY, 1, assignment_mark(INTENT))
    assert not shows(assigner, made)


@pytest.mark.parametrize("assignee", [ADA, CLAUDE, COPILOT], ids=lambda each: each.text)
def test_failures_are_those_of_the_port_and_show_no_secret(github, assignee):
    assigner = with_copilot(github)
    made = errand(assigner.tracker, assignee)
    for act, kind in ((answers(403, {"message": "hunter2"}), Refused), (answers(502), Uncertain)):
        github.fails("POST", "/(assignees|labels)", act)
        with pytest.raises(kind) as raised:
            assigner.assign(made)
        assert "hunter2" not in str(raised.value)
    github.repository(REPOSITORY).issues.clear()
    with pytest.raises(Gone):
        assigner.assign(made)
