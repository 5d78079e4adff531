"""Forecasts: an interval that holds what it says, better than repeating last week, silence where little is known."""

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultbook.costs.forecasting import LEAST_DAYS, forecast
from tests.examples import examples

HORIZON = 28


def series(seed: int, days: int = 84 + HORIZON) -> list[float]:
    """Daily money as accounts have it: weekdays, growth, a level that wanders, noise, now and then a strange day."""
    dice = random.Random(seed)
    level, growth = dice.uniform(20, 5000), dice.uniform(-0.003, 0.006)
    weekend, noise, wander = dice.uniform(0.2, 1.1), dice.uniform(0.03, 0.25), dice.uniform(0, 0.02)
    found, drift = [], 0.0
    for day in range(days):
        drift += dice.gauss(0, wander)
        factor = weekend if day % 7 >= 5 else dice.uniform(0.95, 1.05)
        value = level * math.exp(growth * day + drift) * factor * math.exp(dice.gauss(0, noise))
        found.append(value * (dice.uniform(2, 5) if dice.random() < 0.01 else 1))
    return found


@pytest.mark.verify
def test_the_interval_has_its_width_and_the_error_is_below_that_of_repeating_last_week():
    inside, own, naive = [], [], []
    for seed in range(50):
        whole = series(seed)
        past, came = whole[:-HORIZON], whole[-HORIZON:]
        predicted = forecast(past, horizon=HORIZON)
        scale = sum(abs(past[at] - past[at - 7]) for at in range(7, len(past))) / (len(past) - 7)
        for ahead, value in enumerate(came):
            day = predicted.days[ahead]
            inside.append(day.low <= value <= day.high)
            own.append(abs(value - day.amount) / scale)
            naive.append(abs(value - past[len(past) - 7 + ahead % 7]) / scale)
    coverage, mase, mase_of_naive = (sum(values) / len(values) for values in (inside, own, naive))
    print(f"coverage {coverage:.3f}, MASE {mase:.3f}, of seasonal naive {mase_of_naive:.3f}")
    assert 0.70 <= coverage <= 0.90
    assert mase <= 1
    assert mase < mase_of_naive


def test_without_noise_the_week_comes_again():
    week = [10.0, 12.0, 11.0, 13.0, 9.0, 2.0, 1.0]
    predicted = forecast(week * 8, horizon=14)
    assert [day.amount for day in predicted.days] == pytest.approx(week * 2)
    assert predicted.sums[-1].amount == pytest.approx(2 * sum(week))
    assert predicted.days[0].low == pytest.approx(predicted.days[0].high)


def test_too_short_a_history_is_no_ground():
    assert forecast([1.0] * (LEAST_DAYS - 1), horizon=3) is None
    assert forecast([1.0] * LEAST_DAYS, horizon=3).mase is None


def test_nothing_spent_is_nothing_expected():
    assert {day.amount for day in forecast([0.0] * 40, horizon=7).days} == {0.0}


@given(st.lists(st.floats(0, 1e9), min_size=LEAST_DAYS, max_size=40), st.integers(1, 35))
@examples(25)
def test_an_interval_is_around_its_expectation_and_money_is_not_below_nothing(history, horizon):
    predicted = forecast(history, horizon=horizon)
    assert len(predicted.days) == len(predicted.sums) == horizon
    for day in (*predicted.days, *predicted.sums):
        assert 0 <= day.low <= day.amount <= day.high
