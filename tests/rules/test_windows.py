"""When correlations fire: by examples that are worked out by hand, and by laws that any set of matches keeps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultbook.rules.model import AfterFiring, Correlation, CorrelationType
from faultbook.rules.windows import Match, firings, nearest

COUNT = CorrelationType.EVENT_COUNT


def counted(threshold=3, timespan=10, *, after=AfterFiring.RESET, kind=COUNT, rules=("a",), op="gte"):
    return Correlation(kind, rules, ("service",), timespan, threshold, op, after_firing=after)


def at(*seconds, rule="a", group="g", values=None):
    values = values or [None] * len(seconds)
    return [
        Match(f"{rule}{number}", rule, second, (group,), value)
        for number, (second, value) in enumerate(zip(seconds, values, strict=True))
    ]


def times(matches, correlation):
    return [firing.at for firing in firings(matches, correlation)]


@pytest.mark.parametrize(
    ("seconds", "after", "fires"),
    [
        ((0, 4, 9), AfterFiring.RESET, [9]),
        ((0, 4, 10), AfterFiring.RESET, []),  # (0, 10] is without the second 0
        ((1, 4, 10), AfterFiring.RESET, [10]),
        ((5, 5, 5), AfterFiring.RESET, [5]),
        ((0, 1, 2, 3, 4, 5), AfterFiring.RESET, [2, 5]),
        ((0, 1, 2, 3, 4, 5), AfterFiring.CONTINUE, [2, 3, 4, 5]),
        ((0, 1, 2, 20, 21, 22), AfterFiring.CONTINUE, [2, 22]),
        ((0, 1, 2, 2, 2), AfterFiring.RESET, [2]),
        ((), AfterFiring.RESET, []),
    ],
)
def test_windows_slide_and_firings_begin_anew(seconds, after, fires):
    assert times(at(*seconds), counted(after=after)) == fires


def test_groups_are_counted_apart():
    assert firings(at(0, 1, group="x") + at(2, 3, group="y"), counted()) == []
    assert times(at(0, 1, 2, group="x") + at(2, 3, group="y"), counted()) == [2]


def test_distinct_values_are_counted_and_null_is_none():
    correlation = counted(kind=CorrelationType.VALUE_COUNT)
    assert times(at(0, 1, 2, 3, values=["x", "y", "x", None]), correlation) == []
    assert times(at(0, 1, 2, 3, values=["x", "y", "x", "z"]), correlation) == [3]


def test_every_rule_must_match_and_in_order_where_that_is_wanted():
    together = counted(2, kind=CorrelationType.TEMPORAL, rules=("a", "b"))
    ordered = counted(2, kind=CorrelationType.TEMPORAL_ORDERED, rules=("a", "b"))
    backwards = at(5, rule="a") + at(1, rule="b")
    assert times(backwards, together) == [5]
    assert times(backwards, ordered) == []
    assert times(at(1, rule="a") + at(5, rule="b"), ordered) == [5]
    assert times(at(5, rule="a") + at(5, rule="b"), ordered) == [5]
    assert times(at(0, 4, rule="a") + at(2, 11, rule="b"), ordered) == [2, 11]


def test_exactly_is_not_at_least():
    assert times(at(0, 1, 2, 3), counted(3, op="eq", after=AfterFiring.CONTINUE)) == [2]
    assert times(at(0, 0, 0, 0), counted(3, op="eq")) == []
    assert times(at(0, 1, 2, 3), counted(3, op="gt")) == [3]


def test_how_near_a_group_came():
    assert nearest(at(0, 1, 30), counted()) == (2, 1)
    assert nearest([], counted()) is None


matches = st.lists(
    st.builds(
        Match,
        st.uuids().map(str),
        st.sampled_from(["a", "b"]),
        st.integers(0, 40),
        st.sampled_from([("x",), ("y",)]),
        st.sampled_from([None, "1", "2", "3"]),
    ),
    max_size=25,
)
correlations = st.builds(
    counted,
    st.integers(1, 4),
    st.integers(1, 12),
    after=st.sampled_from(AfterFiring),
    kind=st.sampled_from([CorrelationType.EVENT_COUNT, CorrelationType.VALUE_COUNT]),
    rules=st.sampled_from([("a",), ("a", "b")]),
)


@given(matches, correlations, st.randoms())
def test_the_order_of_arrival_makes_no_difference(several, correlation, chance):
    shuffled = list(several)
    chance.shuffle(shuffled)
    assert firings(shuffled, correlation) == firings(several, correlation)


@given(matches, correlations)
def test_no_match_is_counted_as_new_twice_and_each_is_in_the_window_of_its_firing(several, correlation):
    fired = firings(several, correlation)
    new = [match for firing in fired for match in firing.matches]
    assert len(new) == len(set(new))
    for firing in fired:
        assert all(firing.at - correlation.timespan < match.at <= firing.at for match in firing.matches)
        assert all(match.group == firing.group for match in firing.matches)
        assert firing.count >= correlation.threshold


@given(matches, correlations)
def test_what_fires_on_and_on_contains_what_fires_anew(several, correlation):
    anew = Correlation(**{**vars(correlation), "after_firing": AfterFiring.RESET})
    on = Correlation(**{**vars(correlation), "after_firing": AfterFiring.CONTINUE})
    places = [{(one.group, one.at) for one in firings(several, each)} for each in (anew, on)]
    assert places[0] <= places[1]


@given(matches, correlations, st.integers(-1000, 1000))
def test_firings_move_with_the_clock(several, correlation, seconds):
    moved = [Match(**{**vars(match), "at": match.at + seconds}) for match in several]
    assert times(moved, correlation) == [one + seconds for one in times(several, correlation)]
