"""Where months end: what is spent comes before what is expected, and that before what is possible."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from faultbook.catalog.budgets import Budget
from faultbook.costs.forecasting import forecast
from faultbook.jobs.costing.budgets import Spend, _status, judge

BUDGET = Budget("b", "ACCOUNT", "<ALL>", Decimal(100), "USD")
SCOPE = ("ACCOUNT", "<ALL>", "USD")


def ends(expected: int, high: int) -> dict[str, Decimal]:
    return {"expected_amount": Decimal(expected), "high_amount": Decimal(high)}


@pytest.mark.parametrize(
    ("actual", "expected", "status", "reason"),
    [
        (100, ends(150, 200), "CRITICAL", "is spent"),
        (10, ends(100, 120), "CRITICAL", "expected to end above the budget"),
        (10, ends(80, 99), "WARN", "above 80 %"),
        (10, ends(50, 100), "WARN", "one month in ten"),
        (10, ends(50, 99), "OK", None),
        (10, None, "NOT_ASSESSED", "no forecast"),
        (85, None, "WARN", "above 80 %"),
        (100, None, "CRITICAL", "is spent"),
    ],
)
def test_a_budget_is_judged_by_the_worst_that_is_known(actual, expected, status, reason):
    found = judge(BUDGET, Decimal(actual), expected)
    assert found[0] == status
    assert found[1] is None if reason is None else reason in found[1]


def test_without_a_budget_there_is_nothing_to_exceed():
    assert judge(None, Decimal(10**9), ends(10**10, 10**10)) == ("OK", None)


def test_the_month_is_its_final_days_and_what_is_expected_of_the_others():
    first, final = date(2026, 1, 12), date(2026, 2, 22)
    days = {first + timedelta(days=at): Decimal(2) for at in range((final - first).days + 1)}
    spend = Spend(days | {date(2026, 2, 23): Decimal(1)}, first, final)
    forecasts = {SCOPE: forecast(spend.history(), horizon=31)}
    row = _status(BUDGET, SCOPE, {SCOPE: spend}, forecasts, date(2026, 2, 23))
    assert (row["actual_amount"], row["expected_amount"], row["run_rate_amount"]) == (45, 56, Decimal("54.7826086957"))
    assert row["actual_through"] == date(2026, 2, 23)


def test_a_month_that_begins_after_the_last_final_day_is_all_forecast():
    first, final = date(2026, 1, 5), date(2026, 2, 27)
    spend = Spend({first + timedelta(days=at): Decimal(3) for at in range((final - first).days + 1)}, first, final)
    forecasts = {SCOPE: forecast(spend.history(), horizon=40)}
    row = _status(None, SCOPE, {SCOPE: spend}, forecasts, date(2026, 3, 1))
    assert (row["actual_amount"], row["expected_amount"]) == (0, 93)
