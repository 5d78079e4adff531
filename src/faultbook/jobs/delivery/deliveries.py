"""One delivery on a lakehouse: what the journal wants of trackers is done, and kept in outbox."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from faultbook.delivery.acting import Clock
from faultbook.delivery.assigner import Assigning
from faultbook.delivery.attempts import Attempt
from faultbook.delivery.configured import READ_EVERY, TrackerAccount
from faultbook.delivery.delivering import Delivered, Work, deliver
from faultbook.delivery.intents import Assign, Route, intents
from faultbook.delivery.log import AttemptLog
from faultbook.delivery.news import news_of
from faultbook.delivery.place import Link
from faultbook.delivery.plan import Plan, planned
from faultbook.delivery.policy import DeliveryPolicy
from faultbook.delivery.port import Tracker
from faultbook.delivery.rendered import Render
from faultbook.delivery.rows import outbox_rows
from faultbook.delivery.waiting import RenderWaiting
from faultbook.delivery.watching.answers import answers_of
from faultbook.incidents.incident import Incident
from faultbook.incidents.journal import Entry
from faultbook.jobs.delivery.again import again_rows, refused_named
from faultbook.jobs.delivery.outbox_store import concerned, end_run, entries_of, outbox_store, store_outbox
from faultbook.jobs.delivery.ticket_store import changed_lately, commands_of
from faultbook.jobs.incidents.incident_store import IncidentStore
from faultbook.lakehouse.lease import writer_lease
from faultbook.lakehouse.store import Lakehouse
from faultbook.tables import Lease

Learn = Callable[[Iterable[Entry], Mapping[str, Incident]], None]


def unprepared(_: Plan) -> None:
    """Prepares nothing."""


def nothing(entries: Iterable[Entry], incidents: Mapping[str, Incident]) -> None:
    """Learns nothing."""


@dataclass(frozen=True)
class Equipment:
    """What the configuration decides: trackers by name, where issues are made, their texts, waits and limits.

    `learn` gets the journal and the incidents of a run before its first text is made, `prepare` each plan before the
    texts of what is due in it. `render_waiting`: of issues about tickets that wait for a limit; None: there are none.
    `assign`, `assigning`: who gets an issue, and what assigns it; None: nothing is assigned.
    `accounts`: how the trackers are configured. `read_every`: how often a repository is read, at most.
    """

    trackers: Mapping[str, Tracker]
    route: Route
    render: Render
    policy: DeliveryPolicy
    learn: Learn = nothing
    accounts: Mapping[str, TrackerAccount] = field(default_factory=dict)
    read_every: timedelta = READ_EVERY
    assign: Assign | None = None
    assigning: Assigning | None = None
    prepare: Callable[[Plan], None] = unprepared
    render_waiting: RenderWaiting | None = None


@dataclass(frozen=True)
class Outcome:
    """What a delivery did. `news`: what people did in trackers, that the journal has to get."""

    delivered: Delivered
    news: Sequence[Attempt]


def utc_now() -> datetime:
    """The time, UTC."""
    return datetime.now(UTC)


def deliver_once(lakehouse: Lakehouse, equipment: Equipment, *, clock: Clock = utc_now, again: str = "") -> Outcome:
    """Does what is due, under the lease `deliver`. LeaseHeld where another run has it.

    `again`: ids of refused intents that are due once more, see `refused_named`; SettingError where one is not
    refused. A run that is killed leaves its attempts; the next one goes on from them.
    """
    now = clock()
    with writer_lease(lakehouse, Lease.DELIVER) as name:
        holder = f"{name}/{uuid4().hex[:8]}"
        wanted = refused_named(lakehouse, again)
        reading = _Reading(lakehouse, equipment, now, also=wanted.values())
        store = outbox_store(lakehouse, reading.linked, now)
        store.append(again_rows(wanted, store.attempts(), store.fence(), now))
        done = deliver(
            store,
            equipment.trackers,
            reading.work,
            equipment.render,
            clock=clock,
            holder=holder,
            policy=equipment.policy,
            assigning=equipment.assigning,
            prepare=equipment.prepare,
            render_waiting=equipment.render_waiting,
        )
        assert done is not None, "no other run has the lease"
        attempts = store.attempts()
        if not done.is_stopped:
            log = AttemptLog(attempts)
            store_outbox(lakehouse, outbox_rows(done.plan, log, log.links(store.links()), done.fence))
            end_run(lakehouse, done.fence, holder, reading.through)
        return Outcome(done, news_of(attempts, reading.entries))


def plan_now(lakehouse: Lakehouse, equipment: Equipment, *, clock: Clock = utc_now) -> tuple[Plan, Work, AttemptLog]:
    """What a delivery would do now; nothing is sent, and nothing is written."""
    now = clock()
    reading = _Reading(lakehouse, equipment, now)
    store = outbox_store(lakehouse, reading.linked, now)
    log = AttemptLog(store.attempts())
    links = log.links(store.links())
    work = reading.work(links)
    plan = planned(work.intents, work.incidents, links, log, policy=equipment.policy, now=now)
    return plan, work, log


class _Reading:
    """The incidents that a run looks at, with all entries of them."""

    def __init__(self, lakehouse: Lakehouse, equipment: Equipment, now: datetime, also: Iterable[str] = ()) -> None:
        incidents = IncidentStore(lakehouse)
        self.equipment = equipment
        self.through = incidents.newest_number()
        self.names = concerned(lakehouse, equipment.policy.heal_for, now) | changed_lately(lakehouse, now) | set(also)
        self.commands = list(commands_of(lakehouse, self.names, now))
        self.entries = entries_of(lakehouse, self.names)
        # Those that are open come with them: an umbrella, what another one goes on in.
        self.incidents = incidents.incidents(ids=self.names) if self.names else {}

    @property
    def linked(self) -> set[str]:
        """These incidents, and those that they follow or go on in, whose issues are named, however old they are."""
        found = set(self.names)
        waiting = list(found)
        while waiting:
            known = self.incidents.get(waiting.pop())
            named = (known.merged_into, known.follows_id) if known is not None else ()
            others = {name for name in named if name} - found
            found |= others
            waiting += others
        return found

    def work(self, links: Mapping[str, Link]) -> Work:
        """The intents of these incidents."""
        self.equipment.learn(self.entries, self.incidents)
        own = self.equipment
        found = intents(self.entries, self.incidents, links, own.policy, own.route, assign=own.assign)
        answers = [each for each in answers_of(self.commands) if each.incident_id in self.incidents]
        return Work([*found, *answers], self.incidents)
