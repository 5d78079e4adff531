"""Histories by seed: faults of trackers, people, kills, three workers. docs/decisions/outbox.md has the figures."""

import pytest

from faultbook.delivery.delivering import Delivered
from faultbook.delivery.refusals import NOT_AGAIN
from tests.delivery.memory import MemoryStore
from tests.delivery.naive import Naive
from tests.delivery.simulated import Simulation


def broken(seeds: range, workers: int = 1) -> dict[int, list[str]]:
    """Seed -> the invariants that did not hold at the end of its history."""
    found = {}
    for seed in seeds:
        simulation = Simulation(seed, workers)
        simulation.run()
        if wrong := simulation.broken():
            found[seed] = wrong
    return found


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, 60, 20))
def test_every_history_ends_with_one_open_issue_for_each_open_incident(first):
    assert broken(range(first, first + 20)) == {}


@pytest.mark.slow
def test_three_workers_at_once_do_no_more_than_one():
    assert broken(range(20), workers=3) == {}


@pytest.mark.verify
@pytest.mark.parametrize("first", range(1000, 2000, 100))
def test_a_thousand_histories(first):
    assert broken(range(first, first + 100)) == {}


@pytest.mark.verify
@pytest.mark.parametrize("first", range(1000, 1500, 100))
def test_five_hundred_histories_of_three_workers(first):
    assert broken(range(first, first + 100), workers=3) == {}


@pytest.mark.slow
def test_the_histories_have_what_they_are_about():
    """Faults that never happen prove nothing."""
    states: set[str] = set()
    reasons: set[str] = set()
    found: set[str] = set()
    for seed in range(30):
        simulation = Simulation(seed)
        simulation.run()
        states |= {f"{row.action.value} {row.state.value}" for row in simulation.store.rows}
        reasons |= {row.reason or "" for row in simulation.store.rows}
        found |= {row.found.value for row in simulation.store.rows if row.found is not None}
    actions = ("create", "update", "escalate", "close", "reopen", "close_duplicate", "assign")
    assert {f"{action} sent" for action in actions} <= states
    assert {"create uncertain", "update uncertain", "close uncertain", "create throttled"} <= states
    assert {"assign uncertain", "assign refused", "assign throttled"} <= states
    assert {"found by its mark", "found done", "time-out", "502", "secondary limit"} <= reasons
    assert {NOT_AGAIN, "copilot is assigned, found by a look-up", "copilot was dropped"} <= reasons
    assert found == {"closed", "not_planned", "deleted"}


@pytest.mark.slow
def test_search_and_then_make_leaves_duplicates_in_the_same_histories():
    naive = []
    for seed in range(20):
        simulation = Naive(seed)
        simulation.run()
        naive.append(simulation.duplicates())
    assert sum(naive) >= 10, "the stand-in is too kind to prove anything"


@pytest.mark.parametrize("seed", range(100, 110))
def test_a_replay_makes_nothing_new(seed):
    simulation = Simulation(seed)
    simulation.people.moves = False
    simulation.run()
    simulation.world.go_on(hours=1)
    ids = [each.intent_id for each in simulation.derive(links(simulation)).intents]
    writes, rows = simulation.forge.writes, len(simulation.store.rows)
    assert delivered(simulation, simulation.store).rows == []
    assert [each.intent_id for each in simulation.derive(links(simulation)).intents] == ids
    assert (simulation.forge.writes, len(simulation.store.rows)) == (writes, rows)


@pytest.mark.parametrize("seed", range(200, 215))
def test_a_replay_into_an_empty_store_adopts_the_issues_that_are_there(seed):
    """A transferred issue, or one whose body a person replaced, has no mark in its repository any more."""
    simulation = Simulation(seed)
    simulation.people.moves = simulation.people.replaces = False
    simulation.run()
    simulation.world.go_on(hours=1)
    issues = len(simulation.forge.made_at)
    empty = MemoryStore(simulation.world)
    for _ in range(3):
        delivered(simulation, empty)
        simulation.world.go_on(hours=2)
    assert len(simulation.forge.made_at) == issues
    simulation.store = empty
    assert simulation.broken() == []


def links(simulation: Simulation) -> dict:
    return simulation.log().links()


def delivered(simulation: Simulation, store: MemoryStore) -> Delivered:
    done = simulation.deliver(store)
    assert done is not None
    return done
