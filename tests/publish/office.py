"""A lakehouse of a small office on a Wednesday noon, few enough rows to add up by hand: logs of two weeks, bill of two.

What a question about it answers is written beside the question, in genie/answers.py.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from tests.stores.planted_incidents import entry, incident, match
from tests.stores.small_lakehouse import make_lakehouse

Row = dict[str, Any]
NOW = datetime(2026, 2, 4, 12, tzinfo=UTC)
TODAY, YESTERDAY, MONDAY = date(2026, 2, 4), date(2026, 2, 3), date(2026, 2, 2)
LAST_TUESDAY, LAST_WEDNESDAY, LAST_THURSDAY, LAST_FRIDAY = (date(2026, 1, day) for day in (27, 28, 29, 30))
WEEK_BEFORE = date(2026, 1, 20)

REFUSED, LOST, SLOW, FULL, ODD = "v1:refused", "v1:lost", "v1:slow", "v1:full", "v1:odd"
TEMPLATES = {
    REFUSED: ("api", "CC-3005", "connection refused after <*> ms"),
    LOST: ("db", "DB-1", "connection lost"),
    SLOW: ("pay", "PAY-7", "answer took <*> ms"),
    FULL: ("db", "DB-2", "disk <*> is full"),
    ODD: ("web", "WEB-9", "unexpected token <*>"),
}
FILES = {"api": "app/api.py", "db": "app/db.py", "pay": "app/pay.py", "web": "app/web.py"}
# day, hour, template, severity, records
OCCURRED = (
    (WEEK_BEFORE, 8, FULL, "Error", 6),
    (LAST_WEDNESDAY, 10, REFUSED, "Error", 10),
    (LAST_FRIDAY, 11, SLOW, "Warning", 3),
    (LAST_FRIDAY, 12, FULL, "Error", 4),
    (MONDAY, 8, LOST, "Critical", 2),
    (YESTERDAY, 9, REFUSED, "Error", 20),
    (YESTERDAY, 15, SLOW, "Warning", 5),
    (TODAY, 9, REFUSED, "Error", 40),
    (TODAY, 10, REFUSED, "Error", 60),
    (TODAY, 10, LOST, "Critical", 7),
    (TODAY, 11, ODD, "Error", 12),
)


def instant(day: date, hour: int, minute: int = 0) -> datetime:
    """An instant of a day, UTC."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


def make_office(folder: Path, **changed: list[Row]) -> Path:
    """The lakehouse in `folder`; tables that are given replace the office's own."""
    return make_lakehouse(folder, **(_logs() | _failures() | _incidents() | _bill() | changed))


def _logs() -> dict[str, list[Row]]:
    counts = [_counted(*what) for what in OCCURRED]
    # A batch that never reached the ledger: nobody may see it.
    unfinished = _counted(TODAY, 11, REFUSED, "Error", 1_000) | {"batch_id": 4}
    return {
        "error_counts": [*counts, unfinished],
        "error_file_counts": [_by_file(row) for row in (*counts, unfinished)],
        "error_templates": [_template(name, *facts) for name, facts in TEMPLATES.items()],
        "pattern_map": [_mapped(name, *facts, counts) for name, facts in TEMPLATES.items()],
        "ingest_batches": [_batch(number) for number in (1, 2, 3, 4)],
        "ingest_ledger": [
            _ledger(1, "a.log", MONDAY, 23, parsed=25, rejected=0),
            _ledger(2, "b.log", YESTERDAY, 16, parsed=25, rejected=3),
            _ledger(3, "c.log", TODAY, 11, parsed=119, rejected=1),
        ],
        "error_logs_rejected": [
            *(_reject(2, "bad_timestamp", "api", instant(YESTERDAY, 16)) for _ in range(3)),
            _reject(3, "too_few_fields", "web", instant(TODAY, 11)),
        ],
        "anomaly_alerts": [
            _alert(
                "1", "error_spike", "api", "critical", state="open", at=instant(TODAY, 9), observed=100, expected=20.0
            ),
            _alert("2", "new_pattern", "web", "high", state="open", at=instant(TODAY, 11), observed=12, expected=0.0),
            _alert(
                "3", "silent_service", "pay", "high", state="ended", at=instant(YESTERDAY, 2), observed=0, expected=40.0
            ),
            _alert(
                "4", "error_spike", "db", "medium", state="ended", at=instant(LAST_FRIDAY, 12), observed=4, expected=0.5
            ),
        ],
    }


