"""Views of spend on random rows: each cut of the bill is the whole bill, trends are what Python computes."""

import random
from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

import pytest

from faultbook.transforms.views import VIEWS
from tests.transforms.views.costs import random_costs
from tests.transforms.views.engines import arrow_tables, by_duckdb_text


def tags_of(days: list[dict]) -> list[dict]:
    """Some of each day's bill under tags, as the job stores it."""
    dice, sums = random.Random(5), {}
    for row in days:
        for tag in dice.sample([("team", "a"), ("team", "b"), ("env", "")], dice.randrange(3)):
            key = (row["usage_date"], row["workspace_id"], *tag, row["usage_unit"], row["currency_code"])
            found = sums.setdefault(key, [0, Decimal(0), Decimal(0)])
            for at, name in enumerate(("record_count", "billed_quantity", "billed_amount")):
                found[at] += row[name] or 0
    names = ("usage_date", "workspace_id", "tag_key", "tag_value", "usage_unit", "currency_code")
    measures = ("record_count", "billed_quantity", "billed_amount")
    return [dict(zip((*names, *measures), (*key, *found), strict=True)) for key, found in sums.items()]


COSTS = random_costs(11, rows=90)
COSTS["cost_tags"] = tags_of(COSTS["cost_daily"])


@pytest.fixture(scope="module")
def made():
    return arrow_tables(COSTS)


def of(view: str, made) -> list[dict]:
    return by_duckdb_text(VIEWS[view], made)[0]


def billed(name: str = "billed_quantity") -> dict:
    sums: dict = defaultdict(Decimal)
    for row in COSTS["cost_daily"]:
        if name == "billed_quantity" or row["currency_code"]:
            sums[row["usage_date"], row["usage_unit"], row["currency_code"]] += row[name] or 0
    return dict(sums)


@pytest.mark.parametrize("name", ["billed_quantity", "billed_amount"])
def test_every_tag_key_on_its_own_is_the_whole_bill(made, name):
    sums: dict = defaultdict(lambda: defaultdict(Decimal))
    for row in of("cost_by_tag", made):
        sums[row["tag_key"]][row["usage_date"], row["usage_unit"], row["currency_code"]] += row[name] or 0
    days = billed(name)
    assert set(sums) == {"team", "env", "<ANY>"}
    for found in sums.values():
        assert {key: found.get(key, 0) for key in days} == days


def test_without_any_tag_the_whole_bill_is_untagged():
    rows = of("cost_by_tag", arrow_tables({"cost_daily": COSTS["cost_daily"]}))
    assert {(row["tag_key"], row["tag_value"]) for row in rows} == {("<ANY>", "<UNTAGGED>")}
    assert sum(row["billed_quantity"] for row in rows) == sum(billed().values())


def test_trends_are_sums_of_the_days_before(made):
    days = sorted({row["usage_date"] for row in COSTS["cost_daily"]})
    amounts: dict = defaultdict(Decimal)
    for row in of("cost_by_day", made):
        key = (row["workspace_id"], row["billing_origin_product"] or "<UNKNOWN>", row["currency_code"])
        amounts[row["usage_date"], *key] += row["billed_amount"] or 0
    for row in of("cost_trends", made):
        key = (row["workspace_id"], row["billing_origin_product"], row["currency_code"])
        before = row["usage_date"] - timedelta(days=1)
        assert row["billed_amount"] == amounts.get((row["usage_date"], *key), 0)
        assert row["day_before_amount"] == (amounts.get((before, *key), 0) if before >= days[0] else None)
        assert row["seven_days_before_amount"] is None


def test_a_week_is_compared_with_the_week_before():
    day = min(row["usage_date"] for row in COSTS["cost_daily"])
    one = next(row for row in COSTS["cost_daily"] if row["currency_code"])
    weeks = [
        one | {"usage_date": day + timedelta(days=number), "billed_amount": Decimal(number)} for number in range(15)
    ]
    *_, last = of("cost_trends", arrow_tables({"cost_daily": weeks}))
    assert (last["day_change_amount"], last["week_change_amount"]) == (1, 7)
    assert (last["seven_days_amount"], last["seven_days_before_amount"]) == (sum(range(8, 15)), sum(range(1, 8)))
    assert last["seven_days_change"] == pytest.approx(49 / 28)


def test_the_overview_has_every_statement_and_every_dollar_of_warehouses(made):
    rows = of("performance_overview", made)
    days = {(row["usage_date"], row["workspace_id"], row["warehouse_id"]): row["statement_count"] for row in rows}
    known = sum(row["statement_count"] for row in COSTS["query_daily"])
    assert sum(count or 0 for count in days.values()) == known
    warehouses = [row for row in COSTS["cost_ledger"] if row["resource_kind"] == "WAREHOUSE" and row["currency_code"]]
    assert sum(row["billed_amount"] or 0 for row in rows) == sum(row["billed_amount"] or 0 for row in warehouses)
