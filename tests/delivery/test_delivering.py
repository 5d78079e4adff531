"""One run after another against a tracker: what is done, what people did meanwhile, and what comes of failures."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from faultbook.delivery.attempts import AttemptState, Found
from faultbook.delivery.delivering import Delivered, Work, deliver
from faultbook.delivery.intent import Action, Intent
from faultbook.delivery.intents import intents
from faultbook.delivery.log import AttemptLog
from faultbook.delivery.marker import BEGIN, END, markers_in
from faultbook.delivery.news import news_of
from faultbook.delivery.place import Link, Place, Target
from faultbook.delivery.policy import DeliveryPolicy, Limits
from faultbook.delivery.port import ClosedAs, Issue, IssueChange, IssueState, NewIssue, Refused, Uncertain
from faultbook.errors import SettingError
from faultbook.incidents.decisions import Action as Decision
from faultbook.incidents.incident import Incident
from tests.delivery.forge import BOT, Client, Faults, Forge, Kept
from tests.delivery.memory import MemoryStore
from tests.delivery.simulated import Made, render
from tests.delivery.world import World
from tests.incidents.nights import Night, at, recovered, signal

REPOSITORY = "team/etl"


class Desk:
    """A journal, a store and a tracker without faults, until a test gives it some."""

    def __init__(self, policy: DeliveryPolicy | None = None) -> None:
        self.world = World(0, now=at(0))
        self.forge = Forge(self.world)
        self.client = Client(self.forge)
        self.store = MemoryStore(self.world)
        self.night = Night()
        self.policy = policy or DeliveryPolicy()
        self.render = render

    def derive(self, links: Mapping[str, Link]) -> Work:
        target = Target("forge", REPOSITORY)
        incidents = self.night.incidents
        return Work(intents(self.night.entries, incidents, links, self.policy, lambda _: target), incidents)

    def run(self, hours: float = 0, minutes: float = 0) -> Delivered:
        """Time goes on, then a run."""
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
        )
        assert done is not None
        return done

    def occur(self, severity: str = "high") -> None:
        now = self.world.now
        self.night.run(signal(now, severity=severity), now=now)

    def recover(self) -> None:
        self.night.run(recovered(self.world.now), now=self.world.now)

    @property
    def issues(self) -> list[Kept]:
        return list(self.forge.all())

    @property
    def issue(self) -> Kept:
        (kept,) = self.issues
        return kept

    def person(self, change: IssueChange, kept: Kept | None = None) -> None:
        self.world.go_on(minutes=1)
        self.forge.change(kept or self.issue, change, "ana")


@pytest.fixture
def desk() -> Desk:
    made = Desk()
    made.occur()
    made.run()
    return made


def states(done: Delivered) -> list[tuple[str, str]]:
    return [(row.action.value, row.state.value) for row in done.rows if row.state is not AttemptState.SENDING]


def test_an_incident_gets_one_issue_with_its_mark_and_later_runs_do_nothing(desk):
    (mark,) = markers_in(desk.issue.issue.body)
    assert mark[0] == desk.night.newest.incident_id
    assert desk.run(hours=2).rows == []
    assert desk.run(hours=2).rows == []


def test_notes_wait_for_the_end_of_their_window_and_edit_one_comment(desk):
    for _ in range(3):
        desk.occur()
        desk.world.go_on(minutes=5)
    done = desk.run()
    assert done.rows == []
    assert [each.reason for each in done.plan.waiting] == ["the window is not over"]
    assert states(desk.run(hours=1)) == [("update", "sent")]
    desk.occur()
    assert states(desk.run(hours=1)) == [("update", "sent")]
    assert len(desk.issue.comments) == 1
    assert desk.issue.comments[0].body.startswith("5 times")


def test_worse_is_shown_at_once(desk):
    desk.occur("critical")
    assert states(desk.run(minutes=1)) == [("escalate", "sent")]
    assert "severity:critical" in desk.issue.issue.labels
    assert "severity:high" not in desk.issue.issue.labels


def test_over_closes_and_back_opens_the_same_issue(desk):
    desk.recover()
    assert states(desk.run(minutes=1)) == [("close", "sent")]
    assert desk.issue.issue.closed_as is ClosedAs.COMPLETED
    desk.world.go_on(hours=1)
    desk.occur()
    assert states(desk.run()) == [("reopen", "sent")]
    assert desk.issue.issue.state is IssueState.OPEN


def test_what_came_and_went_before_a_run_moves_nothing(desk):
    desk.recover()
    desk.world.go_on(hours=1)
    desk.occur()
    assert desk.run().rows == []
    assert desk.issue.issue.state is IssueState.OPEN


def test_one_that_follows_gets_an_issue_that_names_the_old_one(desk):
    desk.recover()
    desk.run()
    desk.world.go_on(days=30)
    desk.occur()
    desk.run()
    old, new = desk.issues
    assert (old.issue.state, new.issue.state) == (IssueState.CLOSED, IssueState.OPEN)
    assert f"see {Place(REPOSITORY, old.issue.number)}" in new.issue.body


def test_a_merged_one_is_closed_as_a_duplicate(desk):
    first = desk.night.newest.incident_id
    desk.night.run(signal(desk.world.now, fingerprint="fp1:b"), now=desk.world.now)
    desk.night.decide(Decision.MERGE, desk.world.now, first, other=desk.night.newest.incident_id)
    desk.run()
    old, new = desk.issues
    assert (old.issue.closed_as, new.issue.state) == (ClosedAs.DUPLICATE, IssueState.OPEN)
    assert f"see {Place(REPOSITORY, new.issue.number)}" in old.issue.body


# People.


@pytest.mark.parametrize(
    ("closed_as", "found"),
    [(ClosedAs.COMPLETED, Found.CLOSED), (ClosedAs.NOT_PLANNED, Found.NOT_PLANNED), (None, Found.CLOSED)],
)
def test_closed_by_a_person_is_closed_and_the_journal_gets_to_know(desk, closed_as, found):
    desk.occur()
    desk.person(IssueChange(state=IssueState.CLOSED, closed_as=closed_as))
    done = desk.run(hours=1)
    assert states(done) == [("update", "refused")]
    assert [(row.found, row.reason) for row in done.found] == [(found, "ana closed the issue")]
    assert desk.issue.issue.state is IssueState.CLOSED
    (news,) = news_of(desk.store.rows, desk.night.entries)
    desk.night.decide(Decision.RESOLVE, desk.world.now, news.incident_id, not_planned=found is Found.NOT_PLANNED)
    assert news_of(desk.store.rows, desk.night.entries) == []
    assert desk.run(hours=1).found == []
    desk.occur("critical")
    desk.run(hours=1)
    assert desk.issue.issue.state is IssueState.OPEN, "worse than before, or back"


def test_not_planned_stays_closed_until_it_is_worse(desk):
    desk.night.decide(Decision.RESOLVE, desk.world.now, not_planned=True)
    desk.run()
    assert desk.issue.issue.closed_as is ClosedAs.NOT_PLANNED
    desk.world.go_on(days=1)
    desk.occur()
    desk.run(hours=2)
    assert desk.issue.issue.state is IssueState.CLOSED
    desk.occur("critical")
    desk.run()
    assert desk.issue.issue.state is IssueState.OPEN


def test_not_planned_that_nobody_reported_is_not_opened_again(desk):
    desk.recover()
    desk.person(IssueChange(state=IssueState.CLOSED, closed_as=ClosedAs.NOT_PLANNED))
    desk.run()
    desk.world.go_on(hours=1)
    desk.occur()
    assert states(desk.run()) == [("reopen", "refused")]
    assert [row.found for row in news_of(desk.store.rows, desk.night.entries)] == [Found.NOT_PLANNED]
    assert desk.issue.issue.state is IssueState.CLOSED


def test_title_and_text_of_a_person_stay(desk):
    body = desk.issue.issue.body
    desk.person(IssueChange(title="The ledger fails at night", body=f"See the wiki.\n\n{body}\n\nPaid by team A."))
    desk.occur("critical")
    desk.run(hours=2)
    issue = desk.issue.issue
    assert issue.title == "The ledger fails at night"
    assert issue.body.startswith("See the wiki.\n\n<!-- faultbook:begin -->")
    assert issue.body.endswith("<!-- faultbook:end -->\n\nPaid by team A.")
    assert "2 times" in issue.body


@pytest.mark.parametrize("text", ["Only this.", f"{BEGIN}\nmine now\n{END}", BEGIN, END + BEGIN, ""])
def test_a_text_that_a_person_wrote_in_our_place_stays(desk, text):
    desk.person(IssueChange(body=text))
    desk.occur("critical")
    desk.run(hours=2)
    assert desk.issue.issue.body == text
    assert len(desk.issue.comments) == 1


def test_other_line_ends_and_blanks_are_no_edit(desk):
    desk.forge.change(desk.issue, IssueChange(body=desk.issue.issue.body.replace("\n", " \r\n")), BOT)
    desk.occur("critical")
    desk.run(hours=2)
    assert "2 times" in desk.issue.issue.body


def test_labels_of_people_stay_and_those_they_removed_do_not_come_back(desk):
    desk.person(IssueChange(labels=("severity:high", "team:a")))
    desk.occur("critical")
    desk.run(hours=2)
    assert set(desk.issue.issue.labels) == {"severity:critical", "team:a"}


def test_a_counter_comment_that_a_person_changed_or_deleted_is_not_written_again(desk):
    desk.occur()
    desk.run(hours=1)
    kept = desk.issue
    kept.comments[0] = replace(kept.comments[0], body="mine")
    desk.occur()
    desk.run(hours=1)
    assert [each.body for each in kept.comments] == ["mine"]
    kept.comments.clear()
    desk.occur()
    desk.run(hours=1)
    assert kept.comments == []


def test_a_deleted_issue_counts_as_closed_by_a_person(desk):
    desk.forge.repositories[REPOSITORY].clear()
    desk.occur()
    done = desk.run(hours=1)
    assert [row.found for row in done.found] == [Found.DELETED]
    assert desk.run(hours=2).rows == []
    (news,) = news_of(desk.store.rows, desk.night.entries)
    desk.night.decide(Decision.RESOLVE, desk.world.now, news.incident_id)
    desk.world.go_on(hours=1)
    desk.occur()
    assert states(desk.run()) == [("create", "sent")]
    assert len(desk.issues) == 1


def test_a_repository_that_cannot_be_read_any_more_deletes_nothing(desk):
    class Blind(Client):
        def listed(self, *_args: object, **_more: object):
            raise Refused("the account may not read team/etl")

    desk.forge.repositories.clear()
    desk.client = Blind(desk.forge)
    desk.occur()
    done = desk.run(hours=1)
    assert done.found == []
    assert "the account may not read team/etl" in done.plan.over[-1].reason + done.plan.over[0].reason + str(
        [row.reason for row in done.rows]
    )


def test_a_link_follows_a_transfer_and_a_rename(desk):
    desk.forge.transfer(REPOSITORY, 1, "team/elsewhere")
    desk.forge.rename("team/elsewhere", "team/new")
    desk.occur()
    assert states(desk.run(hours=1)) == [("update", "sent")]
    link = AttemptLog(desk.store.rows).links()[desk.night.newest.incident_id]
    assert link.place == Place("team/new", 1)
    desk.recover()
    desk.run()
    assert desk.issue.issue.state is IssueState.CLOSED


def test_an_issue_is_made_in_a_renamed_repository():
    desk = Desk()
    desk.forge.rename(REPOSITORY, "team/new")
    desk.occur()
    desk.run()
    assert desk.issue.issue.repository == "team/new"


# Failures.


class Answers(Client):
    """Gives its answers to `make` in order: an error before or after the issue is made."""

    def __init__(self, forge: Forge, *answers: tuple[bool, Exception]) -> None:
        super().__init__(forge)
        self.answers = list(answers)

    def make(self, repository: str, new: NewIssue) -> Issue:
        if not self.answers:
            return super().make(repository, new)
        is_made, error = self.answers.pop(0)
        if is_made:
            super().make(repository, new)
        raise error


@pytest.mark.parametrize("is_made", [True, False])
def test_after_no_clear_answer_nothing_is_sent_before_the_settle_time_is_over(is_made):
    desk = Desk()
    desk.client = Answers(desk.forge, (is_made, Uncertain("502")))
    desk.occur()
    assert states(desk.run()) == [("create", "uncertain")]
    made = 1 if is_made else 0
    assert len(desk.issues) == made
    if is_made:
        desk.issue.listed_at = desk.world.now + timedelta(minutes=13)
    for _ in range(3):
        assert desk.run(minutes=4).rows == []
    done = desk.run(minutes=4)
    assert len(desk.issues) == 1
    assert states(done)[-1] == ("create", "sent")
    assert (done.rows[-1].reason == "found by its mark") is is_made


def test_it_is_found_beyond_page_32():
    desk = Desk()
    desk.forge.page = 1
    desk.client = Answers(desk.forge, (True, Uncertain("502")))
    desk.occur()
    desk.run()
    for number in range(40):
        mark = f"<!-- faultbook:v1:inc-{number:016x}:int-{number:016x} -->"
        desk.forge.make(REPOSITORY, NewIssue("other", mark), BOT)
    assert states(desk.run(minutes=1)) == [("create", "sent")]
    assert len(desk.issues) == 41


def test_a_mark_that_somebody_else_copied_is_not_ours():
    desk = Desk()
    desk.occur()
    (intent,) = desk.derive({}).intents
    mark = f"<!-- faultbook:v1:{intent.incident_id}:{intent.intent_id} -->"
    desk.forge.make(REPOSITORY, NewIssue("copied", mark), "mallory")
    desk.run()
    assert [kept.issue.creator for kept in desk.issues] == ["mallory", BOT]


def test_a_duplicate_that_shows_up_later_is_closed_and_the_older_one_stays():
    desk = Desk()
    desk.client = Answers(desk.forge, (True, Uncertain("time-out")))
    desk.occur()
    desk.run()
    first = desk.issue
    first.listed_at = at(3)
    desk.run(minutes=20)
    assert len(desk.issues) == 2
    desk.run(hours=3)
    old, new = desk.issues
    assert (old.issue.state, new.issue.closed_as) == (IssueState.OPEN, ClosedAs.DUPLICATE)
    link = AttemptLog(desk.store.rows).links()[desk.night.newest.incident_id]
    assert link.place == Place(REPOSITORY, old.issue.number)
    desk.recover()
    desk.run()
    assert old.issue.state is IssueState.CLOSED
    desk.forge.change(new, IssueChange(state=IssueState.OPEN), "ana")
    desk.run(hours=1)
    assert new.issue.state is IssueState.OPEN, "a person opened it again"


def test_a_refusal_is_over_with_its_reason():
    desk = Desk()
    desk.client = Answers(desk.forge, (False, Refused("the account may not write to team/etl")))
    desk.occur()
    assert states(desk.run()) == [("create", "refused")]
    done = desk.run(hours=1)
    assert done.rows == []
    assert [each.reason for each in done.plan.over] == ["the account may not write to team/etl"]


def test_a_template_that_fails_stops_only_its_own_intent():
    desk = Desk()
    desk.occur()
    desk.night.run(signal(at(0), fingerprint="fp1:b"), now=at(0))
    broken = desk.night.newest.incident_id

    def rendered(intent: Intent, incident: Incident) -> Made:
        if incident.incident_id == broken:
            raise SettingError("templates.title: found no failure_nam; did you mean failure_name?")
        return render(intent, incident)

    desk.render = rendered
    assert sorted(states(desk.run())) == [("create", "refused"), ("create", "sent")]


@pytest.mark.parametrize(
    "body", ["no mark", f"{BEGIN}{END}", "<!-- faultbook:v1:inc-0123456789abcdef:int-0123456789abcdef -->"]
)
def test_texts_without_marks_are_not_sent(body):
    desk = Desk()
    desk.occur()
    desk.render = lambda intent, incident: replace(render(intent, incident), body=body)
    assert states(desk.run()) == [("create", "refused")]
    assert desk.issues == []


def test_a_limit_of_the_vendor_keeps_everything_of_that_tracker_waiting():
    desk = Desk(DeliveryPolicy(batch=2))
    desk.occur()
    for name in ("fp1:b", "fp1:c"):
        desk.night.run(signal(at(0), fingerprint=name), now=at(0))
    desk.forge.faults = Faults(limit=1.0)
    done = desk.run()
    assert desk.issues == []
    desk.forge.faults = Faults()
    assert len(done.plan.waiting) == 3
    assert all(each.reason for each in done.plan.waiting)
    desk.run(hours=1)
    assert len(desk.issues) == 3


def test_own_limits_lose_nothing():
    desk = Desk(DeliveryPolicy(limits=Limits(issues=2)))
    for number in range(5):
        desk.night.run(signal(at(0), fingerprint=f"fp1:{number}"), now=at(0))
    done = desk.run()
    assert len(desk.issues) == 2
    assert {each.reason for each in done.plan.waiting} == {"max_issues_per_hour of 2 in an hour is reached; 3 wait"}
    desk.run(minutes=61)
    desk.run(minutes=61)
    assert len(desk.issues) == 5


def test_a_holder_that_finds_a_higher_fence_stops():
    desk = Desk()
    desk.occur()

    class Overtaken(MemoryStore):
        def append(self, rows):
            super().append(rows)
            self.newest += 1

    desk.store = Overtaken(desk.world)
    done = desk.run()
    assert done.is_stopped
    assert desk.issues == []
    assert states(done) == [("create", "throttled")]


def test_another_holder_keeps_a_run_from_beginning(desk):
    desk.store.held_until = desk.world.now + timedelta(hours=1)
    with pytest.raises(AssertionError):
        desk.run()


def test_an_issue_that_a_person_tied_is_kept_and_gets_only_a_comment():
    desk = Desk()
    desk.occur()
    kept = desk.forge.make(REPOSITORY, NewIssue("Ledger fails", "As every March."), "ana")
    name = desk.night.newest.incident_id
    desk.store.tied = [Link(name, "forge", Place(REPOSITORY, kept.issue.number), author="ana")]
    desk.run(hours=2)
    assert (kept.issue.title, kept.issue.body, len(kept.comments)) == ("Ledger fails", "As every March.", 1)
    desk.occur()
    desk.run(hours=1)
    assert len(desk.issues) == 1
    desk.recover()
    desk.run()
    assert kept.issue.state is IssueState.CLOSED


def test_every_write_is_noted_before_it_is_made(desk):
    desk.occur("critical")
    desk.run(hours=1)
    desk.recover()
    desk.run()
    begun = {row.key for row in desk.store.rows if row.state is AttemptState.SENDING}
    ended = {row.key for row in desk.store.rows if row.state is not AttemptState.SENDING}
    assert begun == ended
    assert {row.action for row in desk.store.rows} == {Action.CREATE, Action.ESCALATE, Action.CLOSE}


class Traced(MemoryStore):
    """Notes in a list when the number of the lease is compared."""

    def __init__(self, world: World, trace: list[str]) -> None:
        super().__init__(world)
        self.trace = trace

    def fence(self) -> int:
        self.trace.append("fence")
        return super().fence()


class Writing(Client):
    """Notes in the same list which intent writes."""

    def __init__(self, forge: Forge, trace: list[str]) -> None:
        super().__init__(forge)
        self.trace = trace

    def make(self, repository: str, new: NewIssue) -> Issue:
        self.trace.append(f"make {new.title}")
        return super().make(repository, new)

    def change(self, repository: str, number: int, change: IssueChange) -> Issue:
        self.trace.append(f"change {number}")
        return super().change(repository, number, change)


def test_no_write_goes_out_before_the_number_of_the_lease_was_compared():
    desk = Desk()
    trace: list[str] = []
    desk.store, desk.client = Traced(desk.world, trace), Writing(desk.forge, trace)
    for name in "abcd":
        desk.night.run(signal(desk.world.now, fingerprint=f"fp1:{name}"), now=desk.world.now)
    desk.run()
    for name in "abcd":
        desk.night.run(recovered(desk.world.now, f"fp1:{name}"), now=desk.world.now)
    desk.run()
    writes = [place for place, each in enumerate(trace) if each != "fence"]
    assert len(writes) == 8
    assert all(trace[place - 1] == "fence" for place in writes)