def _failures() -> dict[str, list[Row]]:
    """Failures of three days, of which one is over, and a source that is denied."""
    shared = {"facts": [], "sources": ["azure-monitor", "databricks-runs"], "reports": 2, "batch_id": 1}
    at = instant(TODAY, 9)
    failed = {
        "event_id": "ev-1",
        "event_key": "databricks-run/1/7",
        "kind": "run",
        "state": "failed",
        "happened_at": at,
        "occurred_on": TODAY,
        "job_name": "nightly",
        "message": "Cluster was terminated",
        "first_reported_at": at,
        "last_reported_at": at,
    }
    over = failed | {"event_id": "ev-2", "state": "recovered", "message": "slow", "recovered_at": instant(TODAY, 10)}
    run = _failed_before("ev-3", "run", instant(YESTERDAY, 4), "databricks-runs") | {
        "workspace_id": "1",
        "job_id": "j7",
        "job_name": "nightly",
        "run_id": "r4",
        "message": "disk 7 is full",
        "error_code": "DB-2",
        "template_hash": FULL,
    }
    statement = _failed_before("ev-4", "statement", instant(YESTERDAY, 15), "system.query.history") | {
        "workspace_id": "1",
        "statement_id": "s4",
        "service": "reports",
        "message": "answer took 30000 ms",
    }
    alert = _failed_before("ev-5", "alert", instant(LAST_FRIDAY, 12), "azure-monitor") | {
        "severity": "Sev1",
        "title": "CPU above 90 %",
    }
    denied = {
        "source": "databricks-runs",
        "scope": "",
        **dict.fromkeys(("started_at", "ended_at", "from_at", "to_at"), at),
        **dict.fromkeys(("requests", "rows_read", "envelopes"), 0),
        "outcome": "denied",
        "detail": "no right to list runs",
        "run_id": "1",
    }
    return {
        "failure_events": [shared | row for row in (failed, over)] + [run, statement, alert],
        "source_polls": [denied],
    }


def _incidents() -> dict[str, list[Row]]:
    """Three incidents: an open one, an acknowledged one of a statement that the bill has, one that is over."""
    asked, over = instant(YESTERDAY, 15), instant(LAST_FRIDAY, 12)
    slow = "inc-0000000000000002"
    return {
        "incidents": [
            incident("inc-0000000000000001", title="nightly: Cluster was terminated", severity="critical",
                     service="nightly", owner="data", occurrence_count=2, opened_at=instant(TODAY, 9),
                     rule="failed_runs"),
            incident(slow, title="reports: answer took 30000 ms", severity="high", service="reports", owner="bi",
                     state="acknowledged", acknowledged_at=instant(YESTERDAY, 16), opened_at=asked, rule="slow",
                     fingerprint="fp1:slow"),
            incident("inc-0000000000000003", title="CPU above 90 %", state="resolved", resolved_by="recovered",
                     opened_at=over, resolved_at=instant(LAST_FRIDAY, 14), rule="alerts"),
            incident("inc-0000000000000004", title="nightly: disk 7 is full", severity="high", service="nightly",
                     opened_at=instant(YESTERDAY, 4), is_muted=True, rule="failed_runs"),
        ],
        "incident_journal": [
            entry(1, slow, "opened", asked, fingerprint="fp1:slow"),
            entry(2, slow, "occurred", asked, events=1, fingerprint="fp1:slow"),
        ],
        "rule_matches": [match("m-1", asked, event_id="ev-4", fingerprint="fp1:slow", rule="slow")],
    }  # fmt: skip


def _failed_before(event: str, kind: str, at: datetime, source: str) -> Row:
    return {
        "event_id": event,
        "event_key": event,
        "kind": kind,
        "state": "failed",
        "happened_at": at,
        "occurred_on": at.date(),
        "facts": [],
        "sources": [source],
        "reports": 1,
        "first_reported_at": at,
        "last_reported_at": at,
        "batch_id": 1,
    }


def _counted(day: date, hour: int, template: str, severity: str, count: int) -> Row:
    service, code, _ = TEMPLATES[template]
    batch = {TODAY: 3, YESTERDAY: 2}.get(day, 1)
    return {
        "hour": instant(day, hour),
        "service": service,
        "environment": "prod",
        "severity": severity,
        "error_code": code,
        "template_hash": template,
        "occurrence_count": count,
        "first_occurrence": instant(day, hour),
        "last_occurrence": instant(day, hour, 30),
        "batch_id": batch,
    }


