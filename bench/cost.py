"""What a bill costs to compute: an account and one ten times as large; one more day; one late correction.

The job is the bundle's own, over Delta tables in the platform's schemas (bench/account.py); its invariants hold in
every run, and what it bills is what DuckDB adds up of the usage records.
"""

import shutil
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import pyarrow.compute as pc

from bench.account import BigAccount, Size
from bench.clock import Cost, measured
from bench.workspace import LocalWorkspace, fresh_workspace, open_workspace
from faultbook.jobs import cost

DAYS = 90
SETTINGS = (
    "spark.driver.memory",
    "spark.sql.shuffle.partitions",
    "spark.sql.adaptive.enabled",
    "spark.sql.codegen.wholeStage",
)
# A local session has a partition per core; with so few, sorts of ten million rows go through the disk.
SHUFFLE_PARTITIONS = 16


@dataclass(frozen=True)
class Turn:
    """A size's full run, and what it did by step."""

    size: Size
    full: Cost
    steps: list[tuple[str, float]]


@dataclass(frozen=True)
class BillCosts:
    """Full runs by size, then runs on top of the largest."""

    small: Turn
    large: Turn
    next_day: Cost
    late_hour: Cost
    nothing_new: Cost
    settings: dict[str, str]


def bill_costs(spark: Any, work: Path, *, statements: int, usage: int, rounds: int) -> BillCosts:
    """Full runs over a tenth and over the whole account, then a day more and a correction, `rounds` times each."""
    spark.conf.set("spark.sql.shuffle.partitions", str(SHUFFLE_PARTITIONS))
    empty = fresh_workspace(spark, work / "empty").root
    warm = Size(statements=2_000, usage=500, warehouses=2, days=10)
    _full(spark, empty, work / "warm", warm, rounds=1)
    small, _, _ = _full(spark, empty, work / "small", _size(statements // 10, usage // 10), rounds=rounds)
    large, workspace, account = _full(spark, empty, work / "large", _size(statements, usage), rounds=rounds)
    days: list[Cost] = []
    quiet: list[Cost] = []
    late: list[Cost] = []
    for turn in range(rounds):
        day = DAYS + turn + 1
        again = partial(_run, spark, workspace, account, day)
        account.add_days(day - 1, day - 1)
        days.append(measured(again))
        quiet.append(measured(again))
        account.retract_an_hour(20 + 7 * turn, arrives=day)
        late.append(measured(again))
        _require_whole(workspace, account)
    settings = {name: spark.conf.get(name) for name in SETTINGS}
    return BillCosts(small, large, _median(days), _median(late), _median(quiet), settings)


def _full(spark: Any, empty: Path, root: Path, size: Size, *, rounds: int) -> tuple[Turn, LocalWorkspace, BigAccount]:
    shutil.rmtree(root, ignore_errors=True)
    account = BigAccount(root / "system", size)
    account.add_days(0, size.days - 1)
    costs = []
    for _ in range(rounds):
        shutil.rmtree(root / "workspace", ignore_errors=True)
        shutil.copytree(empty, root / "workspace")
        workspace = open_workspace(
            root / "workspace", system_tables=str(root / "system"), cost_first_days=size.days + 1
        )
        costs.append(measured(partial(_run, spark, workspace, account, size.days)))
        _require_whole(workspace, account)
    return Turn(size, _median(costs), workspace.timings), workspace, account


def _run(spark: Any, workspace: LocalWorkspace, account: BigAccount, days: int) -> None:
    """One run of the job at the instant at which that many days have arrived."""
    dated = LocalWorkspace(
        workspace.root, workspace.settings.model_copy(update={"as_of": account.size.as_of(days).isoformat()}), []
    )
    dated.run(spark, cost)
    workspace.timings = dated.timings


def _require_whole(workspace: LocalWorkspace, account: BigAccount) -> None:
    ledger = workspace.table("cost_ledger").to_pyarrow_table(columns=["usage_unit", "billed_quantity"])
    found = pc.sum(ledger.filter(pc.equal(ledger["usage_unit"], "DBU"))["billed_quantity"]).as_py()
    if found != account.billed():
        raise AssertionError(f"The ledger has {found} DBU, the records {account.billed()}.")


def _size(statements: int, usage: int) -> Size:
    # An account that is ten times as large has ten times as many warehouses.
    return Size(statements=statements, usage=usage, warehouses=max(usage * 60 // 1_000_000, 2), days=DAYS)


def _median(costs: list[Cost]) -> Cost:
    return Cost(median(one.cpu_seconds for one in costs), median(one.wall_seconds for one in costs))


__all__ = ["BillCosts", "Turn", "bill_costs"]
