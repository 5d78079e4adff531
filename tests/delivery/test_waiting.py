"""The issue about tickets that wait for a limit: one at most in a repository, none once nothing waits."""

import pytest

from faultbook.delivery.delivering import Work, deliver
from faultbook.delivery.intents import intents
from faultbook.delivery.place import WAITING_PREFIX, Target
from faultbook.delivery.policy import DeliveryPolicy, Limits
from faultbook.delivery.port import ClosedAs, IssueChange, IssueState
from faultbook.delivery.waiting import waiting_id
from faultbook.incidents.policy import Policy
from tests.delivery.forge import BOT, Client, Faults, Forge
from tests.delivery.memory import MemoryStore
from tests.delivery.simulated import TRACKER, Journal, render, render_waiting
from tests.delivery.world import Killed, World
from tests.incidents.nights import signal

REPOSITORY = "team/etl"


class Night:
    """Incidents of one moment, and a limit of two issues an hour."""

    def __init__(self, incidents: int, seed: int = 1, **faults: float) -> None:
        self.world = World(seed)
        self.forge = Forge(self.world, Faults(**faults))
        self.store = MemoryStore(self.world)
        self.journal = Journal(Policy(storm_incidents=1000))
        self.policy = DeliveryPolicy(limits=Limits(issues=2))
        self.happen(incidents)

    def happen(self, incidents: int) -> None:
        now = self.world.now
        faults = [f"fp1:{len(self.journal.entries)}-{number}" for number in range(incidents)]
        self.journal.run(*(signal(now, fingerprint=each) for each in faults), heard=now, now=now)

    def derive(self, links) -> Work:
        known = self.journal.incidents
        route = Target(TRACKER, REPOSITORY)
        return Work(intents(self.journal.entries, known, links, self.policy, lambda _: route), known)

    def deliver(self, **after: float):
        done = deliver(
            self.store,
            {TRACKER: Client(self.forge)},
            self.derive,
            render,
            clock=self.world.clock,
            holder="worker",
            policy=self.policy,
            render_waiting=render_waiting,
        )
        self.world.go_on(**after)
        self.forge.settle_late()
        return done

    @property
    def about(self):
        """The issues about tickets that wait."""
        return [kept for kept in self.forge.all() if kept.made_for.startswith(WAITING_PREFIX)]

    @property
    def tickets(self) -> int:
        return sum(not kept.made_for.startswith(WAITING_PREFIX) for kept in self.forge.all())

    def shown(self) -> tuple[str, IssueState]:
        [kept] = self.about
        return kept.issue.body.splitlines()[2], kept.issue.state


def test_it_is_opened_edited_closed_and_opened_again():
    night = Night(5)
    night.deliver(minutes=61)
    assert (night.tickets, night.shown()) == (2, ("3 wait", IssueState.OPEN))
    night.deliver(minutes=61)
    assert (night.tickets, night.shown()) == (4, ("1 wait", IssueState.OPEN))
    night.deliver(minutes=61)
    assert (night.tickets, night.shown()) == (5, ("0 wait", IssueState.CLOSED))
    [kept] = night.about
    assert (kept.issue.closed_as, kept.comments) == (ClosedAs.COMPLETED, [])
    night.happen(3)
    night.deliver(minutes=61)
    assert night.shown() == ("1 wait", IssueState.OPEN)


def test_nothing_is_written_while_as_many_wait():
    night = Night(5)
    night.deliver(minutes=15)
    writes, rows = night.forge.writes, len(night.store.rows)
    night.deliver(minutes=15)
    assert (night.forge.writes, len(night.store.rows)) == (writes, rows)


def test_it_takes_no_place_of_a_ticket():
    night = Night(3)
    night.deliver(minutes=1)
    night.deliver(minutes=1)
    assert (night.tickets, len(night.about)) == (2, 1)
    night.world.go_on(minutes=60)
    night.deliver()
    assert night.tickets == 3


def test_below_the_limits_there_is_none():
    night = Night(2)
    night.deliver()
    assert (night.tickets, night.about) == (2, [])


@pytest.mark.parametrize("is_deleted", [False, True])
def test_what_a_person_closes_is_left_alone_for_a_day(is_deleted):
    night = Night(60)
    night.deliver(minutes=61)
    [kept] = night.about
    if is_deleted:
        del night.forge.repositories[REPOSITORY][kept.issue.number]
    else:
        Client(night.forge, "ana").change(REPOSITORY, kept.issue.number, IssueChange(state=IssueState.CLOSED))
    for _ in range(5):
        night.deliver(minutes=61)
    assert [each.issue.state for each in night.about] == ([] if is_deleted else [IssueState.CLOSED])
    night.world.go_on(hours=24)
    night.deliver(minutes=61)
    assert [each.issue.state for each in night.about] == [IssueState.OPEN]


def test_one_that_a_person_does_not_want_stays_closed():
    night = Night(60)
    night.deliver(minutes=61)
    [kept] = night.about
    change = IssueChange(state=IssueState.CLOSED, closed_as=ClosedAs.NOT_PLANNED)
    Client(night.forge, "ana").change(REPOSITORY, kept.issue.number, change)
    for _ in range(5):
        night.deliver(hours=25)
    assert [each.issue.closed_as for each in night.about] == [ClosedAs.NOT_PLANNED]


def test_an_empty_store_adopts_the_one_that_is_there():
    night = Night(5)
    night.deliver(minutes=1)
    night.store = MemoryStore(night.world)
    night.policy = DeliveryPolicy(limits=Limits(issues=1))
    night.deliver(minutes=1)
    night.deliver(minutes=1)
    assert len(night.about) == 1


@pytest.mark.parametrize("seed", range(40))
def test_killed_anywhere_and_answered_badly_there_is_one_and_in_the_end_none(seed):
    """Runs die before and after each step; answers are lost; issues are committed late."""
    night = Night(7, seed, after_commit=0.3, late_commit=0.2, lag=200, latest_commit=240)
    night.world.kill = 0.06
    for _ in range(12):
        try:
            night.deliver(minutes=17)
        except Killed:
            night.world.go_on(minutes=11)
        night.forge.held.clear()
    night.world.kill, night.forge.faults = 0.0, Faults()
    for _ in range(8):
        night.deliver(minutes=61)
    assert night.tickets == 7
    assert [kept.issue.state for kept in night.about if kept.issue.state is IssueState.OPEN] == []
    open_at_once = [kept for kept in night.about if kept.issue.closed_as is not ClosedAs.DUPLICATE]
    assert len(open_at_once) <= 1
    assert all(kept.issue.creator == BOT for kept in night.about)


def test_its_id_follows_from_tracker_and_repository():
    ids = {waiting_id(Target(tracker, name)) for tracker in ("a", "b") for name in ("x/y", "x/z")}
    assert len(ids) == 4 and all(each.startswith(WAITING_PREFIX) for each in ids)