def _by_file(row: Row) -> Row:
    rest = {name: value for name, value in row.items() if name not in ("hour", "template_hash")}
    return rest | {"day": row["hour"].date(), "file_path": FILES[row["service"]]}


def _template(name: str, service: str, code: str, text: str) -> Row:
    first = next(what for what in OCCURRED if what[2] == name)
    return {
        "template_hash": name,
        "service": service,
        "error_code": code,
        "template": text,
        "severity": first[3],
        "example_timestamp": instant(first[0], first[1]),
        "example_event_id": name,
        "example_message": text.replace("<*>", "7"),
        "batch_id": 1,
    }


def _mapped(name: str, service: str, code: str, text: str, counts: list[Row]) -> Row:
    own = [row for row in counts if row["template_hash"] == name]
    return {
        "template_hash": name,
        "pattern_id": name,
        "pattern": text,
        "reason": "itself",
        "service": service,
        "error_code": code,
        "template": text,
        "first_seen": min(row["first_occurrence"] for row in own),
        "last_seen": max(row["last_occurrence"] for row in own),
        "through_batch": 3,
    }


def _batch(number: int) -> Row:
    return {
        "batch_id": number,
        "kind": "ingest",
        "stream_id": "s",
        "stream_batch_id": number,
        "files": [],
        "by_name": False,
        "began_at": NOW,
    }


def _ledger(number: int, file: str, day: date, hour: int, *, parsed: int, rejected: int) -> Row:
    lines = 2 + parsed + rejected
    return {
        "batch_id": number,
        "source_file": file,
        "entry": "ingest",
        "file_bytes": 100 * lines + lines,
        "line_bytes": 100 * lines,
        "file_modified_at": instant(day, hour),
        "compressed": False,
        "lines": lines,
        "headers": 2,
        "parsed": parsed,
        "rejected": rejected,
        "first_occurrence": instant(day, 0),
        "last_occurrence": instant(day, hour),
        "recorded_at": instant(day, hour, 5),
    }


def _reject(number: int, reason: str, service: str, at: datetime) -> Row:
    return {"batch_id": number, "reason": reason, "service": service, "source_file": "b.log", "rejected_at": at}


def _alert(
    name: str, kind: str, service: str, severity: str, *, state: str, at: datetime, observed: int, expected: float
) -> Row:
    return {
        "alert_id": name,
        "anomaly_type": kind,
        "service": service,
        "environment": "prod",
        "severity": "all" if kind == "silent_service" else "Error",
        "alert_severity": severity,
        "state": state,
        "started_at": at,
        "ended_at": None if state == "open" else at + timedelta(hours=1),
        "observed": observed,
        "expected": expected,
        "description": f"{kind} of {service}",
        "last_hour": at,
        "peak_hour": at,
        "detected_at": at + timedelta(hours=1),
        "updated_at": at + timedelta(hours=1),
    }


class Spent(NamedTuple):
    """A line of the bill: money for work, idle time and nobody; units; hours that may still change."""

    day: date
    workspace: str
    product: str
    resource: str
    who: str
    direct: str
    idle: str
    rest: str
    units: str
    late: int = 0
    currency: str = "USD"


class Ran(NamedTuple):
    """A statement: how long it took, money for its work, and its share of idle time."""

    day: date
    workspace: str
    warehouse: str
    name: str
    who: str
    ms: int
    direct: str
    idle: str
    more: Mapping[str, Any]


