"""Patterns that rise together, and what a change sits in."""

import math

import numpy as np
import pytest
from pyspark.sql import functions as F

from faultbook.transforms.anomalies.correlation import risen_hours, rising_together, what_changed
from tests.frames import frame

DAY, HOURS = 24, 24 * 14
START = 490_008


@pytest.fixture(scope="module")
def pairs(spark):
    """Two weeks: a cause and its effect, twenty patterns with bursts of their own, and two that come every night."""
    dice = np.random.default_rng(5)
    counts = {f"alone-{at:02}": _bursts(dice, dice.choice(HOURS, 6, replace=False)) for at in range(20)}
    shared = dice.choice(HOURS, 8, replace=False)
    counts |= {"cause": _bursts(dice, shared), "effect": _bursts(dice, shared)}
    nightly = [hour for hour in range(HOURS) if hour % DAY == 3]
    counts |= {"backup": _bursts(dice, nightly), "cleanup": _bursts(dice, nightly)}
    rows = [
        ("prod", name, START + hour, int(count))
        for name, numbers in counts.items()
        for hour, count in enumerate(numbers)
        if count
    ]
    observed = frame(rows, "environment string, pattern_id string, hour_number bigint, observed bigint")
    risen = risen_hours(observed, first=F.lit(START), before=F.lit(START + HOURS))
    return rising_together(risen, hours=HOURS).toArrow().to_pylist()


def test_only_the_pair_that_rises_together_is_found(pairs):
    assert [(row["pattern_a"], row["pattern_b"], row["joint_hours"]) for row in pairs] == [("cause", "effect", 8)]


def test_lift_and_surprise_are_those_of_the_formula(pairs):
    row = pairs[0]
    by_chance = row["hours_a"] * row["hours_b"] / HOURS

    assert row["lift"] == pytest.approx(8 / by_chance)
    assert row["surprise"] == pytest.approx(8 * math.log(8 / by_chance) - 8 + by_chance)


COUNTS = "is_label boolean, dimension string, value string, before_count bigint, after_count bigint"


def changed(rows, *, ratio: float = 1.0):
    return what_changed(frame(rows, COUNTS), ratio=F.lit(ratio), count_from=F.lit(5)).toArrow().to_pylist()


def test_what_changed_names_the_value_that_is_over_represented_not_the_one_that_is_always_large(spark):
    rows = changed(
        [
            (True, "region", "eu", 900, 1_000),
            (True, "region", "us", 90, 100),
            (True, "region", "ap", 10, 410),
            (True, "version", "1.0", 1_000, 1_110),
            (True, "version", "1.1", 0, 400),
        ]
    )

    found = {(row["dimension"], row["value"]): row for row in rows}
    assert {(row["dimension"], row["value"]) for row in rows if row["place"] == 1} == {
        ("region", "ap"),
        ("version", "1.1"),
    }
    assert (found["region", "ap"]["expected_count"], found["region", "ap"]["excess"]) == (10, 400)
    assert found["region", "ap"]["share"] == pytest.approx(400 / 510)
    assert found["region", "eu"]["share"] == pytest.approx(100 / 510)
    assert found["region", "eu"]["usual_share"] == 0.9


def test_a_longer_window_is_no_change(spark):
    assert changed([(False, "service", "api", 24, 240)], ratio=10.0) == []


def test_a_value_that_is_absent_may_be_what_changed(spark):
    found = changed([(False, "host", "a", 10, 10), (False, "host", None, 0, 30)])

    assert [(row["value"], row["excess"], row["share"], row["place"]) for row in found] == [(None, 30.0, 1.0, 1)]


def _bursts(dice: np.random.Generator, hours) -> np.ndarray:
    counts = np.zeros(HOURS, dtype=int)
    counts[hours] = 20 + dice.poisson(5, len(hours))
    return counts
