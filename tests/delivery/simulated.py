"""Hours of incidents, deliveries, faults and people by a seed; and what must hold at their end."""

from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from faultbook.delivery.assigner import Assigning
from faultbook.delivery.assignment import Assignee, AssigneeKind, Assignment, Rotation, assignee_of, person
from faultbook.delivery.attempts import AttemptState, Found, ends
from faultbook.delivery.delivering import Delivered, Work, deliver
from faultbook.delivery.intent import DECIDES_STATE, OPENS, Action, Intent
from faultbook.delivery.intents import intents, silence
from faultbook.delivery.life import window_of
from faultbook.delivery.log import AttemptLog
from faultbook.delivery.marker import BEGIN, END, marker
from faultbook.delivery.news import news_of
from faultbook.delivery.owned import region
from faultbook.delivery.place import WAITING_PREFIX, Link, Place, Target
from faultbook.delivery.plan import Plan, planned
from faultbook.delivery.policy import DeliveryPolicy, Limits
from faultbook.delivery.port import ClosedAs, IssueState, TrackerFailed
from faultbook.delivery.recovering import NOT_DONE
from faultbook.delivery.waiting import counts_of
from faultbook.delivery.watching.change import Change, ChangeKind, known_of
from faultbook.delivery.watching.comparing import Linked, Ours
from faultbook.delivery.watching.deciding import request_of
from faultbook.delivery.watching.gathering import Gathering
from faultbook.delivery.watching.lost import lost_rows
from faultbook.delivery.watching.reading import read_repository
from faultbook.delivery.watching.snapshot import KnownBy, snapshot_of
from faultbook.errors import SettingError
from faultbook.events.severities import SEVERITIES
from faultbook.incidents.decisions import Action as Decision
from faultbook.incidents.decisions import decided_in_turn
from faultbook.incidents.facts import Fact
from faultbook.incidents.fold import fold
from faultbook.incidents.incident import Incident
from faultbook.incidents.journal import Kind
from faultbook.incidents.policy import Policy
from tests.delivery.forge import BOT, Client, Faults, Forge, Kept
from tests.delivery.memory import MemoryStore
from tests.delivery.people import PERSON, People, outside
from tests.delivery.world import Killed, World
from tests.incidents.nights import Night, recovered, signal

TRACKER = "forge"
COPILOT, CLAUDE = Assignee(AssigneeKind.COPILOT), Assignee(AssigneeKind.CLAUDE)
TURNS = Rotation((person("ann"), person("bob")), timedelta(hours=3))


@dataclass(frozen=True)
class Made:
    """Texts that no template made."""

    title: str
    body: str
    comment: str | None = None
    labels: tuple[str, ...] = ()


def render(intent: Intent, incident: Incident) -> Made:
    """Texts that change with the incident, as real ones do."""
    mark = marker(incident.incident_id, intent.intent_id)
    other = f"see {intent.other.place}" if intent.other is not None else ""
    body = f"{BEGIN}\n{mark}\n{incident.occurrence_count} times, {incident.state.value} {other}\n{END}"
    return Made(
        f"[{incident.severity}] {incident.title} {incident.fingerprint}",
        body,
        f"{incident.occurrence_count} times until {incident.last_seen:%d %H:%M} {mark}",
        ("faultbook", f"severity:{incident.severity}"),
    )


def render_waiting(intent: Intent, count: int) -> Made:
    """Texts about tickets that wait, which change with their number."""
    mark = marker(intent.incident_id, intent.intent_id)
    return Made("Tickets wait", f"{mark}\n{BEGIN}\n{count} wait\n{END}", labels=("faultbook",))


@dataclass
class Journal(Night):
    """A night whose incidents are folded on from where they were."""

    folded: int = 0
    known: dict[str, Incident] = field(default_factory=dict)

    @property
    def incidents(self) -> dict[str, Incident]:
        if self.folded < len(self.entries):
            self.known = fold(self.entries[self.folded :], self.known.values())
            self.folded = len(self.entries)
        return self.known