SPENT = (
    Spent(WEEK_BEFORE, "1", "SQL", "w1", "ada@example.com", "10", "4", "0", "20"),
    Spent(LAST_TUESDAY, "1", "SQL", "w1", "ada@example.com", "15", "6", "0", "30"),
    Spent(LAST_THURSDAY, "2", "JOBS", "j7", "nightly-etl", "6", "0", "0", "40"),
    Spent(YESTERDAY, "1", "SQL", "w1", "ada@example.com", "4", "2", "1", "10"),
    Spent(YESTERDAY, "1", "JOBS", "j7", "nightly-etl", "3", "0", "0", "20"),
    Spent(YESTERDAY, "2", "SQL", "w2", "ben@example.com", "1.5", "2", "0", "5"),
    Spent(YESTERDAY, "3", "SQL", "w3", "eva@example.com", "1.4", "0", "0", "2", currency="EUR"),
    Spent(TODAY, "1", "SQL", "w1", "ada@example.com", "2", "0.8", "0", "4", 3),
)
RAN = (
    Ran(LAST_TUESDAY, "1", "w1", "s1", "ada@example.com", 9_000, "9", "3.6", {"dashboard_id": "d1"}),
    Ran(LAST_TUESDAY, "1", "w1", "s2", "chen@example.com", 6_000, "6", "2.4", {"shape": "join"}),
    Ran(YESTERDAY, "1", "w1", "s3", "ada@example.com", 3_000, "3", "1.5", {"spilled_local_bytes": 5_000_000}),
    Ran(YESTERDAY, "1", "w1", "s4", "chen@example.com", 1_000, "1", "0.5", {"execution_status": "FAILED"}),
    Ran(YESTERDAY, "2", "w2", "s5", "ben@example.com", 1_500, "1.5", "2", {"shape": "join"}),
    Ran(YESTERDAY, "2", "w2", "s6", "ben@example.com", 10, "0", "0", {"from_result_cache": True}),
    Ran(TODAY, "1", "w1", "s7", "ada@example.com", 2_000, "2", "0.8", {"waiting_at_capacity_ms": 700}),
    Ran(TODAY, "1", "w1", "s8", "chen@example.com", 900, "0", "0", {"waiting_for_compute_ms": 300}),
)


def _bill() -> dict[str, list[Row]]:
    spent = [_spent(line) for line in SPENT]
    return {
        "cost_daily": spent,
        "cost_ledger": [_in_ledger(row) for row in spent],
        "query_statements": [_statement(ran) for ran in RAN],
        "query_cost": [*(_statement_cost(ran) for ran in RAN), *_residuals()],
        "warehouse_hours": [
            _hour(YESTERDAY, 9, "1", "w1", "Reports", running=3_600, busy=900),
            _hour(YESTERDAY, 10, "1", "w1", "Reports", running=1_800, busy=450),
            _hour(YESTERDAY, 9, "2", "w2", "Ad hoc", running=3_600, busy=1_800),
        ],
        "job_run_cost": [
            _attempt(LAST_THURSDAY, "r1", 1, "FAILED", "2"),
            _attempt(LAST_THURSDAY, "r2", 2, "SUCCEEDED", "4"),
            _attempt(YESTERDAY, "r3", 1, "SUCCEEDED", "3"),
        ],
        "query_daily": [
            _statements_of(YESTERDAY, "1", "w1", statements=2, failed=1, spilling=1, p95=3_000),
            _statements_of(YESTERDAY, "2", "w2", statements=2, failed=0, spilling=0, p95=1_500),
        ],
        # All of yesterday's SQL in workspace 1 is of the team search, as half of workspace 2's is of shop.
        "cost_tags": [
            _tagged("team", "search", "1", "7", "10"),
            _tagged("team", "shop", "2", "1.75", "2.5"),
            _tagged("<ANY>", "<TAGGED>", "1", "7", "10"),
            _tagged("<ANY>", "<TAGGED>", "2", "1.75", "2.5"),
        ],
        "optimization_opportunities": [
            _opportunity("idle_warehouse", "IDLE_WAREHOUSE", "CRITICAL", saving="3.5"),
            _opportunity(
                "select_all", "SELECT_ALL_OPTIMIZATION", "WARN", saving="0.5", query_id="s3", subject_id="scan"
            ),
            _opportunity("long_running", "LONG_RUNNING_QUERY", "OK"),
            _opportunity("unused_machines", "CLUSTER_RIGHT_SIZING", "NOT_ASSESSED"),
        ],
        "cost_forecast": [
            _forecast(5, "14", "11", "17"),
            _forecast(6, "15", "12", "18"),
        ],
        "budget_status": [
            _budget("", "ACCOUNT", "<ALL>", actual="16.3", expected="380", status="OK"),
            _budget("search", "TAG", "team=search", actual="7", budget="5", expected="190", status="CRITICAL"),
            _budget("shop", "TAG", "team=shop", actual="1.75", budget="40", expected="50", status="WARN"),
            _budget("search", "TAG", "team=search", actual="9", budget="5", month=date(2026, 1, 1), status="CRITICAL"),
        ],
        "failure_cost": [
            _failure("r1", LAST_THURSDAY, "2", template=FULL),
            _failure("r4", YESTERDAY, "1", template=None),
        ],
        "system_table_checks": [
            _table_check("billing.usage", "readable", "ASSESSED", 100, None),
            _table_check("compute.node_timeline", "denied", "NOT_ASSESSED", None, "use of machines"),
            _table_check("lakeflow.pipelines", "readable", "EMPTY", 0, "names of pipelines"),
        ],
    }


