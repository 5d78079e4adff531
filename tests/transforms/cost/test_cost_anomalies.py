"""Unusual spend: an hour far above its hour of the week is reported with its dollars, usual weeks are not."""

from datetime import timedelta
from decimal import Decimal

import pytest
from pyspark.sql import functions as F

from faultbook.tables import COST_LEDGER
from faultbook.transforms.cost.anomalies import cost_anomalies
from tests.frames import frame
from tests.transforms.cost.accounts import DAY

WEEKS = 4
JUDGED_FROM = DAY + timedelta(days=21)


def hour(number: int, amount: str, **more) -> dict:
    at = DAY + timedelta(hours=number)
    return {
        **{"usage_date": at.date(), "hour": at, "workspace_id": "1", "billing_origin_product": "SQL"},
        **{"currency_code": "USD", "billed_amount": Decimal(amount)},
        **more,
    }


@pytest.fixture(scope="module")
def days(spark):
    hours = range(0, WEEKS * 168)
    rows = [hour(number, "20.5" if 9 <= number % 24 < 17 else "1.25") for number in hours]
    rows += [hour(number, "5", workspace_id=None, billing_origin_product=None) for number in hours]
    rows += [hour(21 * 24 + 60, "300"), hour(21 * 24 + 61, "200"), hour(21 * 24 + 90, "9999", currency_code=None)]
    rows += [hour(21 * 24 + 5, "900", workspace_id="new")]
    made = cost_anomalies(
        frame(rows, COST_LEDGER.ddl()),
        judged_from=F.lit(JUDGED_FROM),
        before=F.lit(JUDGED_FROM + timedelta(days=7)),
        window_hours=28 * 24,
        z_above=5.0,
        amount_from=5,
    )
    return made.toArrow().to_pylist()


def test_the_hours_far_above_are_reported_by_day_with_exact_dollars(days):
    [day] = days
    assert (day["usage_date"], day["anomaly_hours"]) == ((JUDGED_FROM + timedelta(days=2)).date(), 2)
    assert (day["workspace_id"], day["billing_origin_product"], day["currency_code"]) == ("1", "SQL", "USD")
    assert day["observed_amount"] == Decimal("541.0")
    assert day["excess_amount"] == day["observed_amount"] - day["expected_amount"]
    assert day["max_z"] > 5


def test_a_series_without_a_week_of_history_and_money_without_a_price_are_not_judged(days):
    assert {day["workspace_id"] for day in days} == {"1"}
