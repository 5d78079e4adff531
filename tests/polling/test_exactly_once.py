"""Whatever disturbs polls, after a complete one every failure is in one envelope, and nothing else is."""

from datetime import timedelta
from random import Random

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from faultbook.clients.rest import DeadlinePassed, SignInFailed, Throttled, Unavailable
from faultbook.polling.history import Outcome
from tests.examples import examples
from tests.polling.world import MOST_LAG, World

TROUBLE = st.sampled_from(
    [
        Throttled("429", 30.0),
        Throttled("429", 0.0),
        Unavailable("503"),
        SignInFailed("401"),
        DeadlinePassed("over"),
        ValueError("a shape that nobody expected"),
    ]
)
PLACES = st.tuples(st.sampled_from(["before", "after", "end"]), st.integers(0, 3))
MINUTES = st.integers(0, 120).map(lambda minutes: timedelta(minutes=minutes))


class Polls(RuleBasedStateMachine):
    """Runs begin and end, polls come and are disturbed, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World()

    @rule(lag=st.timedeltas(timedelta(0), MOST_LAG), tasks=st.integers(0, 3))
    def a_run_begins_and_may_be_listed_late(self, lag, tasks):
        self.world.begin(lag, tasks)

    @precondition(lambda self: self.world.active())
    @rule(which=st.integers(0, 100), fails=st.booleans())
    def a_run_ends(self, which, fails):
        active = self.world.active()
        self.world.end(active[which % len(active)], fails=fails)

    @rule(span=MINUTES)
    def time_goes_by(self, span):
        self.world.wait(span)

    @rule()
    def a_poll(self):
        self.world.poll()

    @rule(calls=st.integers(0, 8), failure=TROUBLE)
    def a_poll_without_an_answer(self, calls, failure):
        found = self.world.poll([None] * calls + [failure])
        assert found is None or found.outcome is not Outcome.COMPLETE or found.requests <= calls

    @rule(place=PLACES)
    def a_poll_that_is_killed(self, place):
        self.world.poll(kill=lambda at, number: (at, number) == place)

    @invariant()
    def nothing_is_written_that_did_not_fail_and_nothing_twice(self):
        written = list(self.world.written().values())
        assert len(written) == len(set(written))
        assert set(written) <= self.world.failures()

    @invariant()
    def only_kills_write_a_line_again(self):
        if not self.world.kills:
            assert len(self.world.lines) == len(self.world.written())

    @invariant()
    def watermarks_move_with_complete_polls_only(self):
        marks = [poll.watermark for poll in self.world.polls]
        for poll, before in zip(self.world.polls, [None, *marks], strict=False):
            assert poll.watermark == (poll.started_at if poll.outcome is Outcome.COMPLETE else before)

    def teardown(self):
        self.world.wait(timedelta(hours=7))  # every lag and every pause is over
        for run in self.world.active():
            self.world.end(run, fails=True)
        found = self.world.poll()
        assert found is not None and found.outcome is Outcome.COMPLETE
        assert set(self.world.written().values()) == self.world.failures()


TestPolls = Polls.TestCase
TestPolls.settings = examples(60, stateful_step_count=40)


def test_a_poller_that_reads_from_now_minus_its_interval_loses_failures_here():
    chance = Random(16)
    world = World()
    for _ in range(300):
        world.begin(timedelta(minutes=chance.choice([0, 0, 0, 20, 59])), tasks=1)
        world.wait(timedelta(minutes=chance.randrange(20)))
        for run in [run for run in world.active() if chance.random() < 0.3]:
            world.end(run, fails=chance.random() < 0.5)
        if chance.random() < 0.3:
            world.poll()
            world.poll_naively()
    world.wait(timedelta(hours=2))
    world.poll()
    world.poll_naively()
    failed = {number for kind, number in world.failures() if kind == "run"}
    ours = {number for kind, number in world.written().values() if kind == "run"}
    assert ours == failed and len(world.lines) == len(world.written())
    assert len(failed - world.naive) > len(failed) / 4, "long runs, and those that are listed late"


def test_a_partial_answer_keeps_what_it_brought_and_the_next_poll_reads_the_rest_only():
    world = World()
    for _ in range(5):
        world.begin()
    for run in world.active():
        world.end(run, fails=True)
    first = world.poll([None] * 6 + [DeadlinePassed("over")])
    second = world.poll()
    assert (first.outcome, second.outcome) == (Outcome.PARTIAL, Outcome.COMPLETE)
    assert first.watermark is None and second.watermark == second.started_at
    assert set(world.written().values()) == world.failures()
    assert len(world.lines) == len(world.written())