def _spent(line: Spent) -> Row:
    parts = {"direct_amount": line.direct, "idle_amount": line.idle, "unattributed_amount": line.rest}
    amounts = {name: Decimal(text) for name, text in parts.items()}
    return {
        "usage_date": line.day,
        "workspace_id": line.workspace,
        "cloud": "AWS",
        "billing_origin_product": line.product,
        "sku_name": f"{line.product}_COMPUTE",
        "resource_kind": "WAREHOUSE" if line.product == "SQL" else "JOB",
        "resource_id": line.resource,
        "identity": line.who,
        "usage_unit": "DBU",
        "record_count": 1,
        "billed_quantity": Decimal(line.units),
        "allocated_quantity": Decimal(line.units),
        "currency_code": line.currency,
        "billed_amount": sum(amounts.values(), Decimal(0)),
        **amounts,
        "provisional_hours": line.late,
    }


def _in_ledger(row: Row) -> Row:
    kind = "JOB_RUN" if row["resource_kind"] == "JOB" else row["resource_kind"]
    return row | {
        "hour": instant(row["usage_date"], 9),
        "resource_kind": kind,
        "cost_basis": "list",
        "provisional": row["provisional_hours"] > 0,
    }


def _statement(ran: Ran) -> Row:
    return {
        "usage_date": ran.day,
        "workspace_id": ran.workspace,
        "statement_id": ran.name,
        "executed_by": ran.who,
        "execution_status": "FINISHED",
        "compute_type": "WAREHOUSE",
        "warehouse_id": ran.warehouse,
        "statement_text": f"SELECT {ran.name}",
        "shape": "scan",
        "statement_type": "SELECT",
        "started_at": instant(ran.day, 9),
        "ended_at": instant(ran.day, 9) + timedelta(milliseconds=ran.ms),
        "total_duration_ms": ran.ms,
        "waiting_for_compute_ms": 0,
        "waiting_at_capacity_ms": 0,
        "spilled_local_bytes": 0,
        "read_bytes": 1_000,
        "from_result_cache": False,
        **ran.more,
    }


def _statement_cost(ran: Ran) -> Row:
    return _shared(ran.day, ran.workspace, ran.warehouse, "STATEMENT") | {
        "statement_id": ran.name,
        "executed_by": ran.who,
        "direct_quantity": Decimal(ran.direct),
        "idle_quantity": Decimal(ran.idle),
        "direct_cost": Decimal(ran.direct),
        "idle_cost": Decimal(ran.idle),
        "loaded_cost": Decimal(ran.direct) + Decimal(ran.idle),
        "residual_cost": Decimal(0),
        "attribution_method": "work_share",
    }


def _residuals() -> list[Row]:
    """What the warehouses' hours leave over: all their idle and unattributed money."""
    return [
        _shared(line.day, line.workspace, line.resource, kind) | {"residual_cost": Decimal(money)}
        for line in SPENT
        for kind, money in (("IDLE", line.idle), ("UNATTRIBUTED", line.rest))
        if line.product == "SQL" and line.day != WEEK_BEFORE and Decimal(money)
    ]


def _shared(day: date, workspace: str, warehouse: str, kind: str) -> Row:
    return {
        "usage_date": day,
        "hour": instant(day, 9),
        "workspace_id": workspace,
        "warehouse_id": warehouse,
        "row_kind": kind,
        "sku_name": "SQL_COMPUTE",
        "usage_unit": "DBU",
        "currency_code": "USD",
        "cost_basis": "list",
        "direct_cost": Decimal(0),
        "idle_cost": Decimal(0),
        "provisional": day == TODAY,
    }


def _hour(day: date, hour: int, workspace: str, warehouse: str, name: str, *, running: int, busy: int) -> Row:
    return {
        "usage_date": day,
        "hour": instant(day, hour),
        "workspace_id": workspace,
        "warehouse_id": warehouse,
        "warehouse_name": name,
        "statement_count": 2,
        "running_ms": running * 1_000,
        "busy_ms": busy * 1_000,
        "idle_basis": "events",
    }


