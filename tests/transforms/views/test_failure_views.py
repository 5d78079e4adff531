"""Views of failures, by their DuckDB text, against plain Python: dollars once, severities, patterns, sources."""

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

import pytest

from faultbook.events.severities import SEVERITIES, SEVERITY_WORDS, normalised
from faultbook.transforms.views import VIEWS
from tests.transforms.views.costs import START, random_costs
from tests.transforms.views.engines import arrow_tables, by_duckdb_text
from tests.transforms.views.events import entry_row, failure_row, poll_row, random_events
from tests.transforms.views.lakehouse import random_lakehouse
from tests.transforms.views.rows import Row, map_row


def of(view: str, tables: dict[str, list[Row]]) -> list[Row]:
    return by_duckdb_text(VIEWS[view], arrow_tables(tables))[0]


def one_currency(seed: int) -> dict[str, list[Row]]:
    """A bill in one currency, so that no failure's cost is left open."""
    costs = random_costs(seed, rows=120)
    for row in (*costs["job_run_cost"], *costs["query_cost"]):
        row["currency_code"] = row["currency_code"] and "USD"
    return costs


def spent_on_failures(tables: dict[str, list[Row]]) -> Decimal:
    """What the bill has of runs, attempts and statements that failed: a row of the bill counts once, or not at all."""
    failures = tables["failure_events"]
    runs = {
        (row["workspace_id"], row["run_id"])
        for row in failures
        if row["kind"] in ("run", "task_run") and None not in (row["workspace_id"], row["run_id"])
    }
    statements = {row["statement_id"] for row in failures if row["kind"] == "statement"} - {None}
    of_runs = [
        row["cost"]
        for row in tables["job_run_cost"]
        if any((row["workspace_id"], row[name]) in runs for name in ("job_run_id", "task_run_id"))
        and row["currency_code"]
    ]
    of_statements = [
        row["loaded_cost"]
        for row in tables["query_cost"]
        if row["row_kind"] == "STATEMENT" and row["statement_id"] in statements and row["currency_code"]
    ]
    return sum((cost for cost in (*of_runs, *of_statements) if cost is not None), Decimal(0))


@pytest.mark.parametrize("seed", range(6))
def test_each_dollar_of_a_failure_counts_once(seed):
    costs = one_currency(seed)
    tables = costs | random_events(seed, costs, count=150)
    expected = spent_on_failures(tables)
    assert expected
    assert sum(row["cost"] or 0 for row in of("failures", tables)) == expected
    assert sum(row["cost"] or 0 for row in of("failures_by_day", tables)) == expected


def job_cost(task_run_id: str | None, cost: int, **given: object) -> Row:
    return {
        "usage_date": START.date(), "workspace_id": "1", "job_id": "j", "job_run_id": "run", "task_run_id": task_run_id,
        "sku_name": "s", "usage_unit": "DBU", "quantity": Decimal(1), "currency_code": "USD", "cost": Decimal(cost),
        "provisional": False, **given,
    }  # fmt: skip


def run_row(event_id: str, kind: str, run_id: str, **given: object) -> Row:
    return failure_row(event_id=event_id, kind=kind, workspace_id="1", run_id=run_id, **given)


BILL = [job_cost("first", 7), job_cost("second", 5), job_cost(None, 3)]


def test_a_run_has_what_its_failed_attempts_leave():
    events = [run_row("ev-run", "run", "run"), run_row("ev-first", "task_run", "first")]
    rows = of("failures", {"job_run_cost": BILL, "failure_events": events})
    assert {row["event_id"]: row["cost"] for row in rows} == {"ev-run": 8, "ev-first": 7}


def test_an_attempt_alone_has_its_own_cost_and_a_run_of_another_workspace_none():
    events = [run_row("ev-first", "task_run", "first"), failure_row(event_id="ev-2", kind="run", run_id="run")]
    rows = of("failures", {"job_run_cost": BILL, "failure_events": events})
    assert {row["event_id"]: row["cost"] for row in rows} == {"ev-first": 7, "ev-2": None}


def test_a_run_that_two_failures_name_costs_once():
    events = [run_row("ev-b", "run", "run"), run_row("ev-a", "run", "run")]
    rows = of("failures", {"job_run_cost": BILL, "failure_events": events})
    assert {row["event_id"]: row["cost"] for row in rows} == {"ev-a": 15, "ev-b": None}


def test_a_cost_in_two_currencies_is_left_open():
    bill = [*BILL, job_cost("third", 1, currency_code="EUR")]
    [row] = of("failures", {"job_run_cost": bill, "failure_events": [run_row("ev-run", "run", "run")]})
    assert (row["cost"], row["currency_code"]) == (None, None)


def test_severities_are_one_scale_for_every_spelling():
    words = [made for several in SEVERITY_WORDS.values() for word in several for made in (word, word.upper())]
    words += ["Sev0", "Warning", "Informational", "4", "eRROR", "never heard"]
    events = [failure_row(event_id=f"ev-{at:03}", severity=word) for at, word in enumerate(words)]
    rows = of("failures", {"failure_events": events})
    assert [row["severity"] for row in rows] == [normalised(word) for word in words]
    assert {row["severity_word"]: row["severity"] for row in rows}["Sev0"] == "critical"
    assert [row["severity"] for row in rows][-3:] == [None, None, None]


