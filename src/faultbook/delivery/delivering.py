"""One run of delivery: take the lease, look up what has no clear end, do what is due, heal duplicates.

Each write is noted before it and after it. The fence number is compared once `sending` is noted: a run that takes the
lease after that reads the note, and one that took it before is seen here, so that this one stops.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from faultbook.delivery.acting import Clock, Task, act, made, planned_row, read_there
from faultbook.delivery.assigner import Assigner, Assigning
from faultbook.delivery.assigning import AssignTask, assign, recover_assign
from faultbook.delivery.attempts import Attempt, AttemptState
from faultbook.delivery.healing import Heal, heals
from faultbook.delivery.intent import Action, Intent
from faultbook.delivery.intents import with_other
from faultbook.delivery.limits import pauses
from faultbook.delivery.links import rows_at
from faultbook.delivery.listings import Listings
from faultbook.delivery.log import AttemptLog, Story
from faultbook.delivery.owned import region, text_hash, written
from faultbook.delivery.place import WAITING_PREFIX, Link, Place, Target
from faultbook.delivery.plan import Plan, planned
from faultbook.delivery.policy import DeliveryPolicy
from faultbook.delivery.port import Gone, Issue, IssueState, Refused, Tracker, TrackerFailed
from faultbook.delivery.recovering import NOT_DONE, recover_answer, recover_create, recover_write, survivor
from faultbook.delivery.rendered import SILENT, Render, Rendered, checked, without_comment
from faultbook.delivery.store import Store
from faultbook.delivery.waiting import RenderWaiting, counts_of, next_step, subjects, uncertain, waiting_id
from faultbook.errors import FaultbookError
from faultbook.incidents.incident import Incident


class Work(NamedTuple):
    """What there is to do: intents, and the incidents that they are about, as they are now."""

    intents: Sequence[Intent]
    incidents: Mapping[str, Incident]


Derive = Callable[[Mapping[str, Link]], Work]
"""Reads the journal and makes the intents, by what has an issue. It is called once the lease is held."""


@dataclass
class Delivered:
    """What a run did. `rows`: all that it added; `plan`: how every intent is at its end.

    `is_stopped`: another run took the lease meanwhile. `failed`: intent id -> why nothing could be tried.
    """

    fence: int
    rows: list[Attempt] = field(default_factory=list)
    plan: Plan = field(default_factory=Plan)
    is_stopped: bool = False
    failed: dict[str, str] = field(default_factory=dict)

    @property
    def found(self) -> list[Attempt]:
        """Rows with something that a person did, and that the journal has to get."""
        return [row for row in self.rows if row.found is not None]


class _LeaseLost(Exception):
    """A higher fence number was found."""


def deliver(
    store: Store,
    trackers: Mapping[str, Tracker],
    derive: Derive,
    render: Render,
    *,
    clock: Clock,
    holder: str,
    policy: DeliveryPolicy,
    assigning: Assigning | None = None,
    prepare: Callable[[Plan], None] = lambda _: None,
    render_waiting: RenderWaiting | None = None,
) -> Delivered | None:
    """One run; None where another one has the lease. It ends when nothing is due, or after `run_for`.

    `assigning`: needed where an intent assigns. `prepare` gets each plan before the texts of what is due are made.
    `render_waiting` makes the texts of issues about tickets that wait for a limit; None: there are none.
    """
    fence = store.take(holder)
    if fence is None:
        return None
    run = _Run(store, trackers, render, clock=clock, policy=policy, fence=fence, assigning=assigning)
    run.work, run.prepare, run.render_waiting = derive(run.links()), prepare, render_waiting
    try:
        run.go()
    except _LeaseLost:
        run.done.is_stopped = True
    else:
        store.release(fence)
    run.done.plan = run.plan()
    return run.done


class _Run:
    def __init__(
        self,
        store: Store,
        trackers: Mapping[str, Tracker],
        render: Render,
        *,
        clock: Clock,
        policy: DeliveryPolicy,
        fence: int,
        assigning: Assigning | None,
    ) -> None:
        self.store, self.trackers, self.render, self.clock, self.policy = store, trackers, render, clock, policy
        self.assigning = assigning
        self.done = Delivered(fence)
        self.log = AttemptLog(store.attempts())
        self.tied = list(store.links())
        self.work = Work((), {})
        self.prepare: Callable[[Plan], None] = lambda _: None
        self.render_waiting: RenderWaiting | None = None
        self.waiting: dict[str, int] = {}
        self.listings = Listings(clock)
        self.tried: set[str] = set()

    def links(self) -> dict[str, Link]:
        return self.log.links(self.tied)

    def plan(self, live: Sequence[Intent] | None = None) -> Plan:
        intents = self.work.intents if live is None else live
        return planned(intents, self.work.incidents, self.links(), self.log, policy=self.policy, now=self.clock())

    def go(self) -> None:
        end = self.clock() + self.policy.run_for
        plan = self.plan()
        names = {each.incident_id for each in (*plan.due, *plan.lookups, *(each.intent for each in plan.waiting))}
        live = [each for each in self.work.intents if each.incident_id in names]
        self.look_up(plan.lookups)
        while self.clock() < end:
            plan = self.plan(live)
            plan.due = [each for each in plan.due if each.intent_id not in self.tried]
            if not plan.due:
                break
            self.prepare(plan)
            self.do(plan.due[: self.policy.batch])
        if self.render_waiting is not None:
            self.show_waiting()
        self.heal()

    def add(self, rows: Sequence[Attempt]) -> None:
        if rows:
            self.store.append(rows)
            self.log.add(rows)
            self.done.rows += rows

    def require_lease(self) -> None:
        if self.store.fence() != self.done.fence:
            raise _LeaseLost

    # What has no clear end.

    def look_up(self, intents: Iterable[Intent]) -> None:
        for intent in intents:
            tracker = self.trackers.get(intent.tracker)
            if tracker is None:
                self.done.failed[intent.intent_id] = f"no tracker {intent.tracker} is configured"
                continue
            try:
                self.add(self.recovered(tracker, intent))
            except (_Later, TrackerFailed) as failed:
                self.done.failed[intent.intent_id] = str(failed)

    def recovered(self, tracker: Tracker, intent: Intent) -> list[Attempt]:
        unknown = self.log.of(intent.incident_id).status(intent.intent_id).open_rows
        if intent.answer is not None:
            return recover_answer(tracker, intent.answer, unknown, self.policy.settle, self.clock)
        if intent.action is Action.ASSIGN:
            return recover_assign(tracker, self.assigner(intent), unknown, self.policy.settle, self.clock)
        if intent.action is not Action.CREATE or unknown[-1].place is not None:
            return recover_write(tracker, unknown, self.policy.settle, self.clock)
        taken = self.listings.of(intent.tracker, tracker, unknown[-1].repository, self.since(unknown))
        issues = taken.listing.of(intent.incident_id)
        return recover_create(unknown, issues, self.policy.settle, taken.at)

    def since(self, rows: Sequence[Attempt]) -> datetime:
        """When the first of attempts began: an issue that one of them made is not older."""
        keys = {row.key for row in rows}
        return min(row.at for each in rows for row in self.log.of(each.incident_id).rows if row.key in keys)

    # What is due.

    def do(self, intents: Sequence[Intent]) -> None:
        links = self.links()
        tasks: list[Task | AssignTask] = []
        for intent in intents:
            self.tried.add(intent.intent_id)
            try:
                link = links.get(intent.incident_id) or self.log.of(intent.incident_id).link
                task = self.task(with_other(intent, links), link)
            except _Later as later:
                self.done.failed[intent.intent_id] = str(later)
            except FaultbookError as wrong:
                self.add([replace(self.row(intent), state=AttemptState.REFUSED, reason=str(wrong))])
            else:
                tasks += [task] if task is not None else []
        self.carry_out(tasks)

    def row(self, intent: Intent, link: Link | None = None) -> Attempt:
        attempt = self.log.of(intent.incident_id).next_attempt(intent.intent_id)
        place = link.place if link is not None and intent.action is not Action.CREATE else None
        return Attempt(
            intent.intent_id,
            intent.incident_id,
            intent.tracker,
            intent.action,
            attempt,
            self.done.fence,
            AttemptState.SENDING,
            self.clock(),
            repository=place.repository if place is not None else intent.repository,
            place=place,
            url=link.url if link is not None and place is not None else None,
            comment_id=link.comment_id if link is not None and place is not None else None,
            assignee=intent.assignee.text if intent.action is Action.ASSIGN else None,
        )

    def task(self, intent: Intent, link: Link | None) -> Task | AssignTask | None:
        """What is to be done of a due intent; None where its issue was found made already, which is noted."""
        incident = self.work.incidents[intent.incident_id]
        tracker = self.trackers.get(intent.tracker)
        if tracker is None:
            raise _Later(f"no tracker {intent.tracker} is configured")
        if intent.answer is not None:
            return self.answering(intent, incident, link)
        if intent.action is Action.ASSIGN:
            return self.assign_task(intent, incident, link)
        there = self.there_already(tracker, intent, incident) if intent.action is Action.CREATE else None
        rendered = self.rendered(intent, incident)
        sending = planned_row(self.row(intent, link), rendered, incident)
        if there is not None:
            if there.state is IssueState.OPEN or there.closed_by not in (None, tracker.account):
                found = made(
                    replace(sending, attempt=0, through=intent.entry), there, self.clock(), "found by its mark"
                )
                self.add([found])
                return None
            sending = replace(sending, repository=there.repository, place=Place(there.repository, there.number))
        story = self.log.of(intent.incident_id)
        before = written(rows_at(story.rows, link))
        return Task(intent, incident, rendered, sending, link, before, story.is_open_at(link))

    def answering(self, intent: Intent, incident: Incident, link: Link | None) -> Task:
        """An answer to a command: it is about a comment, and changes nothing else of the issue."""
        assert intent.answer is not None
        at = intent.answer.place
        place = link.place if link is not None and link.place is not None else at
        sending = replace(self.row(intent), repository=place.repository, place=place)
        return Task(intent, incident, SILENT, sending, link)

    def assign_task(self, intent: Intent, incident: Incident, link: Link | None) -> AssignTask:
        self.assigner(intent)
        row = replace(self.row(intent, link), through=incident.through_number)
        if self.assigning is None or row.place is None:
            raise _Later("there is no issue")
        is_assistant = intent.assignee.is_assistant
        instructions = self.assigning.instructions(intent, incident, row.place) if is_assistant else ""
        return AssignTask(intent, incident, row, instructions, link, self.log.of(intent.incident_id).is_open_at(link))

    def assigner(self, intent: Intent) -> Assigner:
        found = self.assigning.assigners.get(intent.tracker) if self.assigning is not None else None
        if found is None:
            raise _Later(f"nothing assigns issues of {intent.tracker}")
        return found

    def there_already(self, tracker: Tracker, intent: Intent, incident: Incident) -> Issue | None:
        """The issue of an incident that another lakehouse, or one that was put back, has made."""
        since = min(incident.opened_at, incident.detected_at)
        try:
            taken = self.listings.of(intent.tracker, tracker, intent.repository, since)
        except Refused:
            raise  # where it cannot be read, it is not written to: an issue may be there
        except TrackerFailed as failed:
            raise _Later(str(failed)) from failed
        return survivor(taken.listing.of(intent.incident_id))

    def carry_out(self, tasks: Sequence[Task | AssignTask]) -> None:
        """Notes tasks, does them, notes their ends. What has no end where an error stops it has no clear one."""
        self.add([task.sending for task in tasks])
        ended: list[Attempt] = []
        try:
            for task in tasks:
                ended.append(self.carried_out(task, ended))
        except _LeaseLost:
            now = self.clock()
            self.add([*ended, *(_not_begun(task.sending, now) for task in tasks[len(ended) :])])
            raise
        except Exception:
            self.add(ended)
            raise
        self.add(ended)

    def carried_out(self, task: Task | AssignTask, ended: Iterable[Attempt]) -> Attempt:
        tracker = task.intent.tracker
        now = self.clock()
        wait = next(
            (row for row in ended if row.tracker == tracker and row.until is not None and row.until > now), None
        )
        if wait is not None:
            return replace(task.sending.then(AttemptState.THROTTLED, now, wait.reason), until=wait.until)
        self.require_lease()
        if now - task.sending.at > self.policy.begin_within:
            return _not_begun(task.sending, now)
        if isinstance(task, AssignTask):
            return assign(self.trackers[tracker], self.assigner(task.intent), task, self.clock)
        return act(self.trackers[tracker], task, self.clock)

    # Tickets that wait for a limit.

    def show_waiting(self) -> None:
        """Brings the issues about tickets that wait up to date: at most one step of each."""
        now = self.clock()
        counts = counts_of(self.plan().over_limit)
        self.waiting = {waiting_id(target): count for target, count in counts.items()}
        about = subjects(counts, self.log, now)
        self.work = Work(self.work.intents, {**self.work.incidents, **about})
        targets = {waiting_id(target): target for target in counts}
        paused = pauses(self.log.ends(), now)
        for name in sorted(about):
            story = self.log.of(name)
            unknown = list(uncertain(name, story, now))
            self.look_up(unknown)
            story = self.log.of(name)
            if any(story.status(each.intent_id).is_uncertain for each in unknown):
                continue
            target = targets.get(name) or Target(story.ends[-1].tracker, story.ends[-1].repository)
            step = next_step(name, target, self.waiting.get(name, 0), story, now)
            if step is not None and target.tracker not in paused and self.has_news(step, story):
                self.do([step])

    def has_news(self, step: Intent, story: Story) -> bool:
        """Whether a step changes more than nothing: a text with the same number is there already."""
        if step.action is not Action.UPDATE:
            return True
        body = self.rendered(step, self.work.incidents[step.incident_id]).body
        return text_hash(region(body) or "") not in written(rows_at(story.rows, story.link)).bodies

    def rendered(self, intent: Intent, incident: Incident) -> Rendered:
        """The texts of an intent. FaultbookError where that fails."""
        if intent.incident_id.startswith(WAITING_PREFIX) and self.render_waiting is not None:
            return checked(self.render_waiting(intent, self.waiting.get(intent.incident_id, 0)), intent)
        return checked(self.render(intent, incident), intent)

    # Duplicates.

    def heal(self) -> None:
        since = self.clock() - self.policy.heal_for
        for row in self.doubtful(since):
            tracker = self.trackers.get(row.tracker)
            if tracker is not None:
                try:
                    self.listings.of(row.tracker, tracker, row.repository, since)
                except TrackerFailed as failed:
                    self.done.failed[row.intent_id] = str(failed)
        tied = [link.incident_id for link in self.tied]
        try:
            incidents = self.work.incidents
            found = heals(self.listings.all(), self.log, incidents, tied, now=self.clock(), place_now=self.place_now)
        except TrackerFailed as failed:
            self.done.failed["heal"] = str(failed)
            return
        for heal in found:
            if heal.intent.tracker in self.trackers and self.is_another(heal):
                self.close_duplicate(heal)

    def is_another(self, heal: Heal) -> bool:
        """Whether both issues are there and are two: a repository that was renamed after its listing has them once."""
        if heal.closes == heal.keeps.place:
            return True
        try:
            closes, keeps = self.place_now(replace(heal.keeps, place=heal.closes)), self.place_now(heal.keeps)
        except TrackerFailed as failed:
            self.done.failed[heal.intent.intent_id] = str(failed)
            return False
        return closes is not None and keeps is not None and closes != keeps

    def place_now(self, link: Link) -> Place | None:
        if link.place is None:
            return None
        try:
            return read_there(self.trackers[link.tracker], link.place).place
        except Gone:
            return None

    def doubtful(self, since: datetime) -> list[Attempt]:
        """Attempts to make an issue of which none was found: it may show up yet."""
        found = [row for row in self.log.ends() if row.action is Action.CREATE and row.reason == NOT_DONE]
        recent = [row for row in found if row.at > since]
        return list({(row.tracker, row.repository): row for row in recent}.values())

    def close_duplicate(self, heal: Heal) -> None:
        incident = self.work.incidents[heal.intent.incident_id]
        link = replace(heal.keeps, place=heal.closes)
        try:
            rendered = self.rendered(heal.intent, incident)
        except FaultbookError as wrong:
            self.done.failed[heal.intent.intent_id] = str(wrong)
            return
        if heal.closes == heal.keeps.place:
            rendered = without_comment(rendered)
        own = [row for row in self.log.of(incident.incident_id).rows if row.place == heal.closes]
        sending = self.row(heal.intent, link)
        task = Task(heal.intent, incident, rendered, sending, None, written(own), True)
        self.add([sending])
        self.require_lease()
        row = act(self.trackers[heal.intent.tracker], task, self.clock)
        is_open = False if heal.closes == heal.keeps.place and row.state is AttemptState.SENT else None
        none = replace(row, title_hash=None, body_hash=None, comment_hash=None, labels=None, is_open=is_open)
        self.add([replace(none, place=heal.keeps.place, moved_from=None, comment_id=None, url=heal.keeps.url)])


class _Later(Exception):
    """Nothing can be tried in this run."""


def _not_begun(sending: Attempt, now: datetime) -> Attempt:
    row = replace(sending, title_hash=None, body_hash=None, comment_hash=None)
    return replace(row.then(AttemptState.THROTTLED, now, "not begun"), until=now + timedelta())
