"""A life of an issue against the stand-in, in both dialects, and what a person does meanwhile."""

from dataclasses import replace

import pytest

from faultbook.delivery.port import (
    ClosedAs,
    CommentGone,
    Gone,
    IssueChange,
    IssueState,
    Moved,
    NewIssue,
    Refused,
)
from tests.trackers.conftest import REPOSITORY, opened
from tests.trackers.life_cycle import live

NEW = NewIssue("Copy orders failed", "body", ("bug",))


def test_a_life_of_an_issue(stand_in, tracker):
    live(tracker, REPOSITORY, kept=frozenset(ClosedAs if stand_in.dialect == "github" else ()))


def test_labels_that_the_account_may_not_make_are_missing_in_the_answer(stand_in, tracker):
    stand_in.repository(REPOSITORY).writers.clear()
    stand_in.repository(REPOSITORY).labels["known"] = 7
    made = tracker.make(REPOSITORY, replace(NEW, labels=("known", "new")))
    assert made.labels == (("known",) if stand_in.dialect == "gitea" else ())


def test_labels_are_compared_without_case_and_made_once():
    from tests.trackers.stand_in import serving  # noqa: PLC0415

    with serving("gitea") as stand_in:
        stand_in.repository(REPOSITORY).labels["Bug"] = 7
        made = opened(stand_in).make(REPOSITORY, replace(NEW, labels=("bug", "new", "new", "NEW")))
        assert made.labels == ("Bug", "new")
        assert len(stand_in.sent("POST", "/labels")) == 1


def test_labels_are_added_to_those_that_are_there(tracker):
    made = tracker.make(REPOSITORY, NEW)
    assert tracker.add_labels(REPOSITORY, made.number, ("ai:claude",)) == ("bug", "ai:claude")


def test_what_a_person_closed_has_its_reason_and_the_person(github):
    bot, ada = opened(github), opened(github, "token-of-a-person")
    number = bot.make(REPOSITORY, NEW).number
    ada.change(REPOSITORY, number, IssueChange(state=IssueState.CLOSED, closed_as=ClosedAs.NOT_PLANNED))
    found, _ = bot.read(REPOSITORY, number)
    assert (found.closed_as, found.closed_by) == (ClosedAs.NOT_PLANNED, "ada")


def test_an_issue_that_is_deleted_is_gone(stand_in, tracker):
    made = tracker.make(REPOSITORY, NEW)
    comment = tracker.comment(REPOSITORY, made.number, "x")
    repository = stand_in.repository(REPOSITORY)
    repository.deleted.add(made.number)
    repository.comments.clear()
    for act in (
        lambda: tracker.read(REPOSITORY, made.number),
        lambda: tracker.change(REPOSITORY, made.number, IssueChange(title="x")),
        lambda: tracker.comment(REPOSITORY, made.number, "x"),
        lambda: tracker.comment(REPOSITORY, made.number, "x", comment.comment_id),
        lambda: tracker.read(REPOSITORY, 4711),
    ):
        with pytest.raises(Gone):
            act()


def test_a_comment_that_is_deleted_is_gone_and_its_issue_is_not(stand_in, tracker):
    made = tracker.make(REPOSITORY, NEW)
    comment = tracker.comment(REPOSITORY, made.number, "x")
    stand_in.repository(REPOSITORY).comments.clear()
    with pytest.raises(CommentGone, match="somebody deleted the comment"):
        tracker.comment(REPOSITORY, made.number, "y", comment.comment_id)
    assert tracker.read(REPOSITORY, made.number)[1] == []


def test_a_credential_that_lost_its_right_does_not_look_like_a_deleted_issue(stand_in, tracker):
    number = tracker.make(REPOSITORY, NEW).number
    stand_in.hidden.add(REPOSITORY)
    for act in (
        lambda: tracker.read(REPOSITORY, number),
        lambda: tracker.change(REPOSITORY, number, IssueChange(title="x")),
        lambda: list(tracker.listed(REPOSITORY)),
        lambda: tracker.make(REPOSITORY, NEW),
    ):
        with pytest.raises(Refused, match=r"Nor is the repository\. Fix: check its name") as raised:
            act()
        assert not isinstance(raised.value, Gone)


def test_issues_that_are_switched_off_are_no_deleted_issue(stand_in, tracker):
    number = tracker.make(REPOSITORY, NEW).number
    stand_in.repository(REPOSITORY).has_issues = False
    for act in (
        lambda: tracker.read(REPOSITORY, number),
        lambda: tracker.make(REPOSITORY, replace(NEW, labels=())),
        lambda: list(tracker.listed(REPOSITORY)),
    ):
        with pytest.raises(Refused, match=r"Issues are switched off in acme/pipelines\. Fix: ") as raised:
            act()
        assert not isinstance(raised.value, Gone)


