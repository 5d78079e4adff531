"""Statements of the warehouses, and when each warehouse ran for them."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from faultbook_samples.bill.estate import ACCOUNT, ETL, PEOPLE, Warehouse
from faultbook_samples.bill.options import AccountOptions

Row = dict[str, Any]

# Text, kind, usual seconds, usual parallel tasks, weight.
SHAPES = (
    ("SELECT region, sum(amount) FROM sales.orders WHERE day >= '{day}' GROUP BY region", "SELECT", 6, 8, 30),
    ("SELECT * FROM sales.orders WHERE customer_id = {number}", "SELECT", 3, 4, 22),
    ("SELECT * FROM web.events ORDER BY event_time", "SELECT", 95, 24, 3),
    ("SELECT count(*) FROM web.events e JOIN sales.orders o ON e.user_id = o.customer_id", "SELECT", 60, 32, 4),
    (
        "MERGE INTO marts.customers c USING staging.customers s ON c.id = s.id WHEN MATCHED THEN UPDATE SET *",
        "MERGE",
        140,
        40,
        6,
    ),
    (
        "INSERT INTO marts.daily_sales SELECT day, sum(amount) FROM sales.orders WHERE day = '{day}' GROUP BY day",
        "INSERT",
        45,
        20,
        7,
    ),
    ("SELECT product, rank() OVER (ORDER BY revenue DESC) FROM marts.products LIMIT {number}", "SELECT", 9, 10, 12),
    ("SHOW TABLES IN sales", "SHOW", 0, 0, 6),
    (
        "CREATE OR REPLACE TABLE marts.cohorts AS SELECT * FROM web.events JOIN marts.customers USING (user_id)",
        "CREATE",
        620,
        48,
        1,
    ),
    ("SELECT status FROM ops.health -- token=dapi0123456789abcdef0123456789abcdef", "SELECT", 1, 2, 5),
)
APPS = ("Databricks SQL Dashboard", "Databricks SQL Editor", "Power BI", "dbt", "Genie")
HOURLY = (1, 1, 1, 1, 1, 2, 3, 6, 10, 12, 12, 11, 9, 11, 12, 11, 9, 7, 5, 4, 3, 2, 2, 1)


@dataclass
class Running:
    """When a warehouse ran: (from, to, clusters), and the events that report it."""

    spans: list[tuple[datetime, datetime, int]] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)


def warehouse_life(
    warehouse: Warehouse, options: AccountOptions, dice: random.Random, given: Sequence[Row] = ()
) -> tuple[list[Row], Running]:
    """Statements of a warehouse and its running times, in the order of their times, with the `given` ones."""
    if warehouse.auto_stop_minutes is None:
        began = options.start - timedelta(days=30)
        return [], Running([(began, options.as_of, 1)], [_event(warehouse, "RUNNING", 1, began)])
    own = ((arrival, number, None) for number, arrival in enumerate(_arrivals(warehouse, options, dice)))
    arrivals = sorted(
        [*own, *((row["start_time"], -1 - at, row) for at, row in enumerate(given))], key=lambda one: one[:2]
    )
    running, rows = Running(), []
    up_since: datetime | None = None
    quiet_at = options.start
    idle = timedelta(minutes=warehouse.auto_stop_minutes)
    for arrival, number, ready in arrivals:
        wait = timedelta(0)
        if up_since is None or arrival > quiet_at + idle:
            if up_since is not None:
                _stop(warehouse, running, up_since, quiet_at + idle, dice)
            wait = timedelta(seconds=0 if ready else warehouse.start_seconds)
            running.events.append(_event(warehouse, "STARTING", 0, arrival))
            up_since, quiet_at = arrival + wait, arrival + wait
            running.events.append(_event(warehouse, "RUNNING", 1, up_since))
        rows.append(ready or _statement(warehouse, number, arrival, wait, dice))
        quiet_at = max(quiet_at, rows[-1]["end_time"] or arrival)
    if up_since is not None:
        _stop(warehouse, running, up_since, min(quiet_at + idle, options.as_of), dice)
    if not warehouse.tells_events:
        running.events.clear()
    return rows, running


def odd_statements(warehouse: Warehouse, options: AccountOptions) -> Iterator[Row]:
    """One of each kind that a naive join gets wrong: at full hours, over midnight, without work, without numbers."""
    noon = options.start + timedelta(days=1, hours=12)
    midnight = options.start + timedelta(days=2)

    def row(name: str, start: datetime, seconds: float, work_ms: int | None, **more: Any) -> Row:
        end = start + timedelta(seconds=seconds)
        return _row(warehouse, f"odd-{name}", start, end, work_ms) | more

    yield row("ends-at-full-hour", noon - timedelta(seconds=30), 30, 90_000)
    yield row("starts-at-full-hour", noon, 20, 60_000)
    yield row("over-four-hours", noon + timedelta(minutes=20), 3 * 3600 + 1500, 7_000_000)
    yield row("over-midnight", midnight - timedelta(minutes=12), 1800, 4_000_000)
    yield row("cached", noon + timedelta(minutes=3), 1, 5_000, from_result_cache=True)
    yield row("no-work", noon + timedelta(minutes=4), 2, 0)
    yield row(
        "no-numbers",
        noon + timedelta(minutes=5),
        8,
        None,
        execution_duration_ms=None,
        total_duration_ms=None,
        compilation_duration_ms=None,
        waiting_at_capacity_duration_ms=None,
        waiting_for_compute_duration_ms=None,
    )
    yield row("no-tasks-told", noon + timedelta(minutes=6), 8, None)
    yield row("without-length", noon + timedelta(minutes=7), 0, 4_000)
    yield row("canceled", noon + timedelta(minutes=8), 40, 80_000, execution_status="CANCELED")
    yield row(
        "failed",
        noon + timedelta(minutes=9),
        25,
        50_000,
        execution_status="FAILED",
        error_message="[DIVIDE_BY_ZERO] Division by zero.",
    )
    yield row("masked", noon + timedelta(minutes=10), 5, 9_000, statement_text="<REDACTED>")
    twice = row("told-twice", noon + timedelta(minutes=11), 30, 70_000)
    yield twice
    yield twice | {
        "update_time": twice["start_time"],
        "end_time": None,
        "total_task_duration_ms": None,
        "execution_status": "FINISHED",
    }


def serverless_statement(workspace_id: str, job_id: str, run_id: str, at: datetime) -> Row:
    """A statement of a serverless job: the bill names its run, not the statement."""
    source = {"job_info": {"job_id": job_id, "job_run_id": run_id, "job_task_run_id": None}}
    row = _base(f"job-{run_id}", workspace_id, at, at + timedelta(seconds=30), 60_000)
    return row | {
        "compute": {"type": "SERVERLESS_COMPUTE", "cluster_id": None, "warehouse_id": None},
        "query_source": source,
        "executed_by": ETL,
        "waiting_for_compute_duration_ms": None,
    }


def _arrivals(warehouse: Warehouse, options: AccountOptions, dice: random.Random) -> Iterator[datetime]:
    seconds = int((options.as_of - options.start).total_seconds())
    wanted = round(options.statements * warehouse.share * seconds / 86_400)
    most = max(HOURLY)
    while wanted > 0:
        at = options.start + timedelta(seconds=dice.randrange(seconds), milliseconds=dice.randrange(1000))
        weekend = 0.3 if at.weekday() >= 5 else 1.0
        if dice.random() < HOURLY[at.hour] / most * weekend:
            wanted -= 1
            yield at


def _statement(warehouse: Warehouse, number: int, arrival: datetime, wait: timedelta, dice: random.Random) -> Row:
    text, kind, seconds, tasks, _ = dice.choices(SHAPES, weights=[shape[-1] for shape in SHAPES])[0]
    running_ms = int(seconds * 1000 * dice.lognormvariate(0, 0.7)) + dice.randrange(40, 400)
    queue_ms = dice.choice((0, 0, 0, 0, dice.randrange(9000)))
    compile_ms = dice.randrange(30, 900)
    wait_ms = int(wait.total_seconds() * 1000)
    end = arrival + timedelta(milliseconds=wait_ms + queue_ms + compile_ms + running_ms)
    work_ms = int(running_ms * tasks * dice.uniform(0.3, 0.9))
    cached = kind == "SELECT" and dice.random() < 0.05
    status = dice.choices(("FINISHED", "FAILED", "CANCELED"), weights=(95, 4, 1))[0]
    row = _row(warehouse, f"{number:06d}", arrival, end, 0 if cached else work_ms)
    app = dice.choice(APPS)
    return row | {
        "statement_text": text.format(day=arrival.date(), number=dice.randrange(1, 9999)),
        "statement_type": kind,
        "execution_status": status,
        "error_message": "[UNRESOLVED_COLUMN] no such column" if status == "FAILED" else None,
        "executed_by": ETL if kind in {"MERGE", "INSERT", "CREATE"} else dice.choice(PEOPLE),
        "client_application": app,
        "from_result_cache": cached,
        "waiting_for_compute_duration_ms": wait_ms,
        "waiting_at_capacity_duration_ms": queue_ms,
        "compilation_duration_ms": compile_ms,
        "execution_duration_ms": running_ms,
        "total_duration_ms": wait_ms + queue_ms + compile_ms + running_ms,
        "read_bytes": work_ms * dice.randrange(2_000, 90_000),
        "read_rows": work_ms * dice.randrange(10, 900),
        "read_files": work_ms // 400,
        "pruned_files": work_ms // 400 * dice.choice((0, 1, 9)),
        "produced_rows": dice.randrange(1, 5000),
        "read_io_cache_percent": dice.randrange(0, 100),
        "spilled_local_bytes": work_ms * 4000 if seconds > 100 and dice.random() < 0.3 else 0,
        "query_source": _source(app, dice),
    }


def _source(app: str, dice: random.Random) -> Row:
    number = dice.randrange(3)
    return {
        "job_info": {"job_id": None, "job_run_id": None, "job_task_run_id": None},
        "dashboard_id": f"dash-{number}" if app == "Databricks SQL Dashboard" else None,
        "genie_space_id": f"space-{number}" if app == "Genie" else None,
    }


def _row(warehouse: Warehouse, name: str, start: datetime, end: datetime, work_ms: int | None) -> Row:
    workspace = warehouse.workspace.workspace_id
    row = _base(f"{workspace[-2:]}-{warehouse.warehouse_id[-4:]}-{name}", workspace, start, end, work_ms)
    compute = {"type": "WAREHOUSE", "cluster_id": None, "warehouse_id": warehouse.warehouse_id}
    return row | {"compute": compute}


def _base(statement_id: str, workspace_id: str, start: datetime, end: datetime, work_ms: int | None) -> Row:
    length = int((end - start).total_seconds() * 1000)
    return {
        "account_id": ACCOUNT,
        "workspace_id": workspace_id,
        "statement_id": statement_id,
        "executed_by": PEOPLE[0],
        "execution_status": "FINISHED",
        "statement_text": "SELECT 1",
        "statement_type": "SELECT",
        "client_application": APPS[1],
        "total_duration_ms": length,
        "waiting_for_compute_duration_ms": 0,
        "waiting_at_capacity_duration_ms": 0,
        "compilation_duration_ms": 0,
        "execution_duration_ms": length,
        "total_task_duration_ms": work_ms,
        "result_fetch_duration_ms": 5,
        "start_time": start,
        "end_time": end,
        "update_time": end + timedelta(seconds=5),
        "from_result_cache": False,
    }


def _stop(warehouse: Warehouse, running: Running, since: datetime, until: datetime, dice: random.Random) -> None:
    length = until - since
    if warehouse.scales and length > timedelta(minutes=40):
        up, down = since + length / 3, since + length * 2 / 3
        clusters = dice.choice((2, 2, 3))
        running.spans += [(since, up, 1), (up, down, clusters), (down, until, 1)]
        running.events.append(_event(warehouse, "SCALED_UP", clusters, up))
        running.events.append(_event(warehouse, "SCALED_DOWN", 1, down))
    else:
        running.spans.append((since, until, 1))
    running.events.append(_event(warehouse, "STOPPING", 0, until))
    running.events.append(_event(warehouse, "STOPPED", 0, until))


def _event(warehouse: Warehouse, kind: str, clusters: int, at: datetime) -> Row:
    return {
        "account_id": ACCOUNT,
        "workspace_id": warehouse.workspace.workspace_id,
        "warehouse_id": warehouse.warehouse_id,
        "event_type": kind,
        "cluster_count": clusters,
        "event_time": at,
    }
