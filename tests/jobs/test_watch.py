"""What people do in a tracker, on a lakehouse: known at the next read or at once, decided once, answered once."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from faultbook.delivery.configured import TrackerAccount
from faultbook.delivery.port import ClosedAs, Comment, IssueChange, IssueState, NewIssue
from faultbook.faults.redaction import Redactor
from faultbook.incidents.decisions import Action, TiedIssue
from faultbook.jobs.delivery.watch import Watched, watch
from faultbook.jobs.incidents.incident_store import IncidentStore
from faultbook.lakehouse.lease import writer_lease
from faultbook.lakehouse.rows import table_of
from faultbook.tables import EVENT_LEDGER, RAW_EVENTS, Lease
from tests.delivery.forge import Kept
from tests.delivery.simulated import TRACKER
from tests.incidents.nights import signal
from tests.jobs.test_deliver import Story

API = "https://forge.example/api/v1"
REPOSITORY = "team/etl"


class Desk(Story):
    """A story whose tracker is watched."""

    batch = 0

    def watch(self, *, minutes: float = 0, is_whole: bool = False) -> Watched:
        self.world.go_on(minutes=minutes)
        return watch(
            self.lakehouse,
            self.equipment.trackers,
            {TRACKER: TrackerAccount(TRACKER, "gitea", API, "${env:T}")},
            clock=self.world.clock,
            every=timedelta(minutes=15),
            redactor=Redactor(),
            is_whole=is_whole,
        )

    @property
    def issue(self) -> Kept:
        (found,) = self.forge.all()
        return found

    def store(self) -> None:
        """The entries that are new in the night, behind those of decisions."""
        with writer_lease(self.lakehouse, Lease.INCIDENTS):
            store = IncidentStore(self.lakehouse)
            newest = store.newest_number()
            fresh = self.night.entries[self.kept :]
            store.append(replace(entry, number=newest + place) for place, entry in enumerate(fresh, 1))
            store.bring_up_to_date()
        self.kept = len(self.night.entries)

    def person(self, change: IssueChange, minutes: float = 1) -> None:
        self.world.go_on(minutes=minutes)
        self.forge.change(self.issue, change, "ann")

    def comment(self, body: str, author: str = "ann") -> Comment:
        self.world.go_on(minutes=1)
        self.forge.next_comment += 1
        now = self.world.now
        made = Comment(self.forge.next_comment, "u", body, author, now, now)
        self.issue.comments.append(made)
        return made

    def incident(self) -> dict:
        [row] = self.workspace.rows("incidents")
        return row

    def changes(self) -> list[tuple[str, str | None]]:
        rows = sorted(self.workspace.rows("ticket_changes"), key=lambda row: row["recorded_at"])
        return [(row["kind"], row["refused"]) for row in rows if row["kind"] != "seen"]

    def send(self, event: str, action: str, comment: Comment | None = None, **issue: object) -> None:
        """A webhook of the tracker about its one issue, stored as the job of events does."""
        type(self).batch += 1
        one = self.issue.issue
        body = {
            "action": action,
            "repository": {"full_name": one.repository},
            "sender": {"login": comment.author if comment else "ann"},
            "issue": {
                "url": f"{API}/repos/{one.repository}/issues/{one.number}",
                "html_url": one.url,
                "number": one.number,
                "state": one.state.value,
                "state_reason": one.closed_as.value if one.closed_as else None,
                "closed_at": one.closed_at.isoformat() if one.closed_at else None,
                "updated_at": one.updated_at.isoformat(),
                "labels": [{"name": label} for label in one.labels],
                "assignees": [{"login": login} for login in one.assignees],
                **issue,
            },
        }
        if comment is not None:
            at = comment.created_at.isoformat()
            user = {"login": comment.author}
            body["comment"] = {
                "id": comment.comment_id, "body": comment.body, "user": user, "created_at": at, "updated_at": at
            }  # fmt: skip
        row = {
            "envelope_id": f"e{self.batch}", "source": "github", "received_at": self.world.now, "content_type": "",
            "headers": {"x-github-event": event}.items(), "auth": "github", "body": json.dumps(body), "body_bytes": 1,
            "definition": "github_ticket", "wrapped_in": "", "landed_file": "f", "received_on": self.world.now.date(),
            "batch_id": self.batch,
        }  # fmt: skip
        counts = dict.fromkeys(("lines", "envelopes", "repeated", "bad_lines", "reports", "rejects", "ignored"), 0)
        ledger = {**counts, "batch_id": self.batch, "landed_file": "f", "recorded_at": datetime.now(UTC)}
        with writer_lease(self.lakehouse, Lease.EVENTS):
            row["headers"] = list(row["headers"])
            self.lakehouse.append_rows(RAW_EVENTS, table_of(RAW_EVENTS, [row]))
            self.lakehouse.append_rows(EVENT_LEDGER, table_of(EVENT_LEDGER, [ledger]))


@pytest.fixture
def desk(spark, workspace) -> Desk:
    Desk.batch = 0
    made = Desk(spark, workspace)
    made.happen(signal(made.world.now))
    made.deliver()
    made.watch()
    return made


def test_what_people_do_is_known_after_the_next_read(desk):
    desk.person(IssueChange(state=IssueState.CLOSED, closed_as=ClosedAs.NOT_PLANNED))
    assert desk.watch(minutes=2).reads == []  # read a few minutes ago
    done = desk.watch(minutes=15)
    assert [read.calls for read in done.reads] == [2]
    row = desk.incident()
    assert (row["state"], row["resolved_by"]) == ("resolved", "person")
    desk.deliver()
    desk.person(IssueChange(state=IssueState.OPEN, assignees=("bob",)), minutes=20)
    desk.watch()
    desk.person(IssueChange(labels=(*desk.issue.issue.labels, "later")))
    desk.watch(minutes=15)
    row = desk.incident()
    assert (row["state"], row["assignee"], row["reopened"]) == ("open", "bob", 1)
    kinds = [kind for kind, _ in desk.changes()]
    assert sorted(kinds) == ["assigned", "closed", "labelled", "reopened"]
    entries = len(desk.workspace.rows("incident_journal"))
    desk.watch(minutes=20, is_whole=True)
    assert len(desk.workspace.rows("incident_journal")) == entries


def test_a_message_and_a_read_of_one_change_are_one_decision(desk):
    desk.person(IssueChange(state=IssueState.CLOSED, closed_as=ClosedAs.COMPLETED))
    desk.send("issues", "closed")
    desk.watch(minutes=1)
    assert desk.incident()["state"] == "resolved"
    desk.watch(minutes=15)
    assert desk.changes() == [("closed", None)]
    desk.person(IssueChange(state=IssueState.OPEN))
    desk.watch(minutes=15)
    desk.send("issues", "reopened")  # late: the read has it
    desk.watch(minutes=1)
    assert desk.changes() == [("closed", None), ("reopened", None)]
    assert [row["kind"] for row in desk.workspace.rows("incident_journal")].count("regressed") == 1


def test_a_command_is_carried_out_and_answered_once(desk):
    written = desk.comment("/faultbook mute 3d deploying\nmore words")
    desk.send("issue_comment", "created", written)
    desk.watch(minutes=1)
    row = desk.incident()
    assert row["is_muted"] and row["muted_until"] == written.created_at + timedelta(days=3)
    for _ in range(3):
        desk.deliver()
        desk.watch(minutes=16)
    assert desk.forge.reactions == [written.comment_id]
    assert desk.changes() == [("command", None)]

    desk.comment("/faultbook mute 3 days")
    desk.comment("/faultbook resolve", author="somebody")
    desk.comment("nothing\n/faultbook resolve")
    desk.comment("> /faultbook resolve")
    for _ in range(3):
        desk.watch(minutes=16)
        desk.deliver()
    ours = [each.body for each in desk.issue.comments if each.author == desk.equipment.trackers[TRACKER].account]
    assert len(ours) == 2
    assert "mute: found '3'; expected a time" in ours[0] and "only accounts with the right to write" in ours[1]
    assert desk.incident()["state"] == "open"


def test_an_issue_that_is_gone_or_elsewhere(desk):
    desk.forge.transfer(REPOSITORY, desk.issue.issue.number, "team/elsewhere")
    desk.watch(minutes=16, is_whole=True)
    assert [kind for kind, _ in desk.changes()] == ["moved"]
    desk.deliver()
    [place] = {(row["repository"], row["issue_number"]) for row in desk.workspace.rows("outbox")}
    assert place == ("team/elsewhere", 1)
    desk.person(IssueChange(state=IssueState.CLOSED))
    desk.watch(minutes=16)
    assert desk.incident()["state"] == "resolved"
    desk.deliver()
    del desk.forge.repositories["team/elsewhere"][1]
    assert desk.watch(minutes=16, is_whole=True).failed == {}


def test_a_deleted_issue_resolves_and_is_made_again_where_the_fault_is_back(desk):
    del desk.forge.repositories[REPOSITORY][1]
    desk.watch(minutes=16, is_whole=True)
    assert (desk.changes(), desk.incident()["state"]) == ([("deleted", None)], "resolved")
    desk.deliver()
    assert desk.issues() == []
    desk.watch(minutes=16, is_whole=True)
    assert desk.changes() == [("deleted", None)]


def test_a_tied_issue_is_used_and_its_texts_are_a_persons(spark, workspace):
    desk = Desk(spark, workspace)
    desk.happen(signal(desk.world.now))
    made = desk.forge.make(REPOSITORY, NewIssue("Mine", "My words"), "ann")
    tied = TiedIssue(TRACKER, REPOSITORY, made.issue.number, made.issue.url)
    desk.decide(Action.LINK, issue=tied)
    desk.deliver()
    assert (made.issue.title, made.issue.body, len(made.comments)) == ("Mine", "My words", 1)
    assert "faultbook" in made.issue.labels and desk.issues() == [(1, IssueState.OPEN)]
    desk.watch()
    desk.person(IssueChange(state=IssueState.CLOSED))
    desk.watch(minutes=16)
    assert desk.incident()["state"] == "resolved"
