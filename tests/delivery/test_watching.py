"""What people do is known, whatever webhooks are lost, late or repeated; docs/decisions/outbox.md has the figures."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultbook.delivery.assignment import NOBODY
from faultbook.delivery.intent import Action as Deed
from faultbook.delivery.intents import intents
from faultbook.delivery.place import Link, Place, Target
from faultbook.delivery.port import ClosedAs, Comment, IssueChange
from faultbook.delivery.watching.change import Change, ChangeKind, Known, known_from
from faultbook.delivery.watching.comparing import Linked, Ours, changes, is_old
from faultbook.delivery.watching.deciding import command_of, request_of
from faultbook.delivery.watching.messages import message_of
from faultbook.delivery.watching.snapshot import KnownBy, Snapshot
from faultbook.incidents.decisions import Action
from tests.delivery.forge import BOT
from tests.delivery.test_delivering import Desk
from tests.delivery.watched import Watched

AT = datetime(2026, 12, 1, tzinfo=UTC)
PLACE = Place("team/etl", 7)
OPEN = Snapshot("forge", PLACE, "", True, AT, KnownBy.READ, labels=("a",))
KNOWN = known_from(OPEN, AT)
LINK = Link("inc-0123456789abcdef", "forge", PLACE)
LINKED = Linked(LINK, AT, KNOWN, Ours(True, AT))


@pytest.mark.parametrize("seed", range(3))
def test_all_of_a_thousand_changes_are_known_after_one_reconciliation(seed):
    watched = Watched(seed)
    watched.act(1_000)
    before = sum(1 for _ in watched.unknown())
    watched.read(is_whole=True)
    assert list(watched.unknown()) == []
    assert before > 100, "too little was lost to prove anything"
    gone = len([each for each in watched.changes if each.kind in (ChangeKind.DELETED, ChangeKind.MOVED)])
    pages = -(-watched.issues // watched.forge.page) + 2
    print(f"seed {seed}: 1,000 changes, {before} unknown before the read, {watched.calls} calls, {gone} gone")
    assert watched.calls <= pages + 2 * gone


def test_a_read_of_what_changed_takes_two_calls_and_finds_nothing_twice():
    watched = Watched(1)
    watched.world.go_on(hours=1)
    watched.read()
    watched.act(20)
    watched.read()
    found = len(watched.changes)
    watched.read()
    assert (watched.calls, len(watched.changes)) == (2, found)


def after(minutes: float, **more) -> Snapshot:
    return replace(OPEN, updated_at=AT + timedelta(minutes=minutes), **more)


def kinds(snapshot: Snapshot, linked: Linked = LINKED) -> list[str]:
    return [change.kind.value for change in changes(snapshot, linked, BOT, AT)]


def closed(minutes: float = 5, by: str | None = "ana", **more) -> Snapshot:
    at = AT + timedelta(minutes=minutes)
    return after(minutes, is_open=False, closed_by=by, closed_at=at, **more)


def test_each_change_is_named_and_what_is_known_is_none():
    assert kinds(OPEN) == []
    assert kinds(after(5)) == ["seen"]
    assert kinds(closed()) == ["closed"]
    assert kinds(closed(by=BOT)) == ["seen"]
    assert kinds(after(5, assignees=("bob",), labels=("b",))) == ["assigned", "labelled"]
    [labelled] = changes(after(5, labels=("b",)), LINKED, BOT, AT)
    assert labelled.value == "+b -a"


def test_a_reopening_is_a_persons_unless_it_was_ours():
    seen_closed = LINKED._replace(known=known_from(closed(), AT + timedelta(minutes=6)))
    assert kinds(after(9), seen_closed) == ["reopened"]
    assert kinds(after(9), seen_closed._replace(ours=Ours(True, AT + timedelta(minutes=8)))) == ["seen"]
    ours_closed = LINKED._replace(ours=Ours(False, AT + timedelta(minutes=6)))
    assert kinds(after(9), ours_closed) == ["reopened"]


def test_what_was_before_a_person_tied_the_issue_is_no_change():
    tied = Linked(replace(LINK, author="ana", tied_at=AT), AT)
    assert kinds(closed(), tied) == ["seen"]


def test_decisions_follow_from_changes_and_their_ids_from_issue_kind_and_time():
    [read] = changes(closed(closed_as=ClosedAs.DUPLICATE), LINKED, BOT, AT)
    message = replace(closed(closed_as=ClosedAs.DUPLICATE, by=None), known_by=KnownBy.MESSAGE)
    message = replace(message, action="closed", sender="ana")
    [reported] = changes(message, LINKED, BOT, AT + timedelta(hours=1))
    assert read.change_id == reported.change_id
    request = request_of(read)
    assert (request.action, request.not_planned, request.author) == (Action.RESOLVE, True, "ana (forge)")
    assert request.cause == request_of(reported).cause
    [labelled] = changes(after(5, labels=()), LINKED, BOT, AT)
    assert request_of(labelled) is None


def test_a_late_message_is_old():
    known = Known(PLACE, True, AT, AT)
    late = replace(after(0, is_open=False), known_by=KnownBy.MESSAGE)
    assert is_old(late, known) and not is_old(late, replace(known, is_read=False))
    assert is_old(after(-1), known) and not is_old(after(0), known)


COMMENT = Comment(5, "", "/faultbook resolve", "ana", AT, AT)
BLANK = Change(ChangeKind.COMMAND, LINK.incident_id, "forge", PLACE, AT, AT, KnownBy.READ)


def test_commands_of_this_account_and_of_edited_comments_are_none():
    def found(comment: Comment, may_write: bool = True):
        return command_of(PLACE, comment, BLANK, BOT, lambda _: may_write)

    assert found(COMMENT)[1].action is Action.RESOLVE
    # A server may read its clock for each of the two instants.
    assert found(replace(COMMENT, updated_at=AT + timedelta(milliseconds=3)))[1].action is Action.RESOLVE
    assert found(replace(COMMENT, author=BOT)) is None
    assert found(replace(COMMENT, updated_at=AT + timedelta(minutes=1))) is None
    change, command = found(COMMENT, may_write=False)
    assert command is None and "right to write" in change.refused


NAMES = ["issue", "action", "url", "state", "number", "user", "x"]


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4),
        max_leaves=12,
    )
)
def test_any_body_is_a_message_or_none(body):
    assert message_of("issues", body, {"forge": "https://f"}) is None


def test_messages_of_other_trackers_and_of_pull_requests_are_left():
    issue = {
        "url": "https://api.github.com/repos/team/etl/issues/7", "html_url": "u", "number": 7, "state": "open",
        "updated_at": "2026-12-01T00:00:00Z", "labels": [{"name": "a"}], "assignees": [],
    }  # fmt: skip
    body = {"action": "opened", "issue": issue, "repository": {"full_name": "team/etl"}, "sender": {"login": "ana"}}
    apis = {"github": "https://api.github.com"}
    found = message_of("issues", body, apis)
    assert found.snapshot == replace(
        OPEN, tracker="github", url="u", known_by=KnownBy.MESSAGE, action="opened", sender="ana"
    )
    assert message_of("issues", body, {"github": "https://api.github.com.evil.example"}) is None
    assert message_of("issues", {**body, "issue": {**issue, "pull_request": {}}}, apis) is not None
    assert message_of("issues", {**body, "issue": {**issue, "pull_request": {"url": "x"}}}, apis) is None


def test_the_figures_have_every_kind():
    watched = Watched(0)
    watched.act(1_000)
    watched.read(is_whole=True)
    counts = Counter(each.kind for each in watched.changes)
    assert set(counts) == set(ChangeKind)


def test_a_severity_that_a_person_chose_stays():
    desk = Desk()
    desk.occur()
    desk.run()
    labels = [label for label in desk.issue.issue.labels if not label.startswith("severity:")]
    desk.person(IssueChange(labels=(*labels, "severity:low")))
    for _ in range(2):
        desk.occur("critical")
        desk.run(hours=2)
    assert [label for label in desk.issue.issue.labels if label.startswith("severity:")] == ["severity:low"]


@pytest.mark.parametrize(("tracker", "wishes"), [("forge", 0), ("", 2)])
def test_an_assignment_that_was_read_is_no_wish_to_assign(tracker, wishes):
    desk = Desk()
    desk.occur()
    desk.night.decide(Action.ASSIGN, desk.world.now, assignee="copilot", tracker=tracker)
    assert desk.night.newest.assignee == "copilot"
    target, link = Target("forge", "team/etl"), Link(desk.night.newest.incident_id, "forge", PLACE)
    found = intents(
        desk.night.entries, desk.night.incidents, {link.incident_id: link}, desk.policy, lambda _: target,
        assign=lambda *_: NOBODY,
    )  # fmt: skip
    assert sum(each.action is Deed.ASSIGN and each.assignee.login == "copilot" for each in found) == wishes
