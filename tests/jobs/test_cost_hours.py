"""An hour that is computed alone is the hour of the whole bill: on random accounts, to the last digit."""

import random
from datetime import timedelta
from typing import Any

import pytest

from faultbook.jobs.cost import Bill
from faultbook.jobs.costing.plan import CostPlan, joined
from faultbook.sources.system_tables import Readability, Reading
from faultbook.tables.system import SYSTEM_TABLES
from tests.transforms.cost.accounts import CLOSED, DAY, UNTIL, Tables, frames, together
from tests.transforms.cost.test_against_the_oracle import SEEDS, random_account

HOUR, WHOLE_DAY = timedelta(hours=1), timedelta(days=1)
WHOLE = CostPlan(UNTIL, ((DAY - WHOLE_DAY, DAY + 3 * WHOLE_DAY),), CLOSED)


@pytest.fixture(scope="module")
def accounts() -> Tables:
    return together(random_account(seed) for seed in SEEDS)


def computed(spark, accounts: Tables, plan: CostPlan) -> dict[str, list[dict[str, Any]]]:
    """The tables with an hour, as the job computes them for a plan."""
    readings = {
        name: Reading(SYSTEM_TABLES[name], rows, Readability.READABLE) for name, rows in frames(accounts).items()
    }
    bill = Bill(readings, plan, "USD")
    hours = bill.hours().toArrow()
    ledger = bill.ledger(spark.createDataFrame(hours)).toArrow()
    queries = bill.queries(spark.createDataFrame(hours), spark.createDataFrame(ledger)).toArrow()
    statements = bill.statements().toArrow()
    tables = {"hours": hours, "ledger": ledger, "queries": queries, "statements": statements}
    return {name: table.to_pylist() for name, table in tables.items()}


@pytest.mark.verify
def test_hours_computed_alone_are_those_of_the_whole(spark, accounts):
    dice = random.Random(5)
    alone = CostPlan(UNTIL, joined((DAY + dice.randrange(9) * HOUR, HOUR) for _ in range(4)), CLOSED)
    assert len(alone.spans) > 1
    whole, parts = computed(spark, accounts, WHOLE), computed(spark, accounts, alone)
    for name, rows in whole.items():
        instant = "started_at" if name == "statements" else "hour"
        wanted = [row for row in rows if any(since <= row[instant] < until for since, until in alone.spans)]
        assert sorted(map(repr, parts[name])) == sorted(map(repr, wanted))
        assert 50 < len(wanted) < len(rows)
