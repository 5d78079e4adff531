"""Mistakes planted in the bill's transformations, one at a time: the tests of its invariants notice each of them.

The transformations are copied as a package of their own, with the mistake in their text; nothing else changes.
"""

import importlib
import inspect
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from faultbook.transforms import cost
from tests.transforms.cost import test_invariants_by_cases as invariants
from tests.transforms.cost.accounts import STEPS, Result, Tables, compute, together

pytestmark = pytest.mark.verify


@dataclass(frozen=True)
class Mistake:
    """What is written where in place of what, and a test that has to notice."""

    name: str
    file: str
    right: str
    wrong: str
    noticed_by: str


MISTAKES = (
    Mistake(
        "the end of a price belongs to it",
        "usage.py",
        'F.col("priced_at") < F.col("valid_to")',
        'F.col("priced_at") <= F.col("valid_to")',
        "test_a_price_change_gives_one_price_and_the_boundary_belongs_to_the_new_one",
    ),
    Mistake(
        "all of several prices count",
        "prices.py",
        'ranked.where(F.col("rank") == 1)',
        'ranked.where(F.col("rank") >= 1)',
        "test_of_overlapping_prices_what_began_last_counts_and_the_older_one_comes_back",
    ),
    Mistake(
        "the requested currency does not come first",
        "prices.py",
        '        (F.col("offer.currency_code") != currency).asc(),\n',
        "",
        "test_currencies_are_never_added_and_the_wanted_one_is_taken_where_there_are_several",
    ),
    Mistake(
        "retractions are left out",
        "usage.py",
        "record_pieces(priced_usage(usage, windows))",
        "record_pieces(priced_usage(usage.where(\"record_type <> 'RETRACTION'\"), windows))",
        "test_corrections_net",
    ),
    Mistake(
        "what has no price is dropped",
        "usage.py",
        'records.join(price, on=sold, how="left")',
        'records.join(price, on=sold, how="inner")',
        "test_what_has_no_price_is_shown_in_units_and_in_no_amount",
    ),
    Mistake(
        "a statement that is recorded twice counts twice",
        "statements.py",
        'ranked.where(F.col("recency") == 1)',
        'ranked.where(F.col("recency") >= 1)',
        "test_what_adds_no_work_changes_nothing",
    ),
    Mistake(
        "a statement without tasks works nevertheless",
        "statements.py",
        "weight * F.lit(_US_PER_MS)",
        "F.greatest(weight, F.lit(1)) * F.lit(_US_PER_MS)",
        "test_what_adds_no_work_changes_nothing",
    ),
    Mistake(
        "execution does not replace absent tasks",
        "statements.py",
        'F.coalesce("total_task_duration_ms", "execution_duration_ms", F.lit(0))',
        'F.coalesce("total_task_duration_ms", F.lit(0))',
        "test_missing_numbers_lose_no_statement",
    ),
    Mistake(
        "what ends at a full hour is in the next one too",
        "hours.py",
        "last = F.greatest(start, end - F.lit(1))",
        "last = end",
        "test_a_statement_over_hours_is_the_sum_of_its_slices_and_bounds_hit_one_hour",
    ),
    Mistake(
        "a warehouse without clusters runs until it is stopped",
        "running.py",
        '(_kind() != "STOPPED") & (F.coalesce("cluster_count", usual) > 0)',
        '_kind() != "STOPPED"',
        "test_running_time_comes_from_events_whatever_they_leave_out",
    ),
    Mistake(
        "warehouses are distinguished by their ids alone",
        "ledger.py",
        '        F.col("workspace_id") == F.col("ran_in"),\n',
        "",
        "test_the_same_warehouse_id_in_two_workspaces_never_mixes",
    ),
    Mistake(
        "idle money is nowhere",
        "ledger.py",
        '"idle_amount": F.when(is_split, amount - direct)',
        '"idle_amount": F.when(is_split, nothing)',
        "test_both_invariants_hold_in_every_row",
    ),
    Mistake(
        "the platform's split may exceed the bill",
        "ledger.py",
        'F.least("native_units", "hour_units")',
        'F.col("native_units")',
        "test_idle_time_is_never_negative_the_platforms_split_is_capped_by_the_bill",
    ),
    Mistake(
        "hours without work have no residual row",
        "query_cost.py",
        'pools.where(F.col("method") != "unpriced")',
        'pools.where(F.col("method").isin("work_share", "attributed_usage"))',
        "test_direct_and_residual_are_billed_and_so_are_loaded_and_unattributed",
    ),
)


@pytest.fixture(scope="module")
def tables() -> Tables:
    return together([*invariants.CASES, {"billing.list_prices": invariants.PRICES}])


def steps_with(mistake: Mistake, folder: Path) -> dict[str, Callable]:
    """The transformations with the mistake, from a copy of their package."""
    package = f"planted_{MISTAKES.index(mistake)}"
    shutil.copytree(Path(cost.__file__).parent, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    for file in (folder / package).rglob("*.py"):
        text = file.read_text()
        if file.name == mistake.file:
            assert text.count(mistake.right) == 1, f"{mistake.file} has changed: where is {mistake.right}?"
            text = text.replace(mistake.right, mistake.wrong)
        file.write_text(text.replace("faultbook.transforms.cost.", f"{package}."))
    sys.path.insert(0, str(folder))
    try:
        modules = {name: step.__module__.rpartition(".")[2] for name, step in STEPS.items()}
        return {name: getattr(importlib.import_module(f"{package}.{file}"), name) for name, file in modules.items()}
    finally:
        sys.path.remove(str(folder))


def noticed(result: Result, tables: Tables) -> list[str]:
    """The tests of the invariants that fail over a result."""
    given = {"result": result, "tables": tables}
    found = []
    for name, test in inspect.getmembers(invariants, inspect.isfunction):
        arguments = inspect.signature(test).parameters
        if not name.startswith("test_") or "result" not in arguments:
            continue
        cases = [mark.args[1] for mark in getattr(test, "pytestmark", []) if mark.name == "parametrize"]
        for workspace in cases[0] if cases else [""]:
            try:
                test(**{name: given.get(name, workspace) for name in arguments})
            except Exception:  # (an invariant that cannot be computed does not hold)
                found.append(name)
                break
    return found


def test_without_a_mistake_nothing_is_noticed(spark, tables):
    assert noticed(compute(spark, tables), tables) == []


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda one: one.name)
def test_a_mistake_is_noticed(spark, tables, tmp_path, shown, mistake):
    found = noticed(compute(spark, tables, steps=steps_with(mistake, tmp_path)), tables)
    shown(f"  {mistake.name}: noticed by {len(found)} tests")
    assert mistake.noticed_by in found