def _attempt(day: date, run: str, attempt: int, state: str, cost: str) -> Row:
    return {
        "usage_date": day,
        "workspace_id": "2" if day == LAST_THURSDAY else "1",
        "job_id": "j7",
        "job_name": "nightly",
        "job_run_id": run,
        "task_key": "load",
        "task_run_id": f"{run}-{attempt}",
        "attempt": attempt,
        "result_state": state,
        "usage_unit": "DBU",
        "quantity": Decimal(cost),
        "currency_code": "USD",
        "cost": Decimal(cost),
    }


def _table_check(name: str, readability: str, assessment: str, rows: int | None, without: str | None) -> Row:
    return {
        "computed_at": instant(TODAY, 6),
        "system_table": name,
        "readability": readability,
        "rows_read": rows,
        "newest_at": instant(TODAY, 2) if rows else None,
        "latency_hours": 12,
        "assessment": assessment,
        "not_assessed": without,
        "days_computed": 2,
    }


def _statements_of(
    day: date, workspace: str, warehouse: str, *, statements: int, failed: int, spilling: int, p95: int
) -> Row:
    return {
        "usage_date": day,
        "workspace_id": workspace,
        "warehouse_id": warehouse,
        "statement_count": statements,
        "user_count": 1,
        "failed_count": failed,
        "spilling_count": spilling,
        "p50_duration_ms": p95 // 2,
        "p95_duration_ms": p95,
    }


def _tagged(key: str, value: str, workspace: str, amount: str, units: str) -> Row:
    return {
        "usage_date": YESTERDAY,
        "workspace_id": workspace,
        "billing_origin_product": "SQL",
        "tag_key": key,
        "tag_value": value,
        "usage_unit": "DBU",
        "record_count": 1,
        "billed_quantity": Decimal(units),
        "currency_code": "USD",
        "billed_amount": Decimal(amount),
    }


def _opportunity(rule: str, kind: str, status: str, saving: str | None = None, **more: Any) -> Row:
    found = {
        "workspace_id": "1",
        "resource_kind": "WAREHOUSE",
        "resource_id": "w1",
        "resource_name": "Reports",
        "subject_id": "w1",
        "evidence": f"evidence of {rule}",
        "guidance": f"guidance of {rule}",
        "currency_code": "USD",
        "resource_cost": Decimal(30),
    }
    return {
        "rule": rule,
        "optimization_type": kind,
        "status": status,
        "reason": "compute.node_timeline is denied" if status == "NOT_ASSESSED" else None,
        "measure": "share",
        "estimated_saving": saving and Decimal(saving),
        "assessed_from": LAST_TUESDAY,
        "assessed_through": YESTERDAY,
        **(found if saving else {}),
        **more,
    }


def _forecast(day: int, expected: str, low: str, high: str) -> Row:
    return {
        "scope_type": "ACCOUNT",
        "scope_value": "<ALL>",
        "currency_code": "USD",
        "usage_date": date(2026, 2, day),
        "expected_amount": Decimal(expected),
        "low_amount": Decimal(low),
        "high_amount": Decimal(high),
        "history_days": 15,
        "history_through": YESTERDAY,
    }


def _budget(
    name: str,
    kind: str,
    scope: str,
    *,
    actual: str,
    status: str,
    budget: str | None = None,
    expected: str | None = None,
    month: date = date(2026, 2, 1),
) -> Row:
    return {
        "month": month,
        "budget": name,
        "scope_type": kind,
        "scope_value": scope,
        "currency_code": "USD",
        "budget_amount": budget and Decimal(budget),
        "actual_amount": Decimal(actual),
        "actual_through": TODAY,
        "expected_amount": expected and Decimal(expected),
        "status": status,
    }


def _failure(run: str, day: date, cost: str, *, template: str | None) -> Row:
    return {
        "usage_date": day,
        "failure_kind": "RUN",
        "workspace_id": "2",
        "job_id": "j7",
        "job_run_id": run,
        "task_run_id": f"{run}-1",
        "currency_code": "USD",
        "cost": Decimal(cost),
        "matched_by": "RUN_ID" if template else None,
        "severity": "Error" if template else None,
        "template_hash": template,
    }