@dataclass
class Simulation:
    """One history. Everything that varies follows from the seed."""

    seed: int
    workers: int = 1
    cycles: int = 14
    world: World = field(init=False)
    journal: Journal = field(init=False)
    delivered: list[Delivered] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    read_at: dict[str, datetime] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.world = World(self.seed)
        chance = self.world.chance
        harsh = chance.random()
        self.faults = Faults(
            after_commit=0.15 * harsh,
            before_commit=0.08 * harsh,
            late_commit=0.08 * harsh,
            limit=0.06 * harsh,
            read=0.04 * harsh,
            drop_label=0.2 * harsh,
            drop_assignee=0.2 * harsh,
            lag=chance.choice([0, 10, 60, 540]),
            much_too_late=chance.choice([0, 0, 0.5]),
        )
        self.forge = Forge(self.world, page=chance.choice([1, 3, 100]))
        self.client = Client(self.forge)
        self.store = MemoryStore(self.world)
        quiet = dict.fromkeys(SEVERITIES, timedelta(hours=6))
        self.journal = Journal(
            Policy(storm_incidents=3, storm_calm=timedelta(hours=1), reopen_window=timedelta(hours=12), quiet=quiet)
        )
        limits = Limits(issues=chance.choice([None, 2, 4]), updates=chance.choice([None, 6]))
        self.policy = DeliveryPolicy(limits=limits, batch=chance.choice([1, 3, 20]))
        self.people = People(self.forge, self.on_closed, self.is_linked, moves=chance.random() < 0.3)
        self.kill = 0.02 * chance.random() if chance.random() < 0.7 else 0.0
        self.is_by_webhook = chance.random() < 0.5
        self.assignment = Assignment(default=chance.choice([COPILOT, CLAUDE, Rotation((COPILOT, CLAUDE)), TURNS]))
        self.is_assigning = chance.random() < 0.8
        self.is_watched = chance.random() < 0.5
        self.closed: list[Kept] = []

    # The history.

    def run(self) -> None:
        chance = self.world.chance
        self.forge.faults = self.faults
        for _ in range(self.cycles):
            self.world.go_on(minutes=chance.choice([1, 3, 10, 40, 90]))
            self.forge.settle_late()
            self.happen()
            for _ in range(chance.choice([0, 0, 1, 2])):
                self.people.act()
            self.take_webhooks()
            if self.is_watched and chance.random() < 0.5:
                self.watch(is_whole=chance.random() < 0.2)
            self.deliver_chaotically()
        self.end()

    def happen(self) -> None:
        """A run of the judge: some faults occur, some recover, people decide."""
        chance, now = self.world.chance, self.world.now
        names = [f"fp1:{number}" for number in range(6)]
        rate = chance.choice([0.1, 0.3, 0.9])
        items = [
            signal(
                now - timedelta(minutes=chance.uniform(0, 5)),
                events=chance.randint(1, 5),
                fingerprint=name,
                severity=chance.choice(("low", "medium", "high", "critical")),
            )
            for name in names
            if chance.random() < rate
        ]
        over = [recovered(now, name) for name in names if chance.random() < 0.15]
        self.journal.run(*items, *over, heard=now, now=now)
        if self.journal.incidents and chance.random() < 0.5:
            self.decide()

    def decide(self) -> None:
        chance, now = self.world.chance, self.world.now
        incident = chance.choice(list(self.journal.incidents.values()))
        other = chance.choice(list(self.journal.incidents.values()))
        action = chance.choice(
            [
                *(Decision.MUTE, Decision.UNMUTE, Decision.RESOLVE, Decision.REOPEN, Decision.MERGE, Decision.SPLIT),
                Decision.ASSIGN,
            ]
        )
        more: dict[str, object] = {}
        if action in (Decision.MERGE, Decision.SPLIT):
            more["other"] = other.incident_id
        if action is Decision.ASSIGN:
            more["assignee"] = chance.choice(["", "ann"])
        if action is Decision.MUTE:
            more["until"] = now + timedelta(hours=chance.choice([1, 4]))
        if action is Decision.RESOLVE:
            more["not_planned"] = chance.random() < 0.3
        self.try_decision(action, incident.incident_id, **more)

    def try_decision(self, action: Decision, incident: str, **more: object) -> None:
        """A decision; one that cannot be carried out is none."""
        with suppress(SettingError):
            self.journal.decide(action, self.world.now, incident, **more)

    # People in the tracker.

    def on_closed(self, kept: Kept) -> None:
        self.closed.append(kept)

    def is_linked(self, kept: Kept) -> bool:
        """Whether it is known here: an issue of which nothing is known yet cannot be followed."""
        link = self.log().links().get(kept.made_for)
        return link is not None and link.place is not None and self.kept(link) is kept

    def take_webhooks(self) -> None:
        closed, self.closed = self.closed, []
        if self.is_by_webhook:
            for kept in closed:
                self.learn(kept.made_for, kept)

    def learn(self, incident_id: str, kept: Kept) -> None:
        """The journal gets to know that a person closed or deleted an issue."""
        incident = self.journal.incidents.get(incident_id)
        link = self.log().links().get(incident_id)
        if incident is None or not incident.is_open or link is None or link.place is None:
            return
        if (kept.issue.repository, kept.issue.number) != (link.place.repository, link.place.number):
            return
        not_planned = kept.issue.closed_as is ClosedAs.NOT_PLANNED
        self.try_decision(Decision.RESOLVE, incident_id, author=PERSON, not_planned=not_planned)

    def take_found(self) -> None:
        for row in news_of(self.store.rows, self.journal.entries):
            not_planned = row.found is Found.NOT_PLANNED
            self.try_decision(Decision.RESOLVE, row.incident_id, author=PERSON, not_planned=not_planned)

    # Deliveries.

    def derive(self, links: Mapping[str, Link]) -> Work:
        incidents = self.journal.incidents
        found = intents(
            self.journal.entries,
            incidents,
            links,
            self.policy,
            lambda _: Target(TRACKER, "team/etl"),
            assign=self.assign if self.is_assigning else None,
        )
        return Work(found, incidents)

    def assign(self, incident: Incident, target: Target, at: datetime) -> Assignee:
        return assignee_of(incident, target, self.assignment, at)

    def deliver(self, store: MemoryStore | None = None) -> Delivered | None:
        done = deliver(
            store or self.store,
            {TRACKER: self.client},
            self.derive,
            render,
            clock=self.world.clock,
            holder="worker",
            policy=self.policy,
            assigning=Assigning({TRACKER: self.client}, lambda *_: "Find the cause."),
            render_waiting=render_waiting,
        )
        if done is not None:
            self.delivered.append(done)
        return done

    def deliver_chaotically(self) -> None:
        self.world.kill, self.world.meanwhile = self.kill, self.meanwhile
        try:
            if self.workers == 1:
                self.deliver()
            else:
                self.world.pause = 0.01
                self.world.together([self.deliver] * self.workers)
        except Killed:
            pass
        self.forge.held.clear()
        self.world.kill, self.world.pause, self.world.meanwhile = 0.0, 0.0, lambda: None
        self.take_found()

    def meanwhile(self) -> None:
        self.forge.settle_late()
        if self.world.chance.random() < 0.02:
            self.people.act()

    def end(self) -> None:
        """All is calm: deliveries go on until nothing is to be done."""
        self.forge.faults = Faults()
        for _ in range(40):
            self.world.go_on(minutes=61)
            self.forge.settle_late()
            self.take_webhooks()
            done = self.deliver()
            self.take_found()
            if self.is_watched:
                self.watch(is_whole=True)
            else:
                self.reconcile()
            if done is not None and self.is_calm(done):
                return

    def is_calm(self, done: Delivered) -> bool:
        plan = self.plan()
        is_waiting_for_time = any(each.until is not None and each.until > self.world.now for each in plan.waiting)
        return not (plan.due or plan.lookups or done.rows or is_waiting_for_time)

    def log(self) -> AttemptLog:
        return AttemptLog(self.store.rows)

    def plan(self) -> Plan:
        links = self.log().links()
        work = self.derive(links)
        return planned(work.intents, work.incidents, links, self.log(), policy=self.policy, now=self.world.now)

    def watch(self, *, is_whole: bool = False) -> None:
        """A read of all repositories with linked issues, as `deliver` makes it; a tracker that fails moves nothing."""
        gathering = self._gathering()
        links = gathering.linked[TRACKER]
        for repository in sorted({place.repository for place in links}):
            begun = self.world.now
            try:
                found = read_repository(
                    self.client,
                    TRACKER,
                    repository,
                    dict(links),
                    since=self.read_at.get(repository),
                    now=begun,
                    is_whole=is_whole,
                )
            except TrackerFailed:
                continue
            for snapshot in found.snapshots:
                gathering.see(snapshot)
            for place in found.gone:
                gathering.miss(TRACKER, place, KnownBy.READ)
            for before, there in found.moved:
                gathering.move(TRACKER, before, snapshot_of(TRACKER, there.issue))
            self.read_at[repository] = begun
        made = [given.change for given in gathering.given]
        for change in made:
            self._take_change(change)
        self.store.rows += lost_rows(made, gathering.moved, self.journal.through)
        self.changes += made

    def _gathering(self) -> Gathering:
        known = known_of(self.changes)
        gone = {each.place for each in self.changes if each.kind is ChangeKind.DELETED}
        log = self.log()
        links: dict[Place, Linked] = {}
        for name, link in log.links().items():
            if link.place is None or link.place in gone:
                continue
            done = [row for row in log.of(name).ends if row.state is AttemptState.SENT and row.action in DECIDES_STATE]
            ours = Ours(done[-1].action in OPENS, done[-1].at) if done else None
            since = self.journal.incidents[name].detected_at
            links[link.place] = Linked(link, since, known.get((TRACKER, link.place)), ours)
        return Gathering({TRACKER: links}, {TRACKER: self.client}, set(), self.world.now)

    def _take_change(self, change: Change) -> None:
        request = request_of(change)
        if request is None:
            return
        entries, _ = decided_in_turn(
            [request],
            self.journal.incidents.values(),
            now=self.world.now,
            through_number=self.journal.through,
            recorded={entry.entry_id for entry in self.journal.entries if not entry.batch_id},
        )
        self.journal.entries += entries

    def reconcile(self) -> None:
        """A scheduled read of all links finds what people did and nobody reported."""
        plan = self.plan()
        busy = {each.incident_id for each in (*plan.due, *plan.lookups)}
        incidents = self.journal.incidents
        for name, link in self.log().links().items():
            incident = incidents[name]
            if link.place is None or not incident.is_open or name in busy:
                continue
            kept = self.kept(link)
            is_by_person = kept is not None and kept.issue.closed_by not in (None, BOT)
            if kept is None or is_by_person:
                not_planned = kept is not None and kept.issue.closed_as is ClosedAs.NOT_PLANNED
                self.try_decision(Decision.RESOLVE, name, author=PERSON, not_planned=not_planned)

    def kept(self, link: Link) -> Kept | None:
        assert link.place is not None
        repository, number = link.place.repository, link.place.number
        while (repository, number) in self.forge.moved or repository in self.forge.names:
            repository, number = self.forge.moved.get(
                (repository, number), (self.forge.names.get(repository, repository), number)
            )
        return self.forge.repositories.get(repository, {}).get(number)

    # What must hold.

    def broken(self) -> list[str]:
        """Every invariant that does not hold, in words."""
        return [
            *(*self._issues(), *self._notes(), *self._reopened(), *self._peoples(), *self._assigned(), *self._ended()),
            *(*self._limits(), *self._waiting()),
        ]

    def _waiting(self) -> list[str]:
        """One issue at most about tickets that wait, and none once nothing waits."""
        most = 1 if counts_of(self.plan().over_limit) else 0
        opened = [kept.issue for kept in self.waiting_issues() if kept.issue.state is IssueState.OPEN]
        return [f"{len(opened)} issues about tickets that wait, {most} expected"] if len(opened) > most else []

    def waiting_issues(self) -> list[Kept]:
        return [kept for kept in self.forge.all() if kept.made_for.startswith(WAITING_PREFIX)]

    def _issues(self) -> list[str]:
        wrong = []
        opened = Counter(kept.made_for for kept in self.forge.all() if kept.issue.state is IssueState.OPEN)
        for name, incident in self.journal.incidents.items():
            speaks = incident.is_open and silence(incident) is None
            least = 1 if speaks else 0
            most = 1 if incident.is_open else 0
            if not least <= opened[name] <= most:
                wrong.append(f"{name} {incident.state} {silence(incident)}: {opened[name]} open issues")
        return wrong

    def _notes(self) -> list[str]:
        wrong = []
        for kept in self.forge.all():
            ours = [each for each in kept.comments if each.author == BOT]
            if len(ours) > 1 + self._slept(kept.made_for):
                wrong.append(f"{kept.issue.number}: {len(ours)} counter comments")
        begun = {row.key: row.at for row in self.store.rows if row.state is AttemptState.SENDING}
        notes = Counter(
            (row.incident_id, window_of(begun[row.key], self.policy.note_window))
            for row in ends(self.store.rows)
            if row.state is AttemptState.SENT
            and row.action is Action.UPDATE
            and not row.incident_id.startswith(WAITING_PREFIX)
        )
        return [*wrong, *(f"{name}: {count} notes in {window}" for (name, window), count in notes.items() if count > 1)]

    def _slept(self, incident_id: str) -> int:
        """Attempts whose worker slept in the middle of a call, so that another one took its place meanwhile."""
        begun = {row.key: row.at for row in self.store.rows if row.state is AttemptState.SENDING}
        own = [row for row in self.store.rows if row.incident_id == incident_id and row.key in begun]
        return sum(row.reason != NOT_DONE and row.at - begun[row.key] > self.policy.settle for row in own)

    def _reopened(self) -> list[str]:
        """An issue is opened again where its fault came back, and as not planned only where the journal knows of it."""
        wrong = []
        back = Counter(each.incident_id for each in self.journal.entries if each.kind in (Kind.REGRESSED, Kind.SPLIT))
        for kept in self.forge.all():
            if kept.made_for.startswith(WAITING_PREFIX):
                continue
            if len(kept.reopened_by_bot) > back[kept.made_for] + kept.closed_by_people:
                wrong.append(f"{kept.issue.number} reopened {len(kept.reopened_by_bot)} times")
            for at, closed_as, by in kept.reopened_by_bot:
                if by == PERSON and closed_as is not ClosedAs.COMPLETED and not self._is_known(kept.made_for, at):
                    wrong.append(f"{kept.issue.number} reopened although {by} closed it as {closed_as}")
        return wrong

    def _is_known(self, incident_id: str, at: datetime) -> bool:
        not_planned = False
        for entry in self.journal.entries:
            if entry.incident_id == incident_id and entry.recorded_at <= at:
                is_over = entry.kind is Kind.RESOLVED
                not_planned = entry.facts.get(Fact.NOT_PLANNED) == Fact.YES if is_over else not_planned
                if entry.kind is Kind.SPLIT or (entry.kind is Kind.REGRESSED and entry.facts.get(Fact.BY) is not None):
                    not_planned = True
        return not_planned

    def _peoples(self) -> list[str]:
        wrong = []
        for kept in self.forge.all():
            issue = kept.issue
            if kept.person_title is not None and issue.title != kept.person_title:
                wrong.append(f"{issue.number}: title")
            if kept.person_outside is not None and outside(issue.body) != kept.person_outside:
                wrong.append(f"{issue.number}: outside {issue.body!r} {kept.person_outside!r}")
            if kept.person_body is not None and region(issue.body) != kept.person_body:
                wrong.append(f"{issue.number}: inside")
            if kept.removed_labels & set(issue.labels):
                wrong.append(f"{issue.number}: labels {kept.removed_labels & set(issue.labels)}")
            there = {each.comment_id: each.body for each in kept.comments}
            wrong += [
                f"{issue.number}: comment" for key, body in kept.edited_comments.items() if there.get(key) != body
            ]
        return wrong

    def _assigned(self) -> list[str]:
        """Each assistant at most once for an incident, whatever was killed or lost; nobody beside a person."""
        wrong = [
            f"{kept.issue.number}: {kept.overruled} beside a person" for kept in self.forge.all() if kept.overruled
        ]
        sessions = Counter((kept.made_for, login) for kept in self.forge.all() for login in kept.assigned_by_bot)
        wrong += [
            f"{name}: {count} sessions of {login}"
            for (name, login), count in sessions.items()
            if count > 1 and login in (COPILOT.text, CLAUDE.text)
        ]
        if not self.is_assigning and sessions:
            wrong.append(f"assigned although nothing is configured: {sessions}")
        return wrong

    def _ended(self) -> list[str]:
        plan = self.plan()
        wrong = [f"{each.incident_id} {each.action} is due" for each in plan.due]
        wrong += [f"{each.incident_id} {each.action} is looked up" for each in plan.lookups]
        wrong += [f"{each.intent} has no reason" for each in (*plan.waiting, *plan.over) if not each.reason]
        links = self.log().links()
        work = self.derive(links)
        names = [each.intent_id for each in work.intents]
        parts = [*plan.due, *plan.lookups, *(each.intent for each in (*plan.waiting, *plan.over))]
        if sorted(names) != sorted(each.intent_id for each in parts) or len(set(names)) != len(names):
            wrong.append("an intent is in no part of the plan, or in two")
        return wrong

    def _limits(self) -> list[str]:
        most = self.policy.limits.issues
        if most is None or self.workers > 1 or self.faults.much_too_late:
            return []  # a write that another system keeps back for an hour is in no hour of ours
        about_waiting = {id(kept) for kept in self.waiting_issues()}
        made = sorted(
            kept.issue.created_at
            for kept in self.forge.all()
            if kept.issue.creator == BOT and id(kept) not in about_waiting
        )
        hour = timedelta(hours=1)
        return [
            f"more than {most} issues within an hour"
            for first, after in zip(made, made[most:], strict=False)
            if after - first < hour - timedelta(minutes=2)
        ]
