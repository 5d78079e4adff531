"""The cost job over a small account: laws, again is once, a run that dies, late arrivals, missing tables."""

import io
import json
import random
import shutil
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from deltalake import DeltaTable, write_deltalake
from faultbook_samples.bill import Account, AccountOptions, make_account, write_account
from faultbook_samples.bill.writing import arrow_rows

from faultbook.errors import MissingDependency, SettingError
from faultbook.jobs import cost, cost_analysis
from faultbook.lakehouse.store import Lakehouse
from faultbook.steps import Steps
from tests.jobs.workspace import LocalWorkspace, make_workspace

OPTIONS = AccountOptions(seed=3, days=3, statements=60)
WRITTEN = (
    *("query_statements", "warehouse_hours", "cost_ledger", "query_cost", "job_run_cost", "cost_daily", "cost_tags"),
    "query_daily",
)
"""In the order in which the job writes them; the rows of system_table_checks come last."""
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def account(tmp_path_factory):
    folder = tmp_path_factory.mktemp("account")
    return folder, write_account(folder, OPTIONS)


@pytest.fixture(scope="module")
def complete(spark, empty_lakehouse, account, tmp_path_factory) -> LocalWorkspace:
    """A house whose bill is computed; copied by who changes it."""
    workspace = workspace_of(tmp_path_factory.mktemp("complete"), empty_lakehouse, account[0])
    run(spark, workspace)
    return workspace


@pytest.fixture
def bill(empty_lakehouse, account, tmp_path) -> LocalWorkspace:
    """An empty house whose system tables are a copy of the account's."""
    return workspace_of(tmp_path, empty_lakehouse, account[0])


@pytest.fixture
def billed(complete, account, tmp_path) -> LocalWorkspace:
    """A house like that after a complete run."""
    return workspace_of(tmp_path, Path(complete.settings.catalog), account[0])


def workspace_of(root: Path, lakehouse: Path, account: Path) -> LocalWorkspace:
    shutil.copytree(account, root / "system_tables")
    return make_workspace(
        root,
        lakehouse,
        system_tables=str(root / "system_tables"),
        as_of=OPTIONS.as_of.isoformat(),
        cost_first_days=OPTIONS.days + 1,
    )


def run(spark, workspace, observe=cost.ignore) -> int:
    """Runs the job and returns how many hours it computed."""
    printed = io.StringIO()
    cost.run(spark, workspace.settings, Steps(task="cost", stream=printed), observe)
    [plan] = [line for line in map(json.loads, printed.getvalue().splitlines()) if line["step"] == "plan"]
    return plan["hours"]


def content(workspace) -> dict[str, list[str]]:
    return {name: sorted(map(repr, workspace.rows(name))) for name in WRITTEN}


def amounts(workspace) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for row in workspace.rows("cost_ledger"):
        if row["currency_code"]:
            found[row["currency_code"]] = found.get(row["currency_code"], Decimal(0)) + row["billed_amount"]
    return found


@pytest.mark.verify
def test_what_is_stored_is_what_the_generator_added_up_and_again_is_the_same_as_once(spark, billed, account):  # I2, I14
    bill, truth = billed, account[1].truth
    quantities = {
        unit: sum(row["billed_quantity"] for row in bill.rows("cost_ledger") if row["usage_unit"] == unit)
        for unit in truth.billed
    }
    statements = {
        (row["workspace_id"], row["statement_id"]) for row in bill.rows("query_cost") if row["row_kind"] == "STATEMENT"
    }
    assert quantities == truth.billed
    assert amounts(bill) == truth.amounts
    assert bill.total("cost_ledger", "record_count") == bill.total("cost_daily", "record_count") == truth.records
    assert len(statements) == len(bill.rows("query_statements")) == truth.statements
    assert not [row for row in bill.rows("query_statements") if "dapi0123" in (row["statement_text"] or "")]

    runs = {row["resource_id"] for row in bill.rows("cost_ledger") if row["resource_kind"] == "JOB_RUN"}
    of_runs = [row["billed_amount"] for row in bill.rows("cost_ledger") if row["resource_kind"] == "JOB_RUN"]
    assert {row["job_run_id"] for row in bill.rows("job_run_cost")} == runs
    assert sum(row["cost"] for row in bill.rows("job_run_cost")) == sum(of_runs)
    assert any(row["attempt"] == 2 for row in bill.rows("job_run_cost"))

    before, checks = content(bill), len(bill.rows("system_table_checks"))
    run(spark, bill)
    assert content(bill) == before
    assert len(bill.rows("system_table_checks")) == checks


