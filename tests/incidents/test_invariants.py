"""Invariants of the judge over generated histories: nothing is lost, nothing counts twice, cuts and replays agree."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faultbook.errors import InvariantViolated
from faultbook.incidents.decisions import Action, Request, decided
from faultbook.incidents.fold import fold, follow_up
from faultbook.incidents.incident import Incident, by_fingerprint
from faultbook.incidents.journal import Entry, Kind
from faultbook.incidents.judge import judge, needed_fingerprints
from faultbook.incidents.policy import Policy
from faultbook.incidents.signals import Recovery, Signal, Span
from tests.incidents.nights import Night, at, occurred, recovered, signal, signalled, success
from tests.incidents.test_fold import TRANSITIONS

FINGERPRINTS = ("fp1:a", "fp1:b", "fp1:c")
POLICY = Policy(storm_incidents=2, good_runs=2, reopen_window=Policy().quiet["low"] * 3)
Event = tuple[int, str, str | None, str, int]


@st.composite
def events(draw: st.DrawFn) -> list[Event]:
    """Events in order: half hours, fingerprint, build, severity, count."""
    one = st.tuples(
        st.integers(0, 600),
        st.sampled_from(FINGERPRINTS),
        st.sampled_from([None, "1.0", "1.1", "2.0", "abc"]),
        st.sampled_from(["high", "low", "critical"]),
        st.integers(1, 4),
    )
    return sorted(draw(st.lists(one, max_size=20)), key=lambda each: each[0])


def signals_of(batch: Sequence[Event]) -> list[Signal]:
    """One signal for each rule and fingerprint, as the job makes them."""
    found: dict[tuple[str, str], list[Event]] = {}
    for event in batch:
        found.setdefault((event[3], event[1]), []).append(event)
    made = []
    for (severity, fingerprint), each in found.items():
        builds: dict[str | None, list[Event]] = {}
        for event in each:
            builds.setdefault(event[2], []).append(event)
        spans = tuple(
            Span(sum(one[4] for one in group), at(group[0][0] / 2), at(group[-1][0] / 2), build)
            for build, group in builds.items()
        )
        made.append(
            signal(at(0), fingerprint=fingerprint, rule=f"rule {severity}", severity=severity).with_spans(spans)
        )
    return made


def run_all(batches: Sequence[Sequence[Event]], extras: Sequence[Recovery | Request] = ()) -> Night:
    """Runs batches in order; what happened up to the end of a batch comes with it."""
    night = Night(POLICY)
    waiting = sorted(extras, key=lambda each: each.at)
    for batch in batches:
        until = at(batch[-1][0] / 2) if batch else at(0)
        now = [each for each in waiting if each.at <= until]
        waiting = [each for each in waiting if each.at > until]
        night.run(
            *signals_of(batch),
            *(each for each in now if isinstance(each, Recovery)),
            heard=until,
            decisions=[each for each in now if isinstance(each, Request)],
        )
    return night


_RECOVERIES = st.lists(
    st.builds(
        lambda hours, fingerprint: recovered(at(hours / 2), fingerprint),
        st.integers(0, 600),
        st.sampled_from(FINGERPRINTS),
    ),
    max_size=6,
)


@st.composite
def cuts(draw: st.DrawFn) -> tuple[list[Event], list[list[Event]]]:
    """Events, and the same in order in batches."""
    whole = draw(events())
    places = sorted(draw(st.lists(st.integers(0, len(whole)), max_size=5)))
    return whole, [whole[one:two] for one, two in pairwise([0, *places, len(whole)])]


@given(cuts(), _RECOVERIES)
@settings(max_examples=150, deadline=None)
def test_any_cut_into_batches_counts_every_event_once(cut, recoveries):
    whole, batches = cut
    expected = {name: sum(each[4] for each in whole if each[1] == name) for name in FINGERPRINTS}
    expected = {name: events for name, events in expected.items() if events}
    for night in (
        run_all(batches, recoveries),
        run_all([whole], recoveries),
        run_all([[each] for each in whole], recoveries),
    ):
        assert occurred(night.entries) == expected
        assert sum(each.occurrence_count for each in night.incidents.values()) == sum(expected.values())


@given(cuts(), _RECOVERIES)
@settings(max_examples=100, deadline=None)
def test_replay_from_nothing_is_what_runs_have_made(cut, recoveries):
    night = Night(POLICY)
    kept: dict[str, Incident] = {}
    for batch in cut[1]:
        made = night.run(*signals_of(batch), *recoveries, heard=at(batch[-1][0] / 2) if batch else None)
        for entry in made:
            before = kept.get(entry.incident_id)
            kept[entry.incident_id] = follow_up(before, [entry]) if before else fold([entry])[entry.incident_id]
        assert fold(night.entries) == kept
    assert [entry.number for entry in night.entries] == list(range(1, len(night.entries) + 1))
    assert len({entry.entry_id for entry in night.entries}) == len(night.entries)


@given(cuts(), _RECOVERIES)
@settings(max_examples=100, deadline=None)
def test_every_written_transition_is_one_of_the_table(cut, recoveries):
    """The judge never relies on the fold to ignore what it writes."""
    night = run_all(cut[1], recoveries)
    states: dict[str, str | None] = {}
    changing = {kind for _, kind, _ in TRANSITIONS}
    for place, entry in enumerate(night.entries):
        if entry.kind.value not in changing or "other" in entry.facts:
            continue
        after = fold(night.entries[: place + 1])[entry.incident_id].state.value
        assert (states.get(entry.incident_id), entry.kind.value, after) in TRANSITIONS
        states[entry.incident_id] = after


@given(cuts(), _RECOVERIES)
@settings(max_examples=60, deadline=None)
def test_equal_input_gives_equal_entries_and_a_batch_judged_again_adds_nothing(cut, recoveries):
    night = run_all(cut[1], recoveries)
    again = run_all(cut[1], recoveries)
    assert again.entries == night.entries
    if not cut[1] or not cut[1][-1]:
        return
    last = [entry for entry in night.entries if entry.batch_id == night.batch]
    repeated = judge(
        by_fingerprint(night.incidents.values()),
        signals_of(cut[1][-1]),
        now=at(cut[1][-1][-1][0] / 2),
        policy=POLICY,
        batch_id=night.batch,
        through_number=night.through,
        recorded={entry.entry_id for entry in last},
    )
    assert [entry for entry in repeated if entry.kind is Kind.OCCURRED and entry.events] == []
    assert [entry for entry in repeated if entry.kind in (Kind.OPENED, Kind.REGRESSED) and entry.rule != "storm"] == []


@given(st.permutations(range(6)))
def test_the_order_of_signals_within_a_batch_does_not_count(order):
    made = [signal(at(place % 3), fingerprint=f"fp1:{place}", rule=f"r{place % 2}") for place in range(6)]
    entries = [Night().run(*signals) for signals in (made, [made[place] for place in order])]
    assert entries[0] == entries[1]


def test_the_same_signal_twice_in_a_batch_counts_once_and_two_different_ones_are_refused():
    night = Night()
    night.run(signal(at(0), events=4), signal(at(0), events=4))
    assert night.newest.occurrence_count == 4
    with pytest.raises(InvariantViolated, match="found two different signals in one batch"):
        night.run(signal(at(0), events=4), signal(at(0), events=5))


_DECISIONS = st.lists(
    st.tuples(
        st.sampled_from([Action.MERGE, Action.SPLIT, Action.RESOLVE, Action.REOPEN, Action.MUTE]),
        st.integers(0, 2),
        st.integers(0, 2),
    ),
    max_size=12,
)


@given(cuts(), _DECISIONS)
@settings(max_examples=120, deadline=None)
def test_merges_and_splits_change_no_number_of_occurrences_and_every_event_is_still_counted(cut, decisions):
    night = Night(POLICY)
    pending = list(decisions)
    for batch in cut[1]:
        night.run(*signals_of(batch), heard=at(batch[-1][0] / 2) if batch else None)
        names = list(night.incidents)
        total = sum(each.occurrence_count for each in night.incidents.values())
        for action, one, two in pending[:3]:
            if max(one, two) < len(names):
                when = at(batch[-1][0] / 2 if batch else 0, minutes=len(night.entries))
                request = Request(action, names[one], "ana", "because", when, other=names[two])
                night.run(decisions=[request], now=when)
        pending = pending[3:]
        assert sum(each.occurrence_count for each in night.incidents.values()) == total
        assert set(night.incidents) == set(names) | {
            each.incident_id for each in night.incidents.values() if each.is_umbrella
        }
    assert occurred(night.entries) == signalled(each for batch in cut[1] for each in signals_of(batch))


def test_a_new_version_of_fingerprints_changes_no_number_of_incidents():
    """Both versions are computed for a while; what is open, resolved or merged goes on under aliases."""
    night = Night()
    names = [f"fp1:{place}" for place in range(4)]
    night.run(*(signal(at(0), fingerprint=name) for name in names))
    first, second, third, fourth = list(night.incidents)
    night.decide(Action.RESOLVE, at(1), second)
    night.decide(Action.MERGE, at(1), third, other=fourth)
    finer = [signal(at(2), fingerprint=f"fp2:{place}", older=(name,)) for place, name in enumerate(names)]
    coarser = signal(at(2), fingerprint="fp2:both", older=(names[0],), rule="other")
    night.run(*finer, coarser)
    assert list(night.incidents) == [first, second, third, fourth]
    assert [entry.kind.value for entry in night.entries].count("aliased") == 5
    night.run(*(signal(at(3), fingerprint=f"fp2:{place}") for place in range(4)), signal(at(3), fingerprint="fp2:both"))
    assert list(night.incidents) == [first, second, third, fourth], "without the old fingerprint too"
    assert night.incidents[second].state == "open"
    assert night.incidents[first].memory.aliases == ("fp2:0", "fp2:both")
    assert night.incidents[fourth].occurrence_count == 1 + 2 + 2


def test_what_the_job_must_know_is_named():
    made = signal(at(0), fingerprint="fp2:x", older=("fp1:x",))
    needed = needed_fingerprints([made])
    assert {"fp2:x", "fp1:x"} < needed
    assert len(needed) == 3, "and umbrellas of its scope"


def test_a_state_that_lacks_an_incident_is_an_error_and_no_second_incident():
    night = Night()
    night.run(signal(at(0)))
    night.run(signal(at(0), fingerprint="fp1:other"))
    one, two = night.incidents.values()
    night.decide(Action.MERGE, at(1), one.incident_id, other=two.incident_id)
    part = [night.incidents[one.incident_id]]
    with pytest.raises(InvariantViolated, match="read the incidents that others were merged into"):
        judge(by_fingerprint(part), [signal(at(2))], now=at(2), policy=Policy(), batch_id=9, through_number=99)


def test_entries_of_decisions_are_written_once():
    night = Night()
    night.run(signal(at(0)))
    request = Request(Action.MUTE, night.newest.incident_id, "ana", "noise", at(1), count=5)
    made: list[Entry] = decided(request, night.incidents.values(), now=at(1), through_number=night.through)
    night.entries += made
    night.run(signal(at(2), events=3))
    ids = {entry.entry_id for entry in night.entries}
    assert decided(request, night.incidents.values(), now=at(3), through_number=night.through, recorded=ids) == []
    assert night.newest.memory.mute_left == 2


def test_successes_count_from_the_last_failure():
    night = Night()
    night.run(signal(at(0), resource="job 7"))
    night.run(success(at(1)), success(at(2)), success(at(1, minutes=30), "job 8"))
    assert night.newest.state == "open"
    night.run(signal(at(3), resource="job 7"), *(success(at(hour)) for hour in (1, 2, 4, 5)))
    assert night.newest.state == "open"
    night.run(*(success(at(hour)) for hour in (4, 5, 6)))
    assert (night.newest.resolved_by, night.newest.resolved_at) == ("good_runs", at(6))
