"""The cost job over a small account: laws, again is once, a run that dies, late corrections, missing tables."""

import shutil
from datetime import timedelta
from decimal import Decimal

import pyarrow as pa
import pytest
from deltalake import DeltaTable, write_deltalake

from faultbook.costgen import Options, write_account
from faultbook.costgen.writing import arrow_rows
from faultbook.errors import MissingDependency, SettingError
from faultbook.jobs import cost
from faultbook.steps import Steps

OPTIONS = Options(seed=3, days=3, statements=60)
STORED = ("cost_ledger", "query_cost", "query_statements", "warehouse_hours", "job_run_cost", "cost_daily")


@pytest.fixture(scope="module")
def account(tmp_path_factory):
    folder = tmp_path_factory.mktemp("account")
    return folder, write_account(folder, OPTIONS)


@pytest.fixture
def bill(house, account):
    """A house whose system tables are the account's; a copy, so that a test may change them."""
    tables = house.root / "system_tables"
    shutil.copytree(account[0], tables)
    return house.with_settings(
        system_tables=str(tables), as_of=OPTIONS.as_of.isoformat(), cost_first_days=OPTIONS.days + 1
    )


def run(spark, house, observe=cost.ignore) -> None:
    cost.run(spark, house.settings, Steps(task="cost"), observe)


def content(house) -> dict[str, list[str]]:
    return {name: sorted(map(repr, house.rows(name))) for name in STORED}


def amounts(house) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for row in house.rows("cost_ledger"):
        if row["currency_code"]:
            found[row["currency_code"]] = found.get(row["currency_code"], Decimal(0)) + row["billed_amount"]
    return found


@pytest.mark.verify
def test_what_is_stored_is_what_the_generator_added_up_and_again_is_the_same_as_once(spark, bill, account):
    run(spark, bill)
    truth = account[1].truth
    billed = {
        unit: sum(row["billed_quantity"] for row in bill.rows("cost_ledger") if row["usage_unit"] == unit)
        for unit in truth.billed
    }
    statements = {
        (row["workspace_id"], row["statement_id"]) for row in bill.rows("query_cost") if row["row_kind"] == "STATEMENT"
    }
    assert billed == truth.billed
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
def test_a_run_that_dies_between_any_two_tables_is_repaired_by_the_next(spark, bill):
    run(spark, bill)
    complete = content(bill)
    for name in STORED:
        DeltaTable(f"{bill.settings.catalog}/{_schema(bill, name)}/{name}").delete()
    DeltaTable(f"{bill.settings.catalog}/{bill.settings.schema_name}/system_table_checks").delete()

    def die(point: str) -> None:
        if point == "after cost_ledger":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(spark, bill, die)
    assert bill.rows("system_table_checks") == []
    run(spark, bill)
    assert content(bill) == complete


@pytest.mark.verify
def test_a_late_correction_changes_its_hour_and_no_other(spark, bill, account):
    run(spark, bill)
    before = {repr(row) for row in bill.rows("cost_ledger") if not row["provisional"]}
    corrected = next(row for row in account[1].tables["billing.usage"] if row["usage_metadata"].get("warehouse_id"))
    later = OPTIONS.as_of + timedelta(days=20)
    late = corrected | {
        "record_id": "late",
        "record_type": "RETRACTION",
        "usage_quantity": -corrected["usage_quantity"],
        "ingestion_date": later.date(),
    }
    write_deltalake(f"{bill.settings.system_tables}/billing/usage", arrow_rows("billing.usage", [late]), mode="append")
    run(spark, bill.with_settings(as_of=later.isoformat()))
    after = {repr(row) for row in bill.rows("cost_ledger")}
    [gone] = before - after
    assert f"'resource_id': '{corrected['usage_metadata']['warehouse_id']}'" in gone


@pytest.mark.verify
def test_without_query_history_nothing_is_zero_and_coverage_says_what_is_missing(spark, bill, account):
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


def test_without_usage_there_is_no_bill_and_the_job_says_what_to_grant(spark, bill):
    shutil.rmtree(f"{bill.settings.system_tables}/billing/usage")
    with pytest.raises(MissingDependency, match=r"billing\.usage is absent.*GRANT|Grant SELECT"):
        run(spark, bill)


def test_an_instant_that_is_none_is_refused():
    with pytest.raises(SettingError, match=r"as_of: found 'soon'"):
        cost.instant_of_run("soon")


def _schema(house, name: str) -> str:
    return house.settings.raw_schema_name if name == "query_statements" else house.settings.schema_name