@pytest.mark.verify
def test_runs_that_die_between_two_tables_are_repaired_by_the_next(spark, bill, complete):
    for name in ("query_statements", "cost_ledger", "cost_tags"):
        with pytest.raises(KeyboardInterrupt):
            run(spark, bill, dies_at(f"after {name}"))
        assert bill.rows("system_table_checks") == []
    run(spark, bill)
    assert content(bill) == content(complete)


def dies_at(point: str):
    def observe(passed: str) -> None:
        if passed == point:
            raise KeyboardInterrupt

    return observe


@pytest.mark.verify
def test_a_late_correction_changes_its_hour_and_no_other(spark, billed, account):  # I13
    before = {repr(row) for row in billed.rows("cost_ledger") if not row["provisional"]}
    corrected = next(row for row in account[1].tables["billing.usage"] if row["usage_metadata"].get("warehouse_id"))
    later = OPTIONS.as_of + 20 * DAY
    late = corrected | {
        "record_id": "late",
        "record_type": "RETRACTION",
        "usage_quantity": -corrected["usage_quantity"],
        "ingestion_date": later.date(),
    }
    append(billed, "billing.usage", late)
    hours = run(spark, billed.with_settings(as_of=later.isoformat(), cost_settle_days=1))
    after = {repr(row) for row in billed.rows("cost_ledger")}
    [gone] = before - after
    assert f"'resource_id': '{corrected['usage_metadata']['warehouse_id']}'" in gone
    # What settles, whole days from a day before the last run; and of older days single hours alone: that of the
    # correction, and those of what arrived on the day of the last run.
    assert 24 * 22 < hours < 24 * 23


@pytest.mark.verify
def test_arrivals_in_any_order_give_the_bill_of_one_run_over_all_of_them(spark, empty_lakehouse, tmp_path):  # I13
    options = AccountOptions(seed=9, days=6, statements=20)
    arrivals = arrivals_of(make_account(options), random.Random(4))
    moments = [options.start + length for length in (2 * DAY, 6 * DAY, 17 * DAY)]
    workspace = make_workspace(tmp_path / "steps", empty_lakehouse, cost_first_days=2, cost_settle_days=2)
    steps = workspace.with_settings(system_tables=str(tmp_path / "system"))
    hours = []
    for moment in moments:
        for name, rows in arrivals.items():
            place = tmp_path.joinpath("system", *name.split("."))
            known = arrow_rows(name, [row for arrived, row in rows if arrived <= moment])
            place.mkdir(parents=True, exist_ok=True)
            write_deltalake(str(place), known, mode="overwrite")
        hours.append(run(spark, steps.with_settings(as_of=moment.isoformat())))
    assert any(number % 24 for number in hours[1:])

    whole = make_workspace(tmp_path / "whole", empty_lakehouse, cost_first_days=17)
    run(spark, whole.with_settings(system_tables=str(tmp_path / "system"), as_of=moments[-1].isoformat()))
    found, expected = content(steps), content(whole)
    for name in WRITTEN:
        assert found[name] == expected[name], name


