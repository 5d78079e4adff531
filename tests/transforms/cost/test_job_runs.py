"""What runs of jobs cost: attempts get their time's share, repairs are attempts, and the sum is the run's bill."""

from datetime import timedelta
from decimal import Decimal

import pytest

from faultbook.tables import COST_LEDGER
from faultbook.transforms.cost.job_runs import job_run_cost
from tests.frames import frame
from tests.transforms.cost.accounts import DAY, at, frames

# run, task, task run, from, to (hours), state
ATTEMPTS = [
    ("failed then repaired", "load", "t1", 10, 10.25, "FAILED"),
    ("failed then repaired", "load", "t2", 10.5, 11, "SUCCEEDED"),
    ("over an hour", "a", "t3", 10.5, 11.5, "SUCCEEDED"),
    ("over an hour", "b", "t4", 10.5, 10.75, "SUCCEEDED"),
    ("other workspace", "a", "t5", 10, 11, "CANCELED"),
]
# run, hour, quantity, money
BILLED = [
    ("failed then repaired", 10, "3", "9"),
    ("over an hour", 10, "1", "1"),
    ("over an hour", 11, "1", "1.0000000001"),
    ("over an hour", 13, "0.5", "0.5"),
    ("tasks unknown", 10, "2", "4"),
    ("no price", 10, "2", None),
]


def _ledger() -> list[dict]:
    return [
        {
            "usage_date": DAY.date(),
            "hour": at(hour),
            "workspace_id": "1",
            "resource_kind": "JOB_RUN",
            "resource_id": run,
            "parent_id": "j",
            "sku_name": "JOBS",
            "usage_unit": "DBU",
            "currency_code": "USD" if amount else None,
            "billed_quantity": Decimal(quantity),
            "billed_amount": Decimal(amount) if amount else None,
            "provisional": False,
        }
        for run, hour, quantity, amount in BILLED
    ]


def _timelines() -> dict[str, list[dict]]:
    tasks, runs = [], []
    for run, task, task_run, start, end, state in ATTEMPTS:
        workspace = "2" if run == "other workspace" else "1"
        names = {"workspace_id": workspace, "job_id": "j"}
        middle = at((start + end) / 2)
        for begin, done, ended in ((at(start), middle, None), (middle, at(end), state)):
            time = {"period_start_time": begin, "period_end_time": done, "result_state": ended}
            tasks.append(names | time | {"job_run_id": run, "run_id": task_run, "task_key": task})
            runs.append(names | time | {"run_id": run})
    jobs = [
        {"workspace_id": "1", "job_id": "j", "name": name, "change_time": DAY + timedelta(days=day)}
        for name, day in (("old", -9), ("now", 0), ("later", 2))
    ]
    return {"lakeflow.job_task_run_timeline": tasks, "lakeflow.job_run_timeline": runs, "lakeflow.jobs": jobs}


@pytest.fixture(scope="module")
def rows(spark):
    made = frames(_timelines())
    ledger = frame(_ledger(), COST_LEDGER.ddl())
    timelines = (made["lakeflow.job_run_timeline"], made["lakeflow.job_task_run_timeline"], made["lakeflow.jobs"])
    return job_run_cost(ledger, *timelines).toArrow().to_pylist()


def of(rows, run: str) -> dict:
    return {row["task_run_id"]: row for row in rows if row["job_run_id"] == run}


def test_a_failed_attempt_and_its_repair_share_the_hour_by_time(rows):
    found = of(rows, "failed then repaired")
    assert {name: row["cost"] for name, row in found.items()} == {"t1": 3, "t2": 6}
    assert [(row["attempt"], row["result_state"]) for row in found.values()] in (
        [(1, "FAILED"), (2, "SUCCEEDED")],
        [(2, "SUCCEEDED"), (1, "FAILED")],
    )
    assert {(row["run_result_state"], row["run_attempts"]) for row in found.values()} == {("SUCCEEDED", 2)}


def test_hours_without_a_task_are_a_row_of_their_own(rows):
    found = of(rows, "over an hour")
    assert found[None]["cost"] == Decimal("0.5")
    assert found["t3"]["cost"] + found["t4"]["cost"] == Decimal("2.0000000001")
    assert of(rows, "tasks unknown")[None]["cost"] == 4


@pytest.mark.parametrize("run", sorted({run for run, *_ in BILLED}))
def test_the_sum_of_a_run_is_its_bill(rows, run):  # I10: one of them is in another workspace
    billed = [(Decimal(quantity), Decimal(amount or 0)) for name, _, quantity, amount in BILLED if name == run]
    found = of(rows, run).values()
    assert sum(row["quantity"] for row in found) == sum(quantity for quantity, _ in billed)
    assert sum(row["cost"] or 0 for row in found) == sum(amount for _, amount in billed)


def test_what_has_no_price_has_no_cost_and_the_name_is_that_of_the_day(rows):
    assert of(rows, "no price")[None]["cost"] is None
    assert {row["job_name"] for row in rows} == {"now"}
