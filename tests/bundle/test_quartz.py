"""Quartz expressions: how often they fire, and at which minutes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultbook.bundle.errors import BundleError
from faultbook.bundle.quartz import DAYS, DAYS_A_MONTH, firing

TIMES_A_DAY = [
    ("0 30 2 * * ?", 1),
    ("0 20 0/4 * * ?", 6),
    ("0 20 8,20 * * ?", 2),
    ("0 0/15 * * * ?", 96),
    ("0 0 8-18/2 * * ?", 6),
    ("0 30 3 ? * SUN", 1 / 7),
    ("0 30 3 ? * MON-FRI", 5 / 7),
    ("0 30 3 ? * FRI-MON", 4 / 7),
    ("0 30 3 ? * 2,4", 2 / 7),
    ("0 0 12 1,15 * ?", 2 / DAYS_A_MONTH),
    ("0 0 12 L * ?", 1 / DAYS_A_MONTH),
    ("0 0 12 LW * ?", 1 / DAYS_A_MONTH),
    ("0 0 12 15W * ?", 1 / DAYS_A_MONTH),
    ("0 0 12 ? * 6#3", 1 / DAYS_A_MONTH),
    ("0 0 12 ? * FRIL", 1 / DAYS_A_MONTH),
    ("0 0 12 ? JAN,JUL *", 1 / 6),
    ("0 0 12 * * ? 2026", 1),
]


@pytest.mark.parametrize(("expression", "times"), TIMES_A_DAY)
def test_how_often_it_fires(expression, times):
    assert firing(expression).times_a_day == pytest.approx(times)


def test_the_minutes_are_those_of_the_day():
    assert firing("0 20 0/8 * * ?").minutes == {(0, 20), (8, 20), (16, 20)}


WRONG = ["", "every day", "0 61 2 * * ?", "0 0 x * * ?", "0 0/0 * * * ?", "0 0 25 * * ?"]


@pytest.mark.parametrize("expression", WRONG)
def test_what_cannot_be_read_is_named(expression):
    with pytest.raises(BundleError, match="no Quartz expression"):
        firing(expression)


@given(st.sets(st.integers(0, 23), min_size=1), st.sets(st.integers(0, 59), min_size=1), st.sets(st.sampled_from(DAYS)))
def test_lists_multiply(hours, minutes, days):
    def listed(values):
        return ",".join(map(str, sorted(values)))

    text = f"0 {listed(minutes)} {listed(hours)} " + (f"? * {listed(days)}" if days else "* * ?")
    expected = len(hours) * len(minutes) * (len(days) / 7 if days else 1)
    assert firing(text).times_a_day == pytest.approx(expected)
