"""Tags of the bill: a record under each of its tags, pipelines' own tags, corrections netted, exact."""

from datetime import timedelta
from decimal import Decimal

import pytest

from faultbook.transforms.cost.prices import price_windows
from faultbook.transforms.cost.tags import cost_tags
from tests.transforms.cost.accounts import DAY, at, frames, price, usage

TABLES = {
    "billing.usage": [
        usage("1", 10, "2", custom_tags={"team": "data", "env": "prod"}),
        usage("1", 11, "-2", custom_tags={"team": "data"}, record_type="RETRACTION"),
        usage("1", 12, "4", custom_tags={}),
        usage("1", 13, "5", custom_tags=None, dlt_pipeline_id="p"),
        usage("2", 13, "7", custom_tags=None, dlt_pipeline_id="p"),
        usage("1", 23, "1", custom_tags={"team": None}, usage_end_time=at(25)),
        usage("1", 14, "9", custom_tags={"team": "ml"}, sku_name="NO PRICE"),
    ],
    "lakeflow.pipelines": [
        {"workspace_id": "1", "pipeline_id": "p", "change_time": DAY - timedelta(days=9), "tags": {"team": "etl"}},
        {"workspace_id": "1", "pipeline_id": "p", "change_time": at(20), "tags": {"team": "late"}},
    ],
    "billing.list_prices": [price()],
}


@pytest.fixture(scope="module")
def tags(spark):
    made = frames(TABLES)
    windows = price_windows(made["billing.list_prices"], made["billing.account_prices"], currency="USD")
    rows = cost_tags(made["billing.usage"], windows, made["lakeflow.pipelines"]).toArrow().to_pylist()
    return {
        (row["usage_date"].day, row["workspace_id"], row["tag_key"], row["tag_value"], row["currency_code"]): (
            row["billed_quantity"],
            row["billed_amount"],
            row["record_count"],
        )
        for row in rows
    }


def test_a_record_is_under_each_of_its_tags_and_corrections_net(tags):
    assert tags[3, "1", "team", "data", "USD"] == (0, 0, 2)
    assert tags[3, "1", "env", "prod", "USD"] == (2, Decimal("1.4"), 1)


def test_a_pipeline_lends_its_tags_to_usage_without_any_in_its_workspace_only(tags):
    assert tags[3, "1", "team", "etl", "USD"] == (5, Decimal("3.5"), 1)
    assert not [key for key in tags if key[1] == "2"]


def test_a_record_over_midnight_is_on_both_days_and_counted_on_one(tags):
    assert tags[3, "1", "team", "", "USD"] == (Decimal("0.5"), Decimal("0.35"), 1)
    assert tags[4, "1", "team", "", "USD"] == (Decimal("0.5"), Decimal("0.35"), 0)


def test_what_has_no_price_has_units_only(tags):
    assert tags[3, "1", "team", "ml", None] == (9, None, 1)


def test_any_tag_counts_a_record_once(tags):
    assert tags[3, "1", "<ANY>", "<TAGGED>", "USD"] == (Decimal("5.5"), Decimal("3.85"), 4)
