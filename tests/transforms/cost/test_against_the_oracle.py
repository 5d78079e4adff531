"""Random accounts: the ledger and every statement's cost equal those of a plain reader that looks at each second."""

import random
from datetime import timedelta
from decimal import Decimal

import pytest

from tests.cost_oracle import bill
from tests.transforms.cost.accounts import (
    DAY,
    UNTIL,
    Tables,
    at,
    attributed,
    compute,
    event,
    price,
    statement,
    together,
    usage,
)

SEEDS = range(30)
KINDS = ("STARTING", "RUNNING", "SCALED_UP", "SCALED_DOWN", "STOPPING", "STOPPED")


def random_account(seed: int) -> Tables:
    """Two workspaces with a warehouse of the same id, a job, prices that change and overlap, corrections."""
    dice = random.Random(seed)
    skus = [f"sku-{seed}-{number}" for number in range(3)]
    change = at(dice.choice((2, 3, 4)))
    prices = [
        price(skus[0], Decimal(dice.randrange(1, 99)) / 100, price_end_time=change),
        price(skus[0], Decimal(dice.randrange(1, 99)) / 97, price_start_time=change),
        price(skus[1], Decimal("0.31")),
        price(skus[1], Decimal("0.29"), price_start_time=change),
        price(skus[1], Decimal("0.30"), currency_code="EUR"),
    ] + [price(skus[2], Decimal("0.5"), currency_code="EUR")] * dice.randint(0, 1)
    tables: Tables = {
        "billing.list_prices": [
            row | {"effective_price": row["effective_price"].quantize(Decimal(1).scaleb(-10))} for row in prices
        ]
    }
    for workspace in (f"{seed}-a", f"{seed}-b"):
        for name, rows in _workspace(workspace, skus, dice).items():
            tables.setdefault(name, []).extend(rows)
    return tables


def _workspace(workspace: str, skus: list[str], dice: random.Random) -> Tables:
    records = [
        usage(workspace, hour, _quantity(dice), sku_name=dice.choice(skus), record_id=f"{workspace}-{hour}-{number}")
        for hour in range(6)
        for number in range(dice.choice((0, 1, 1, 2)))
    ]
    records.append(
        usage(
            workspace,
            1,
            _quantity(dice),
            sku_name=skus[1],
            warehouse_id=None,
            job_id="7",
            job_run_id="70",
            usage_end_time=at(1) + timedelta(seconds=dice.randrange(1, 9000)),
        )
    )
    records += [
        row | {"usage_quantity": -row["usage_quantity"], "record_type": "RETRACTION"}
        for row in records
        if dice.random() < 0.2
    ]
    statements = [_statement(workspace, number, dice) for number in range(dice.randrange(0, 9))]
    statements += [
        row | {"update_time": row["update_time"] - timedelta(seconds=1), "total_task_duration_ms": 9}
        for row in statements[:2]
    ]
    events = [
        event(
            workspace,
            dice.choice(KINDS),
            dice.randint(0, 2),
            DAY + timedelta(seconds=dice.choice((0, 3600, dice.randrange(-9000, 21600)))),
        )
        for _ in range(dice.choice((0, 3, 8)))
    ]
    native = [
        attributed(
            workspace,
            row["statement_id"],
            row["start_time"],
            row["start_time"] + timedelta(seconds=dice.randrange(1, 5000)),
            _quantity(dice),
        )
        for row in statements[:3]
        if workspace.endswith("a") and dice.random() < 0.5
    ]
    unique = {(one["event_time"], one["event_type"]): one for one in events}
    return {
        "billing.usage": records,
        "query.history": statements,
        "compute.warehouse_events": list(unique.values()),
        "billing.attributed_usage": native,
    }


def _quantity(dice: random.Random) -> str:
    return f"{dice.randrange(0, 40)}.{dice.randrange(10**18):018d}"


def _statement(workspace: str, number: int, dice: random.Random) -> dict:
    start = DAY + timedelta(seconds=dice.choice((3600, 7199, 10800, *[dice.randrange(18_000)] * 5)))
    end = start + timedelta(seconds=dice.choice((0, 1, 3600, 60, dice.randrange(9000))))
    return statement(
        workspace,
        f"s{number}",
        start,
        end,
        dice.choice((None, 0, 1, dice.randrange(10**7))),
        execution_duration_ms=dice.choice((None, dice.randrange(10**6))),
        waiting_for_compute_duration_ms=dice.choice((None, 0, 5000)),
        waiting_at_capacity_duration_ms=dice.choice((None, 0, 20_000)),
        compilation_duration_ms=dice.choice((None, 1000)),
        from_result_cache=dice.choice((None, False, False, True)),
    )


@pytest.fixture(scope="module")
def accounts():
    return together(random_account(seed) for seed in SEEDS)


@pytest.fixture(scope="module")
def truth(accounts):
    return bill(accounts, until=UNTIL)


@pytest.fixture(scope="module")
def result(spark, accounts):
    return compute(spark, accounts)


def test_every_billed_hour_is_split_as_the_oracle_splits_it(result, truth):
    names = ("billed_quantity", "allocated_quantity", "idle_quantity", "unattributed_quantity", "unpriced_quantity")
    names += ("billed_amount", "direct_amount", "idle_amount", "unattributed_amount")
    keys = (
        "hour",
        "workspace_id",
        "resource_kind",
        "resource_id",
        "parent_id",
        "sku_name",
        "usage_unit",
        "currency_code",
    )
    found = {tuple(row[key] for key in keys): tuple(row[name] for name in names) for row in result.ledger}
    assert found == truth[0]
    assert len(found) == len(result.ledger) > 100


def test_every_statement_costs_what_the_oracle_computes(result, truth):
    names = ("direct_quantity", "idle_quantity", "direct_cost", "idle_cost")
    keys = ("hour", "workspace_id", "warehouse_id", "statement_id", "sku_name", "currency_code")
    found = {
        tuple(row[key] for key in keys): tuple(row[name] for name in names)
        for row in result.queries
        if row["row_kind"] == "STATEMENT" and row["attribution_method"] in {"work_share", "attributed_usage"}
    }
    worked = {key: parts for key, parts in truth[1].items() if key in found or any(parts)}
    assert found == worked
    assert len(found) > 100


def test_statements_and_residual_rows_are_what_is_billed_for_warehouses(result):  # I1, I2
    billed = sum(row["billed_amount"] or 0 for row in result.ledger if row["resource_kind"] == "WAREHOUSE")
    assert result.sum("queries", "direct_cost") + result.sum("queries", "residual_cost") == billed


def test_no_statement_is_lost_and_none_is_there_twice(result, accounts):  # I14
    known = {(row["workspace_id"], row["statement_id"]) for row in accounts["query.history"]}
    rows = [row for row in result.queries if row["row_kind"] == "STATEMENT"]
    assert {(row["workspace_id"], row["statement_id"]) for row in rows} == known
    keys = [
        (row["workspace_id"], row["statement_id"], row["hour"], row["sku_name"], row["currency_code"]) for row in rows
    ]
    assert len(set(keys)) == len(keys)


def test_parts_stay_between_nothing_and_the_whole(result):  # I4
    for row in result.hours:
        assert 0 <= row["busy_ms"] <= row["running_ms"] <= 3_600_000
    for row in result.queries:
        if row["row_kind"] == "STATEMENT" and row["direct_cost"] is not None and row["usage_unit"]:
            sign = 1 if row["direct_cost"] + row["idle_cost"] >= 0 else -1
            assert 0 <= sign * row["direct_cost"] <= sign * row["loaded_cost"]
