"""Windows equal a brute-force oracle, for any order of arrival and any cut into runs."""

import random
from collections import Counter, defaultdict
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.transforms.rules.newly_held import newly_held
from faultbook.transforms.rules.windows import held_matches
from tests.examples import examples
from tests.transforms.rules.groups import EPOCH, Group, make_groups, match_rows, rule_of
from tests.transforms.rules.window_oracle import Episode, Match, Window, expected_episodes

SEED = st.integers(0, 2**32)
Found = dict[tuple[str, str], list[Episode]]


def found_in(held: DataFrame) -> Found:
    """The episodes of a frame of held matches, per rule and group, in order."""
    rows = held.groupBy("rule", "group_key", "first_at", "last_at", "firings").agg(
        F.collect_list("event_id").alias("names"), F.sum("events").alias("events"), F.min("matched_at").alias("begun")
    )
    found: Found = defaultdict(list)
    for row in rows.orderBy("first_at").toArrow().to_pylist():
        assert len(row["names"]) == len(set(row["names"])), "a match is in one episode, once"
        first, last, begun = (round((row[name] - EPOCH).total_seconds()) for name in ("first_at", "last_at", "begun"))
        one = Episode(first, last, row["firings"], frozenset(row["names"]), row["events"], begun)
        found[row["rule"], row["group_key"]].append(one)
    return found


def expected_of(groups: list[Group]) -> Found:
    found = {(group.rule.name, group.key): expected_episodes(group.matches, group.window) for group in groups}
    return {key: some for key, some in found.items() if some}


def rules_of(groups: list[Group]) -> list:
    return list({group.rule.name: group.rule for group in groups}.values())


@examples(4)
@given(seed=SEED)
def test_windows_equal_the_oracle(spark, seed):
    groups = make_groups(seed)
    held = held_matches(match_rows(groups), rules_of(groups))
    expected = expected_of(groups)
    assert len(expected) > len(groups) // 4
    assert found_in(held) == expected


@examples(2)
@given(seed=SEED)
def test_any_cut_into_runs_in_any_order_counts_every_match_of_a_window_that_holds(spark, seed):
    """What runs count, each match once, is what lies in windows that hold in the end; more only where a late match can
    end what held: where firings start again, or exactly so many are wanted.
    """
    groups = make_groups(seed, rules=8, groups=25)
    chance = random.Random(seed)
    batch_of = {match.name: chance.randint(1, 3) for group in groups for match in group.matches}
    matches = match_rows(groups, batch_of)
    counted: set[str] = set()
    for run in (1, 2, 3):
        new, before = matches.where(F.col("batch_id") == run), matches.where(F.col("batch_id") < run)
        found = newly_held(new, before, rules_of(groups)).select("event_id").toArrow()["event_id"].to_pylist()
        assert len(found) == len(set(found))
        counted |= set(found)
    held = {name for some in expected_of(groups).values() for one in some for name in one.names}
    final = [group for group in groups if not group.window.resets and group.window.operator != "eq"]
    assert held <= counted
    assert {match.name for group in final for match in group.matches} & counted <= held


@examples(2)
@given(seed=SEED)
def test_what_is_newly_held_is_the_difference_of_two_readings(spark, seed):
    """Three of four matches are there, whatever their instant; the others are new."""
    groups = make_groups(seed, rules=8, groups=40)
    chance = random.Random(seed)
    is_new = {match.name for group in groups for match in group.matches if chance.random() < 1 / 4}
    matches = match_rows(groups)
    new = matches.where(F.col("event_id").isin(sorted(is_new)))
    before = matches.where(~F.col("event_id").isin(sorted(is_new)))
    found = newly_held(new, before, rules_of(groups)).select("event_id").toArrow()["event_id"].to_pylist()
    held = {name for some in expected_of(groups).values() for one in some for name in one.names}
    without = [replace(one, matches=tuple(each for each in one.matches if each.name not in is_new)) for one in groups]
    was = {name for some in expected_of(without).values() for one in some for name in one.names}
    assert Counter(found) == Counter(held - was)
    assert held & was


@pytest.mark.parametrize("resets", [True, False])
def test_matches_at_the_limits_of_a_window(spark, resets):
    """A match exactly W seconds ago is out; one of W - 1 seconds is in."""
    window = Window("event_count", 10, 2, "gte", resets)
    out = group_of("out", window, [0, 10])
    inside = group_of("in", window, [0, 9])
    groups = [out, inside]
    found = found_in(held_matches(match_rows(groups), rules_of(groups)))
    assert found == expected_of(groups)
    assert list(found) == [("in", "{}")]


def test_after_reset_as_many_are_needed_again(spark):
    """Six matches, one a second, three needed: two firings that begin again, four that go on; one episode each."""
    groups = [
        group_of("again", Window("event_count", 10, 3, "gte", True), range(6)),
        group_of("on", Window("event_count", 10, 3, "gte", False), range(6)),
    ]
    found = found_in(held_matches(match_rows(groups), rules_of(groups)))
    assert {
        rule: [(one.firings, one.events, one.first, one.begun) for one in some] for (rule, _), some in found.items()
    } == {
        "again": [(2, 6, 2, 0)],
        "on": [(4, 6, 2, 0)],
    }


def test_a_match_without_a_group_key_is_in_no_window(spark):
    group = group_of("r", Window("event_count", 10, 1, "gte", False), [0, 1])
    matches = match_rows([group]).withColumn("group_key", F.lit(None).cast("string"))
    assert held_matches(matches, [group.rule]).toArrow().num_rows == 0


def test_without_correlations_there_are_no_episodes(spark):
    group = group_of("r", Window("event_count", 10, 1, "gte", False), [0])
    assert held_matches(match_rows([group]), []).toArrow().num_rows == 0


def group_of(name: str, window: Window, seconds) -> Group:
    matches = tuple(Match(second, (), 1, f"{name}/{second}") for second in seconds)
    return Group(rule_of(name, window), window, "{}", matches)