def arrivals_of(account: Account, dice: random.Random) -> dict[str, list]:
    """Rows with the instant at which they are first told: usage up to eight days late, all else up to forty hours."""
    ends = {
        "query.history": "update_time",
        "billing.attributed_usage": "end_time",
        "compute.warehouse_events": "event_time",
        "lakeflow.job_run_timeline": "period_end_time",
        "lakeflow.job_task_run_timeline": "period_end_time",
    }
    found: dict[str, list] = {}
    for name, rows in account.tables.items():
        found[name] = [
            (
                (row[ends[name]] + timedelta(hours=dice.choice((0, 1, 12, 40))))
                if name in ends
                else account.options.start,
                row,
            )
            for row in rows
        ]
    usage = []
    for row in account.tables["billing.usage"]:
        end = row["usage_end_time"]
        arrived = end + dice.choice((0, 0, 0, 0, 1, 2, 8)) * DAY + timedelta(hours=5)
        usage.append((arrived, row | {"ingestion_date": arrived.date()}))
    return found | {"billing.usage": usage}


def append(workspace: LocalWorkspace, table: str, *rows: dict) -> None:
    folder = Path(workspace.settings.system_tables).joinpath(*table.split("."))
    write_deltalake(str(folder), arrow_rows(table, list(rows)), mode="append")


@pytest.mark.verify
def test_without_query_history_nothing_is_zero_and_coverage_names_what_is_missing(spark, bill, account):
    shutil.rmtree(f"{bill.settings.system_tables}/query")
    shutil.rmtree(f"{bill.settings.system_tables}/billing/list_prices")
    usage = f"{bill.settings.system_tables}/billing/usage"
    rows = DeltaTable(usage).to_pyarrow_table()
    shutil.rmtree(usage)
    slim = pa.array([{"warehouse_id": (row or {}).get("warehouse_id")} for row in rows["usage_metadata"].to_pylist()])
    write_deltalake(usage, rows.set_column(rows.column_names.index("usage_metadata"), "usage_metadata", slim))

    run(spark, bill)

    checks = {row["system_table"]: row for row in bill.rows("system_table_checks")}
    assert checks["query.history"]["assessment"] == checks["billing.list_prices"]["assessment"] == "NOT_ASSESSED"
    assert "usage_metadata.job_run_id" in checks["billing.usage"]["missing_leaves"]
    ledger = bill.rows("cost_ledger")
    assert {row["billed_amount"] for row in ledger} == {None}
    assert sum(row["unpriced_quantity"] for row in ledger) == sum(account[1].truth.billed.values())


def test_without_usage_there_is_no_bill_and_the_error_names_what_to_grant(spark, bill):
    shutil.rmtree(f"{bill.settings.system_tables}/billing/usage")
    with pytest.raises(MissingDependency, match=r"billing\.usage is absent .*; without it there is no bill"):
        run(spark, bill)


def test_where_the_bill_is_not_granted_the_job_ends_well_and_stores_that_once(spark, bill):
    """A catalog that nobody grants: NOT_ASSESSED with the reason, no bill, and a sentence in each run's log."""
    ungranted = bill.with_settings(system_tables="no_such_catalog")
    printed = io.StringIO()
    for _ in range(2):
        cost.run(spark, ungranted.settings, Steps(task="cost", stream=printed))
        cost_analysis.run(spark, ungranted.settings, Steps(task="cost_analysis", stream=printed))

    checks = ungranted.rows("system_table_checks")
    assert len({row["computed_at"] for row in checks}) == 1
    assert {row["assessment"] for row in checks} == {"NOT_ASSESSED"}
    assert not ungranted.rows("cost_ledger")
    lines = [line for line in map(json.loads, printed.getvalue().splitlines()) if line["step"] == "not assessed"]
    assert [line["task"] for line in lines] == ["cost", "cost_analysis"] * 2
    assert "GRANT USE SCHEMA, SELECT ON SCHEMA no_such_catalog.billing" in lines[0]["fix"]
    assert cost.last_complete_run(Lakehouse(spark, ungranted.settings)) is None


def test_an_instant_that_is_none_is_refused():
    with pytest.raises(SettingError, match=r"as_of: found 'soon'"):
        cost.instant_of_run("soon")