def test_reads_follow_a_renamed_repository_and_writes_report_it(github):
    tracker = opened(github)
    number = tracker.make(REPOSITORY, NEW).number
    github.repositories["acme/flows"] = github.repositories.pop(REPOSITORY)
    github.repositories["acme/flows"].name = "acme/flows"
    for issue in github.repositories["acme/flows"].issues.values():
        issue["repository_url"] = f"{github.address}/repos/acme/flows"
    github.renamed[REPOSITORY] = "acme/flows"
    found, _ = tracker.read(REPOSITORY, number)
    assert (found.repository, found.number) == ("acme/flows", number)
    assert [issue.repository for issue in tracker.listed(REPOSITORY)] == ["acme/flows"]
    writes = len(github.sent("POST")) + len(github.sent("PATCH"))
    with pytest.raises(Moved) as raised:
        tracker.make(REPOSITORY, NEW)
    assert (raised.value.repository, raised.value.number) == ("acme/flows", None)
    with pytest.raises(Moved, match=r"It is acme/flows#1\.") as raised:
        tracker.change(REPOSITORY, number, IssueChange(title="x"))
    assert (raised.value.repository, raised.value.number) == ("acme/flows", number)
    assert len(github.sent("POST")) + len(github.sent("PATCH")) == writes + 2


def test_a_transferred_issue_is_found_at_its_new_place(github):
    tracker = opened(github)
    number = tracker.make(REPOSITORY, NEW).number
    other = tracker.make(github.repository("acme/infra").name, NEW)
    github.repository(REPOSITORY).transferred[number] = ("acme/infra", other.number)
    found, _ = tracker.read(REPOSITORY, number)
    assert (found.repository, found.number) == ("acme/infra", other.number)
    with pytest.raises(Moved) as raised:
        tracker.comment(REPOSITORY, number, "x")
    assert (raised.value.repository, raised.value.number) == ("acme/infra", other.number)


def test_where_it_went_is_unknown_where_it_cannot_be_read(github):
    tracker = opened(github)
    number = tracker.make(REPOSITORY, NEW).number
    github.repository(REPOSITORY).transferred[number] = ("acme/secret", 1)
    github.repository("acme/secret")
    github.hidden.add("acme/secret")
    with pytest.raises(Moved) as raised:
        tracker.change(REPOSITORY, number, IssueChange(title="x"))
    assert (raised.value.repository, raised.value.number) == (None, None)


@pytest.mark.parametrize(("login", "may"), [("faultbook-bot", True), ("reader", False), ("no/body?", False)])
def test_who_may_command(tracker, login, may):
    assert tracker.may_write(REPOSITORY, login) is may


def test_pull_requests_are_no_issues(stand_in, tracker):
    tracker.make(REPOSITORY, NEW)
    tracker.make(REPOSITORY, NEW)
    stand_in.repository(REPOSITORY).issues[1]["pull_request"] = {"url": "x"}
    assert [issue.number for issue in tracker.listed(REPOSITORY)] == [2]


def test_a_list_that_is_not_filtered_by_the_tracker_is_filtered_here(stand_in, tracker):
    tracker.make(REPOSITORY, NEW)
    rows = list(stand_in.repository(REPOSITORY).issues.values())
    from tests.trackers.stand_in import answers  # noqa: PLC0415

    stand_in.fails("GET", "/issues", answers(200, [{**rows[0], "number": 5, "user": {"login": "mallory"}}, *rows]))
    assert [issue.number for issue in tracker.listed(REPOSITORY, creator="faultbook-bot")] == [1]


@pytest.mark.parametrize("name", ["acme", "acme/a/b", "../x", "acme/..", "acme/a?b", "acme/a b", "", "acme/größe"])
def test_a_repository_that_is_no_name_is_never_part_of_a_path(stand_in, tracker, name):
    for act in (lambda: tracker.make(name, NEW), lambda: tracker.read(name, 1), lambda: list(tracker.listed(name))):
        with pytest.raises(Refused, match="expected one such as acme/pipelines"):
            act()
    assert stand_in.requests == []


def test_the_account_is_read_once_or_named(stand_in, tracker):
    assert tracker.account == tracker.account == "faultbook-bot"
    assert len(stand_in.sent("GET", "/user")) == 1
    assert opened(stand_in, account="faultbook[bot]").account == "faultbook[bot]"
    with pytest.raises(Refused, match="Fix: name the account in the configuration"):
        _ = opened(stand_in, token="expired").account