def test_no_word_means_two_severities():
    words = [word for several in SEVERITY_WORDS.values() for word in several]
    assert len(words) == len(set(words))
    assert SEVERITIES == ("critical", "high", "medium", "low", "info")


def test_a_pattern_is_that_of_the_map_else_the_templates_own_and_none_without_a_message():
    events = [
        failure_row(event_id="ev-1", template_hash="v2:a"),
        failure_row(event_id="ev-2", template_hash="v2:new"),
        failure_row(event_id="ev-3"),
    ]
    tables = {"failure_events": events, "pattern_map": [map_row(template_hash="v2:a", pattern_id="v2:older")]}
    assert [row["pattern_id"] for row in of("failures", tables)] == ["v2:older", "v2:new", None]


def test_days_count_every_failure_once():
    costs = random_costs(3)
    tables = costs | random_events(3, costs, count=200)
    days, counted = of("failures_by_day", tables), defaultdict(int)
    for row in tables["failure_events"]:
        counted[row["occurred_on"], row["state"]] += 1
    for state, name in (("failed", "still_failed"), ("warning", "warnings"), ("recovered", "recovered")):
        for day in {row["occurred_on"] for row in days}:
            assert sum(row[name] for row in days if row["occurred_on"] == day) == counted[day, state]
    assert sum(row["failures"] for row in days) == 200


def test_failures_are_beside_log_errors_and_in_no_count_of_logs():
    lakehouse = random_lakehouse(5)
    costs = random_costs(5)
    tables = lakehouse.tables | costs | random_events(5, costs)
    rows = of("all_failures", tables)
    records = (*lakehouse.complete_records(), *lakehouse.complete_logs(), *lakehouse.complete_text_logs())
    errors = [row for row in records if row["severity"] in ("Critical", "Error")]
    by_origin = defaultdict(list)
    for row in rows:
        by_origin[row["comes_from"]].append(row)
    assert {name: len(found) for name, found in by_origin.items()} == {"log": len(errors), "failure": 60}
    assert {row["severity"] for row in by_origin["log"]} <= {"critical", "high"}
    for view in ("error_frequency", "ledger_check", "ingest_health", "all_records"):
        assert of(view, tables) == of(view, lakehouse.tables | costs)


def hours(*at: int) -> list[Row]:
    return [
        entry_row(
            landed_file=str(hour),
            last_received_at=START + timedelta(hours=hour),
            recorded_at=START + timedelta(hours=hour, seconds=90),
        )
        for hour in at
    ]


def test_an_endpoints_usual_interval_and_its_longest_gap():
    [row] = of("source_health", {"event_ledger": hours(0, 1, 2, 12, 12)})
    assert (row["source_kind"], row["assessment"], row["not_assessed"]) == ("endpoint", "ASSESSED", None)
    assert (row["usual_interval_seconds"], row["longest_gap_seconds"]) == (4 * 3600, 10 * 3600)
    assert (row["lag_seconds"], row["last_success_at"]) == (90, START + timedelta(hours=12))
    assert (row["messages"], row["rejects_share"], row["last_outcome"]) == (5, 0, None)


def test_a_gap_of_long_ago_is_not_usual():
    [row] = of("source_health", {"event_ledger": hours(0, 24 * 60, 24 * 60 + 2)})
    assert row["longest_gap_seconds"] == 2 * 3600


def test_a_source_of_one_message_has_no_usual_interval():
    [row] = of("source_health", {"event_ledger": hours(3)})
    assert (row["usual_interval_seconds"], row["longest_gap_seconds"]) == (None, None)


def test_a_poller_whose_newest_poll_of_any_scope_was_denied_is_not_assessed():
    polls = [
        poll_row(scope="a", started_at=START, outcome="denied", detail="no right yet"),
        poll_row(scope="a", started_at=START + timedelta(hours=1)),
        poll_row(scope="b", started_at=START),
        poll_row(scope="b", started_at=START + timedelta(hours=2), outcome="denied", detail="no right to b"),
    ]
    [row] = of("source_health", {"source_polls": polls})
    assert (row["source_kind"], row["assessment"], row["not_assessed"]) == ("poller", "NOT_ASSESSED", "no right to b")
    assert (row["polls"], row["incomplete_polls"], row["last_outcome"]) == (4, 2, "denied")
    assert row["last_success_at"] == START + timedelta(hours=1, minutes=1)
    assert row["last_message_at"] is None
    [row] = of("source_health", {"source_polls": polls[:3]})
    assert (row["assessment"], row["last_outcome"]) == ("ASSESSED", "complete")


def test_a_system_table_that_cannot_be_read_is_not_assessed():
    check = {
        "computed_at": START, "system_table": "query.history", "readability": "denied", "latency_hours": 1,
        "assessment": "NOT_ASSESSED", "not_assessed": "statements", "detail": "no right", "days_computed": 1,
    }  # fmt: skip
    [row] = of("source_health", {"system_table_checks": [check, check | {"system_table": "billing.usage"}]})
    assert (row["source"], row["source_kind"]) == ("query.history", "system_table")
    assert (row["assessment"], row["not_assessed"], row["last_success_at"]) == ("NOT_ASSESSED", "no right", None)
