"""Who gets an issue, and what comes of it: once, last, and never in place of a person's choice."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from faultbook.delivery.assigner import Assigning
from faultbook.delivery.assignment import NOBODY, Assignee, AssigneeKind, Assignment, Rotation, assignee_of, person
from faultbook.delivery.attempts import AttemptState
from faultbook.delivery.delivering import Delivered, Work, deliver
from faultbook.delivery.intent import Action
from faultbook.delivery.intents import intents
from faultbook.delivery.place import Target
from faultbook.delivery.policy import DeliveryPolicy, Limits
from faultbook.delivery.port import ClosedAs, IssueChange, IssueState, Refused, Uncertain
from faultbook.delivery.refusals import AGAIN, NOT_AGAIN, again
from faultbook.delivery.texts.templates import TemplateFailed
from faultbook.incidents.decisions import Action as Decision
from tests.delivery.forge import Client, Faults
from tests.delivery.memory import MemoryStore
from tests.delivery.test_delivering import Desk, states
from tests.incidents.nights import signal

COPILOT = Assignee(AssigneeKind.COPILOT)
ANN, BOB = person("ann"), person("bob")


@dataclass
class Assigned(Desk):
    """A desk whose configuration assigns."""

    chosen: Assignment | None = field(default_factory=lambda: Assignment(default=ANN))
    assigner: object = None

    def __post_init__(self) -> None:
        super().__init__()
        self.instructions = lambda *_: "Find the cause."

    def derive(self, links) -> Work:
        chosen, incidents = self.chosen, self.night.incidents
        assign = None if chosen is None else lambda incident, target, at: assignee_of(incident, target, chosen, at)
        target = Target("forge", "team/etl")
        found = intents(self.night.entries, incidents, links, self.policy, lambda _: target, assign=assign)
        return Work(found, incidents)

    def run(self, hours: float = 0, minutes: float = 0) -> Delivered:
        self.world.go_on(hours=hours, minutes=minutes)
        self.forge.settle_late()
        done = deliver(
            self.store,
            {"forge": self.client},
            self.derive,
            self.render,
            clock=self.world.clock,
            holder="run",
            policy=self.policy,
            assigning=Assigning({"forge": self.assigner or self.client}, self.instructions),
        )
        assert done is not None
        return done

    @property
    def assignees(self) -> tuple[str, ...]:
        return self.issue.issue.assignees


def desk_of(assignee: Assignee | Rotation | None = ANN) -> Assigned:
    made = Assigned(Assignment(default=assignee) if assignee is not None else None)
    made.occur()
    return made


def over(done: Delivered) -> list[str]:
    return [each.reason for each in done.plan.over if each.intent.action is Action.ASSIGN]


def test_an_issue_is_assigned_after_it_was_made_and_once():
    desk = desk_of()
    assert states(desk.run()) == [("create", "sent"), ("assign", "sent")]
    assert desk.assignees == ("ann",)
    assert desk.run(hours=2).rows == []
    rows = [row for row in desk.store.rows if row.action is Action.ASSIGN]
    assert [(row.assignee, row.reason) for row in rows] == [("@ann", None), ("@ann", "ann is assigned")]


def test_nothing_is_assigned_without_a_configuration_not_even_by_a_decision():
    desk = desk_of(None)
    desk.run()
    desk.night.decide(Decision.ASSIGN, desk.world.now, assignee="ann")
    assert "assign" not in {row.action for row in (*desk.run(hours=2).rows, *desk.store.rows)}
    assert desk.assignees == ()


def test_nobody_by_default_makes_no_intent():
    desk = desk_of(NOBODY)
    assert states(desk.run()) == [("create", "sent")]
    assert over(desk.run()) == []


def test_a_note_that_is_due_comes_first():
    desk = desk_of(NOBODY)
    desk.run()
    desk.occur()
    desk.chosen = Assignment(default=COPILOT)
    assert states(desk.run(hours=2)) == [("update", "sent"), ("assign", "sent")]


def test_a_person_whom_an_incident_is_given_gets_its_issue():
    desk = desk_of(NOBODY)
    desk.run()
    desk.night.decide(Decision.ASSIGN, desk.world.now, assignee="bob")
    assert ("assign", "sent") in states(desk.run(minutes=1))
    assert desk.assignees == ("bob",)


def test_a_decision_before_the_issue_comes_before_the_configuration():
    desk = desk_of()
    desk.night.decide(Decision.ASSIGN, desk.world.now, assignee="bob")
    desk.run()
    assert desk.assignees == ("bob",)


def test_nobody_by_a_decision_is_nobody():
    desk = desk_of()
    desk.night.decide(Decision.ASSIGN, desk.world.now, assignee="bob")
    desk.world.go_on(minutes=1)
    desk.night.decide(Decision.ASSIGN, desk.world.now, assignee="")
    assert over(desk.run()) == ["overtaken by a later one", "overtaken by a later one", "nobody is to be assigned"]
    assert desk.assignees == ()


@pytest.mark.parametrize("assignee", [ANN, COPILOT])
def test_who_is_assigned_by_a_person_stays(assignee):
    desk = desk_of(NOBODY)
    desk.run()
    desk.person(IssueChange(assignees=("zoe",)))
    desk.chosen = Assignment(default=assignee)
    assert states(desk.run()) == [("assign", "refused")]
    assert over(desk.run()) == ["@zoe is assigned already; nothing was changed"]
    assert desk.assignees == ("zoe",)


def test_the_turn_is_that_of_when_the_incident_began():
    desk = desk_of(Rotation((ANN, BOB), timedelta(hours=1)))
    expected = assignee_of(desk.night.newest, Target("forge", "team/etl"), desk.chosen, desk.night.newest.detected_at)
    desk.run(hours=5)
    assert desk.assignees == (expected.login,)


def test_an_incident_that_is_muted_starts_no_session():
    desk = desk_of(COPILOT)
    desk.night.decide(Decision.MUTE, desk.world.now, until=desk.world.now + timedelta(hours=2))
    desk.run()
    assert desk.issues == []
    desk.run(hours=3)
    desk.occur()
    desk.run()
    assert desk.issue.assigned_by_bot == ["copilot"]


def test_an_issue_that_a_person_closed_is_not_assigned_and_the_journal_gets_to_know():
    desk = desk_of(NOBODY)
    desk.run()
    desk.person(IssueChange(state=IssueState.CLOSED, closed_as=ClosedAs.COMPLETED))
    desk.chosen = Assignment(default=COPILOT)
    done = desk.run()
    assert [(row.action, row.found) for row in done.found] == [(Action.ASSIGN, "closed")]
    assert desk.issue.assigned_by_bot == []


def test_issues_of_long_ago_are_not_assigned_when_the_key_is_added():
    desk = desk_of(NOBODY)
    desk.run()
    desk.chosen = Assignment(default=COPILOT)
    assert over(desk.run(hours=30)) == ["the issue was made too long ago"]


def test_an_issue_that_an_empty_store_adopts_is_not_assigned():
    desk = desk_of(COPILOT)
    desk.run()
    desk.store = MemoryStore(desk.world)
    assert over(desk.run(hours=1)) == ["the issue was there already"]
    assert desk.issue.assigned_by_bot == ["copilot"]


def test_an_answer_that_was_lost_is_read_back():
    desk = desk_of(NOBODY)
    desk.run()
    desk.chosen = Assignment(default=COPILOT)
    desk.forge.faults = Faults(after_commit=1.0)
    assert states(desk.run()) == [("assign", "uncertain")]
    desk.forge.faults = Faults()
    assert states(desk.run(minutes=1)) == [("assign", "sent")]
    assert over(desk.run()) == ["copilot is assigned, found by a look-up"]
    assert desk.issue.assigned_by_bot == ["copilot"]


def lost(assignee: Assignee) -> Assigned:
    """An assignment that did not come about, without an answer."""
    desk = desk_of(NOBODY)
    desk.run()
    desk.chosen = Assignment(default=assignee)
    desk.forge.faults = Faults(before_commit=1.0)
    assert states(desk.run()) == [("assign", "uncertain")]
    desk.forge.faults = Faults()
    assert desk.run(minutes=10).rows == []
    return desk


def test_a_person_is_assigned_again_when_it_is_clear_that_it_was_not_done():
    desk = lost(ANN)
    assert states(desk.run(minutes=10)) == [("assign", "throttled"), ("assign", "sent")]
    assert desk.assignees == ("ann",)


def test_an_assistant_is_not_assigned_again_until_a_person_wants_it():
    desk = lost(COPILOT)
    assert states(desk.run(minutes=10)) == [("assign", "refused")]
    assert over(desk.run(hours=3)) == [NOT_AGAIN]
    assert desk.issue.assigned_by_bot == []
    refused = next(row for row in desk.store.rows if row.reason == NOT_AGAIN)
    desk.store.append([again(refused, refused.attempt + 1, refused.fence, desk.world.now)])
    assert states(desk.run(minutes=1)) == [("assign", "sent")]
    assert desk.issue.assigned_by_bot == ["copilot"]


def test_an_assistant_that_a_person_unassigned_is_not_assigned_again_by_another_turn_of_the_configuration():
    desk = desk_of(COPILOT)
    desk.run()
    desk.person(IssueChange(assignees=()))
    for chosen in (Assignment(default=ANN), Assignment(default=COPILOT)):
        desk.chosen = chosen
        assert desk.run(hours=1).rows == []
    assert desk.issue.assigned_by_bot == ["copilot"]


def test_what_is_dropped_is_reported_and_another_assignee_is_tried():
    desk = desk_of(NOBODY)
    desk.run()
    desk.chosen = Assignment(default=COPILOT)
    desk.forge.faults = Faults(drop_assignee=1.0)
    assert states(desk.run()) == [("assign", "refused")]
    assert over(desk.run()) == ["copilot was dropped"]
    desk.forge.faults = Faults()
    assert desk.run().rows == []
    desk.chosen = Assignment(default=ANN)
    assert states(desk.run()) == [("assign", "sent")]
    assert desk.assignees == ("ann",)


def test_an_issue_that_was_refused_is_made_once_another_repository_is_configured():
    desk = desk_of(NOBODY)

    class Closed(Client):
        def make(self, repository, new):
            raise Refused("POST: 404: it is not there.")

    good, desk.client = desk.client, Closed(desk.forge)
    assert states(desk.run()) == [("create", "refused")]
    desk.client = good
    assert desk.run(hours=1).rows == []
    target = Target("forge", "team/new")
    desk.derive = lambda links: Work(
        intents(desk.night.entries, desk.night.incidents, links, desk.policy, lambda _: target), desk.night.incidents
    )
    assert states(desk.run(hours=1)) == [("create", "sent")]
    assert desk.issue.issue.repository == "team/new"
    assert desk.run(hours=1).rows == []


def test_a_refusal_is_tried_again_when_a_person_wants_it():
    desk = desk_of(NOBODY)
    desk.run()
    desk.chosen = Assignment(default=ANN)
    desk.forge.faults = Faults(drop_assignee=1.0)
    desk.run()
    refused = next(row for row in desk.store.rows if row.state is AttemptState.REFUSED)
    row = again(refused, refused.attempt + 1, refused.fence, desk.world.now)
    assert (row.state, row.reason, row.until) == (AttemptState.THROTTLED, AGAIN, desk.world.now)
    desk.store.append([row])
    desk.forge.faults = Faults()
    assert states(desk.run(minutes=1)) == [("assign", "sent")]


def test_assignments_are_updates_for_the_limit():
    desk = desk_of()
    desk.policy = DeliveryPolicy(limits=Limits(updates=1))
    desk.night.run(signal(desk.world.now, fingerprint="fp1:b"), now=desk.world.now)
    done = desk.run()
    assert [each.intent.action for each in done.plan.waiting] == [Action.ASSIGN]
    assert done.plan.waiting[0].reason == "max_updates_per_hour of 1 in an hour is reached; 1 wait"
    desk.run(hours=1)
    assert [kept.issue.assignees for kept in desk.issues] == [("ann",), ("ann",)]


def test_instructions_that_fail_are_a_reason():
    desk = desk_of(COPILOT)

    def fail(*_):
        raise TemplateFailed("template instructions, line 1: wrong.")

    desk.instructions = fail
    assert states(desk.run()) == [("create", "sent"), ("assign", "refused")]
    assert over(desk.run()) == ["template instructions, line 1: wrong."]


def test_an_issue_that_is_not_read_is_tried_again():
    desk = desk_of(NOBODY)
    desk.run()
    desk.chosen = Assignment(default=COPILOT)
    desk.forge.faults = Faults(read=1.0)
    assert states(desk.run()) == [("assign", "throttled")]
    desk.forge.faults = Faults()
    assert states(desk.run()) == [("assign", "sent")]


def test_a_row_keeps_who_was_assigned_and_covers_no_news():
    desk = desk_of()
    desk.run()
    (sent,) = [row for row in desk.store.rows if row.action is Action.ASSIGN and row.state is AttemptState.SENT]
    assert (sent.title_hash, sent.body_hash, sent.comment_hash, sent.labels) == (None, None, None, None)
    assert replace(sent, assignee=None) != sent
    desk.occur()
    assert states(desk.run(hours=2)) == [("update", "sent")]


def test_a_person_needs_no_instructions():
    desk = desk_of()
    desk.instructions = lambda *_: 1 / 0
    assert states(desk.run()) == [("create", "sent"), ("assign", "sent")]


def test_an_issue_that_an_empty_store_opens_again_is_not_assigned():
    desk = desk_of(COPILOT)
    desk.run()
    desk.recover()
    desk.run(minutes=1)
    desk.world.go_on(hours=1)
    desk.occur()
    desk.store = MemoryStore(desk.world)
    assert states(desk.run()) == [("create", "sent")]
    assert (desk.issue.issue.state, desk.issue.assigned_by_bot) == (IssueState.OPEN, ["copilot"])


def test_a_look_at_the_issue_that_fails_is_not_taken_for_an_assignment():
    desk = desk_of(NOBODY)
    desk.run()
    desk.chosen = Assignment(default=COPILOT)

    class Blind(Client):
        def has(self, issue, comments, assignee, intent_id):
            raise Uncertain("GET /user: 502.")

    desk.assigner = Blind(desk.forge)
    assert states(desk.run()) == [("assign", "throttled")]
    desk.assigner = None
    assert states(desk.run()) == [("assign", "sent")]
