"""Dollars of failures: every failed dollar under the first error of its run, or under none; never twice."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from faultbook.tables import TABLES
from faultbook.tables.system import SYSTEM_TABLES
from faultbook.transforms.cost.failures import error_records, failure_cost, failures
from faultbook.transforms.views import VIEWS
from tests.frames import frame
from tests.transforms.views.engines import arrow_tables, by_duckdb_text

DAY = date(2026, 2, 3)
NOON = datetime(2026, 2, 3, 12, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def run(name: str, amount: str, state: str = "FAILED", **more) -> dict:
    return {
        **{"usage_date": DAY, "workspace_id": "1", "job_id": "j", "job_run_id": name, "task_key": "t"},
        **{"task_run_id": f"{name}-t", "attempt": 1, "result_state": state, "sku_name": "JOBS", "usage_unit": "DBU"},
        **{"currency_code": "USD", "cost": Decimal(amount), "quantity": Decimal(1), "provisional": False},
        **more,
    }


def ran(name: str, minutes: int, cluster: str | None = None) -> dict:
    return {
        **{"workspace_id": "1", "job_id": "j", "job_run_id": name, "run_id": f"{name}-t", "task_key": "t"},
        **{"compute_ids": [cluster] if cluster else [], "period_start_time": at(minutes)},
        **{"period_end_time": at(minutes + 10), "result_state": "FAILED"},
    }


def statement(name: str, minutes: int, **more) -> dict:
    return {
        **{"usage_date": DAY, "workspace_id": "1", "statement_id": name, "execution_status": "FAILED"},
        **{"started_at": at(minutes), "ended_at": at(minutes + 1)},
        **more,
    }


def spent(name: str, cost: str, **more) -> dict:
    return {
        **{"usage_date": DAY, "hour": NOON, "workspace_id": "1", "warehouse_id": "w", "row_kind": "STATEMENT"},
        **{"statement_id": name, "currency_code": "USD", "direct_cost": Decimal(cost), "provisional": True},
        **more,
    }


def log(minutes: float, template: str, **more) -> dict:
    return {
        "timestamp": at(minutes),
        "severity": "Error",
        "template_hash": template,
        "landed_file": "app/x.jsonl",
        **more,
    }


RUNS = [
    run("own", "1"),
    run("clustered", "2.0000000001"),
    run("second", "4", currency_code="EUR"),
    run("silent", "8"),
    run("fine", "16", "SUCCEEDED"),
    run("stopped", "32", "CANCELED"),
    run("free", "0", cost=None, currency_code=None),
]
TIMES = [
    ran("own", 0, "0203-1200-a"),
    ran("clustered", 0, "0203-1200-a"),
    ran("second", 20, "0203-1200-a"),
    ran("silent", 0, "0203-9999-z"),
]
STATEMENTS = [statement("s1", 0), statement("s2", 0, job_run_id="own"), statement("ok", 0, execution_status="FINISHED")]
COSTS = [
    spent("s1", "0.5"),
    spent("s1", "0.25", hour=NOON + timedelta(hours=1)),
    spent("s2", "0.125"),
    spent("ok", "64"),
    spent("s1", "0", currency_code=None, direct_cost=None, hour=NOON - timedelta(hours=1)),
]
ERRORS = [
    {"timestamp": at(3), "severity": "Error", "template_hash": "disk", "source_file": "0203-1200-a/driver/log4j.log"},
    {"timestamp": at(1), "severity": "Info", "template_hash": "no error", "source_file": "0203-1200-a/driver/x.log"},
    {"timestamp": at(45), "severity": "Error", "template_hash": "too late", "source_file": "0203-1200-a/driver/x.log"},
]
LOGS = [
    log(5, "later", labels={"run": "own"}),
    log(4, "own error", labels={"task": "own-t"}, host="0203-1200-a"),
    log(0.5, "of the statement", request_id="s1"),
    log(26, "later", host="0203-1200-a"),
]
TEXT_LOGS = [
    {"timestamp": at(25), "severity": "Error", "template_hash": "of the second", "landed_file": "0203-1200-a/stderr"},
    {"timestamp": at(0.75), "severity": "Error", "template_hash": "too late", "request_id": "s1", "landed_file": "x"},
    {"timestamp": at(0.25), "severity": "Info", "template_hash": "no error", "request_id": "s1", "landed_file": "x"},
]


def rows(name: str, found: list[dict]):
    return frame(found, (TABLES.get(name) or SYSTEM_TABLES[name]).ddl())


@pytest.fixture(scope="module")
def costs(spark):
    failed = failures(
        rows("job_run_cost", RUNS),
        rows("lakeflow.job_task_run_timeline", TIMES),
        rows("query_cost", COSTS),
        rows("query_statements", STATEMENTS),
    )
    records = error_records(
        rows("error_logs_parsed", ERRORS),
        rows("logs", LOGS),
        rows("text_logs", TEXT_LOGS),
        severities=("Critical", "Error"),
    )
    return failure_cost(failed, records, log_minutes=10).toArrow().to_pylist()


def roots(costs) -> dict:
    return {row["statement_id"] or row["job_run_id"]: (row["matched_by"], row["template_hash"]) for row in costs}


def test_the_root_is_the_first_error_under_the_nearest_name(costs):
    assert roots(costs) == {
        "own": ("OWN_ID", "own error"),
        "clustered": ("CLUSTER", "disk"),
        "second": ("CLUSTER", "of the second"),
        "silent": (None, None),
        "s1": ("OWN_ID", "of the statement"),
        # Its run's own first error is the label's, a minute after the attempt's: within the time of the statement.
        "s2": ("RUN_ID", "later"),
    }


def test_the_sum_is_the_failed_cost_whatever_was_matched(costs):
    views = arrow_tables({"job_run_cost": RUNS, "failure_cost": costs})
    failed_runs, _ = by_duckdb_text(VIEWS["failed_run_cost"], views)
    patterns, _ = by_duckdb_text(VIEWS["cost_by_pattern"], views)
    statements = {"USD": Decimal("0.875"), "EUR": Decimal(0)}
    for currency, of_statements in statements.items():
        reported = [row for row in patterns if row["currency_code"] == currency]
        of_runs = sum(row["failed_cost"] for row in failed_runs if row["currency_code"] == currency)
        assert sum(row["run_cost"] for row in reported) == of_runs
        assert sum(row["statement_cost"] for row in reported) == of_statements
        assert sum(row["failed_cost"] for row in reported) == of_runs + of_statements
    [unmatched] = [row for row in patterns if row["pattern_id"] == "<NO LOG MATCHED>"]
    assert (unmatched["failed_cost"], unmatched["failed_runs"]) == (8, 1)


def test_the_dollars_of_a_level_that_is_not_known_stand_apart(spark):
    found = failures(
        rows("job_run_cost", [run("clustered", "2"), run("silent", "8")]),
        rows("lakeflow.job_task_run_timeline", [ran("clustered", 0, "0203-1200-a"), ran("silent", 0, "0203-9999-z")]),
        rows("query_cost", []),
        rows("query_statements", []),
    )
    errors = [
        {"timestamp": at(1), "severity": "Unknown", "template_hash": "disk", "source_file": "0203-1200-a/x.log"},
        {"timestamp": at(2), "severity": "Major", "template_hash": "disk", "source_file": "0203-1200-a/x.log"},
        {"timestamp": at(1), "severity": "Unknown", "template_hash": "disk", "source_file": "0203-9999-z/x.log"},
        {"timestamp": at(0), "severity": "Minor", "template_hash": "no error", "source_file": "0203-9999-z/x.log"},
    ]
    records = error_records(
        rows("error_logs_parsed", errors), rows("logs", []), rows("text_logs", []), severities=("Blocker", "Major")
    )
    reported = failure_cost(found, records, log_minutes=10).toArrow().to_pylist()
    patterns, _ = by_duckdb_text(VIEWS["cost_by_pattern"], arrow_tables({"failure_cost": reported}))
    assert {(row["pattern_id"], row["severity"]): row["failed_cost"] for row in patterns} == {
        ("disk", "Major"): Decimal(2),
        ("disk", "Unknown"): Decimal(8),
    }


def test_a_failure_is_one_row_per_day_and_currency(costs):
    key = TABLES["failure_cost"].key
    assert len({tuple(row[name] for name in key) for row in costs}) == len(costs) == 6
