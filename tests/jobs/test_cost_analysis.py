"""The analysis over a small account: laws over what is stored, again is once, what it refuses before it reads."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

import pytest
from deltalake import DeltaTable
from faultbook_samples.bill import AccountOptions, write_account

from faultbook.errors import InvalidCatalog, MissingDependency, SettingError
from faultbook.jobs import cost, cost_analysis
from faultbook.jobs.task_values import TaskValues
from faultbook.lakehouse.store import Lakehouse
from faultbook.steps import Steps
from faultbook.tables import BUDGET_STATUS
from tests.jobs.counted import append_rows

OF_A_BUDGET = {
    "scope_type": "ACCOUNT",
    "scope_value": "",
    "currency_code": "USD",
    "actual_through": date(2026, 1, 9),
    "run_rate_amount": Decimal(9),
    "status": "OK",
}
OPTIONS = AccountOptions(seed=3, days=17, statements=20)
WRITTEN = ("optimization_opportunities", "failure_cost", "cost_anomalies", "cost_forecast", "budget_status")
BUDGETS = """
budgets:
  all:
    scope: account
    monthly: 1000000
  team:
    scope: tag
    key: team
    value: data
    monthly: 1
  ada:
    scope: user
    user: ada@example.com
    monthly: 900
  nobody:
    scope: user
    user: nobody@example.com
    monthly: 5
"""


def run(spark, workspace) -> TaskValues:
    return cost_analysis.run(spark, workspace.settings, Steps(task="cost_analysis"))


@pytest.mark.verify
def test_what_the_bill_means_adds_up_and_again_is_the_same_as_once(spark, workspace):
    write_account(workspace.root / "system", OPTIONS)
    (workspace.root / "budgets.yml").write_text(BUDGETS)
    bill = workspace.with_settings(
        system_tables=str(workspace.root / "system"),
        as_of=OPTIONS.as_of.isoformat(),
        cost_first_days=OPTIONS.days + 1,
        budgets_file=str(workspace.root / "budgets.yml"),
    )
    cost.run(spark, bill.settings, Steps(task="cost"))
    run(spark, bill)

    saved, costs = defaultdict(Decimal), {}
    for row in bill.rows("optimization_opportunities"):
        if row["estimated_saving"] is not None:
            resource = (row["workspace_id"], row["resource_kind"], row["resource_id"], row["currency_code"])
            saved[resource] += row["estimated_saving"]
            costs[resource] = row["resource_cost"]
    assert saved and all(saving <= costs[resource] for resource, saving in saved.items())
    missing = {row["rule"]: row["reason"] for row in bill.rows("optimization_opportunities") if row["reason"]}
    assert "compute.node_timeline is absent" in missing["IDLE_CLUSTER"]

    failed = [row for row in bill.rows("job_run_cost") if row["result_state"] == "FAILED"]
    last = max(row["usage_date"] for row in bill.rows("failure_cost"))
    of_runs = [row["cost"] for row in bill.rows("failure_cost") if row["failure_kind"] == "RUN"]
    assert sum(of_runs) == sum(row["cost"] for row in failed if row["usage_date"] <= last)

    states = {row["budget"]: row["status"] for row in bill.rows("budget_status")}
    assert (states["all"], states["team"], states["nobody"]) == ("OK", "CRITICAL", "NOT_ASSESSED")
    account = [row for row in bill.rows("cost_forecast") if row["scope_type"] == "ACCOUNT"]
    assert {row["currency_code"] for row in account} == {"USD", "EUR"}
    assert all(row["low_amount"] <= row["expected_amount"] <= row["high_amount"] for row in account)
    assert "MODEL_SERVING" in {row["billing_origin_product"] for row in bill.rows("cost_anomalies")}

    before = {name: sorted(map(repr, bill.rows(name))) for name in WRITTEN}
    assert run(spark, bill) == TaskValues(has_news=False)
    assert {name: sorted(map(repr, bill.rows(name))) for name in WRITTEN} == before


def test_budgets_are_news_when_one_is_spent_or_no_longer_is(spark, workspace):
    lakehouse = Lakehouse(spark, workspace.settings)
    january, february = date(2026, 1, 1), date(2026, 2, 1)

    def stored(*rows: tuple[str, date, int | None, int]) -> set[tuple[str, date]]:
        table = BUDGET_STATUS.name
        DeltaTable(f"{workspace.settings.catalog}/{workspace.settings.schema_name}/{table}").delete()
        names = ("budget", "month", "budget_amount", "actual_amount")
        append_rows(workspace, table, [dict(zip(names, row, strict=True)) | OF_A_BUDGET for row in rows])
        return cost_analysis.spent_budgets(lakehouse)

    spent = stored(("a", january, 10, 11), ("b", january, 10, 9), ("c", january, 10, 10), ("", january, None, 99))
    assert spent == {("a", january)}
    assert stored(("a", january, 10, 12), ("b", january, 10, 10)) == spent
    assert stored(("a", january, 10, 12), ("b", january, 10, 11)) != spent
    assert stored(("a", february, 10, 11)) != spent
    assert stored(("a", january, 20, 12)) == set()


def test_without_a_complete_cost_run_the_error_names_what_to_run(spark, workspace):
    with pytest.raises(MissingDependency, match="faultbook run cost"):
        run(spark, workspace)


def test_a_threshold_of_no_rule_and_a_missing_file_of_budgets_are_refused(spark, workspace):
    with pytest.raises(SettingError, match="no rule 'IDLE'"):
        run(spark, workspace.with_settings(opportunity_thresholds={"IDLE": [1.0, 2.0]}))
    with pytest.raises(InvalidCatalog, match="is not there"):
        run(spark, workspace.with_settings(budgets_file=str(workspace.root / "none.yml")))


def test_given_levels_replace_the_rules_own_and_leave_its_samples():
    given = cost_analysis.thresholds_of({"QUEUEING": [0.2, 0.5], "COLD_START": [1.0, 2.0, 3.0]})
    assert (given["QUEUEING"].warn_at, given["QUEUEING"].min_samples) == (0.2, 20)
    assert given["COLD_START"].min_samples == 3
