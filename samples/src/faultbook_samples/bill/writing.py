"""Makes the account's system tables as rows, and writes them as Delta tables with the platform's schemas."""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from faultbook.errors import MissingDependency
from faultbook_samples.bill.arrow_types import arrow_schema
from faultbook_samples.bill.billing import corrections, other_usage, warehouse_usage
from faultbook_samples.bill.estate import (
    ACCOUNT,
    DEV,
    JOBS,
    PEOPLE,
    PROD,
    WAREHOUSES,
    WORKSPACES,
    Price,
    Warehouse,
    prices,
)
from faultbook_samples.bill.options import AccountOptions
from faultbook_samples.bill.runs import Runs, make_runs
from faultbook_samples.bill.schemas import SCHEMAS
from faultbook_samples.bill.statements import Running, odd_statements, warehouse_life
from faultbook_samples.bill.truth import Truth, truth_of

Row = dict[str, Any]
MANIFEST = "_truth.json"
PRICE_CHANGE_AFTER = timedelta(days=3)
USAGE_LATENESS = timedelta(hours=5)
HISTORY_LATENESS = timedelta(hours=1)
EVENT_LATENESS = timedelta(hours=2)


@dataclass(frozen=True)
class Account:
    """Rows by system table, in the order in which they were made, and the truth about them."""

    options: AccountOptions
    tables: dict[str, list[Row]]
    truth: Truth


def make_account(options: AccountOptions) -> Account:
    """The account as its system tables show it at `options.as_of`: late rows are not in it yet."""
    dice = random.Random(options.seed)
    lives = {}
    for warehouse in WAREHOUSES:
        given = list(odd_statements(warehouse, options)) if warehouse.name == "bi" else []
        lives[warehouse] = warehouse_life(warehouse, options, random.Random(dice.random()), given)
    runs = make_runs(options, random.Random(dice.random()))
    listed = prices(options.start, options.start + PRICE_CHANGE_AFTER)
    usage = _usage(options, lives, runs)
    statements = [row for rows, _ in lives.values() for row in rows] + runs.statements
    visible = [row for row in statements if (row["end_time"] or row["update_time"]) <= options.as_of - HISTORY_LATENESS]
    until = options.as_of
    tables: dict[str, list[Row]] = {
        "billing.usage": usage,
        "billing.list_prices": [_price_row(price) for price in listed],
        "billing.attributed_usage": _attributed(visible, options),
        "query.history": visible,
        "compute.warehouses": [row for warehouse in WAREHOUSES for row in _settings(warehouse, options)],
        "compute.warehouse_events": [
            row
            for _, running in lives.values()
            for row in running.events
            if row["event_time"] <= until - EVENT_LATENESS
        ],
        "compute.clusters": [_cluster(options)],
        "compute.node_types": [
            {"account_id": ACCOUNT, "node_type": "i3.xlarge", "core_count": 4.0, "memory_mb": 31_232, "gpu_count": 0}
        ],
        "lakeflow.jobs": [row for job in JOBS for row in _job_rows(job, options)],
        "lakeflow.job_run_timeline": [row for row in runs.jobs if row["period_end_time"] <= until],
        "lakeflow.job_task_run_timeline": [row for row in runs.tasks if row["period_end_time"] <= until],
        "access.workspaces_latest": [
            {"account_id": ACCOUNT, "workspace_id": one.workspace_id, "workspace_name": one.name, "status": "RUNNING"}
            for one in WORKSPACES
        ],
    }
    count = len({(row["workspace_id"], row["statement_id"]) for row in visible})
    return Account(options, tables, truth_of(usage, listed, count))


def write_account(folder: Path, options: AccountOptions) -> Account:
    """Writes the tables below `folder`/<schema>/<table> and the truth beside them; what was there is replaced.

    MissingDependency where the writer of Delta tables is not installed.
    """
    try:
        from deltalake import write_deltalake  # noqa: PLC0415  (an extra)
    except ImportError as missing:
        raise MissingDependency("deltalake is not installed. Fix: pip install 'faultbook[demo]'.") from missing
    account = make_account(options)
    for name, rows in account.tables.items():
        where = folder.joinpath(*name.split("."))
        where.mkdir(parents=True, exist_ok=True)
        write_deltalake(str(where), arrow_rows(name, rows), mode="overwrite", schema_mode="overwrite")
    truth = {"seed": options.seed, "as_of": options.as_of.isoformat(), **account.truth.described()}
    (folder / MANIFEST).write_text(json.dumps(truth, indent=2) + "\n", encoding="utf-8")
    return account


def arrow_rows(name: str, rows: Sequence[Row]) -> pa.Table:
    """Rows of a system table in its schema; a column or field that a row does not name is NULL."""
    schema = arrow_schema(SCHEMAS[name])
    return pa.Table.from_pydict({field.name: _values(rows, field) for field in schema}, schema=schema)


def _values(rows: Sequence[Row], field: pa.Field) -> pa.Array:
    values = [row.get(field.name) for row in rows]
    if pa.types.is_map(field.type):
        values = [None if value is None else list(value.items()) for value in values]
    return pa.array(values, type=field.type)


def _usage(options: AccountOptions, lives: dict[Warehouse, tuple[list[Row], Running]], runs: Runs) -> list[Row]:
    visible = [
        row for warehouse, (_, running) in lives.items() for row in warehouse_usage(warehouse, running.spans, options)
    ]
    visible += [*runs.usage, *other_usage(options)]
    visible += corrections(visible, options)
    arrived = options.as_of - USAGE_LATENESS
    return [row for row in visible if row["usage_end_time"] <= arrived and row["ingestion_date"] <= arrived.date()]


def _attributed(visible: Sequence[Row], options: AccountOptions) -> list[Row]:
    """The platform's own split of one warehouse from the second day on; in one hour it exceeds what is billed."""
    dev = next(warehouse for warehouse in WAREHOUSES if warehouse.splits_natively)
    begin = options.start + timedelta(days=1)
    rows = []
    for row in visible:
        if row["compute"].get("warehouse_id") != dev.warehouse_id or row["start_time"] < begin:
            continue
        quantity = Decimal(row["total_task_duration_ms"] or 0) / Decimal(4_000_000)
        rows.append(_attributed_row(row, dev, quantity.quantize(Decimal(1).scaleb(-18))))
    if rows:
        rows[len(rows) // 2]["active_usage_quantity"] = Decimal(40)
    return rows


def _attributed_row(statement: Row, warehouse: Warehouse, quantity: Decimal) -> Row:
    return {
        "record_id": f"a-{statement['statement_id']}",
        "usage_metadata": {
            "dbsql_statement_id": statement["statement_id"],
            "warehouse_id": warehouse.warehouse_id,
            "client_application": statement["client_application"],
        },
        "identity_metadata": {"executed_by": statement["executed_by"]},
        "start_time": statement["start_time"],
        "end_time": statement["end_time"],
        "usage_date": statement["start_time"].date(),
        "usage_unit": "DBU",
        "active_usage_quantity": quantity,
        "account_id": ACCOUNT,
        "workspace_id": statement["workspace_id"],
        "sku_name": warehouse.sku,
        "cloud": warehouse.workspace.cloud,
        "billing_origin_product": "SQL",
    }


def _price_row(price: Price) -> Row:
    return {
        "account_id": ACCOUNT,
        "price_start_time": price.since,
        "price_end_time": price.until,
        "sku_name": price.sku,
        "cloud": price.cloud,
        "currency_code": price.currency,
        "usage_unit": price.unit,
        "pricing": {
            "default": price.amount,
            "promotional": {"default": None},
            "effective_list": {"default": price.amount},
        },
    }


def _settings(warehouse: Warehouse, options: AccountOptions) -> list[Row]:
    row = {
        "warehouse_id": warehouse.warehouse_id,
        "workspace_id": warehouse.workspace.workspace_id,
        "account_id": ACCOUNT,
        "warehouse_name": warehouse.name,
        "warehouse_type": warehouse.kind,
        "warehouse_channel": "CURRENT",
        "warehouse_size": warehouse.size,
        "min_clusters": 1,
        "max_clusters": 3 if warehouse.scales else 1,
        "auto_stop_minutes": warehouse.auto_stop_minutes,
        "change_time": options.start - timedelta(days=60),
        "delete_time": None,
    }
    if warehouse.name != "dev":
        return [row]
    renamed = {"warehouse_name": "dev-shared", "change_time": options.start + timedelta(days=2)}
    return [row, row | renamed]


def _job_rows(job: Any, options: AccountOptions) -> list[Row]:
    row = {
        "account_id": ACCOUNT,
        "workspace_id": job.workspace.workspace_id,
        "job_id": job.job_id,
        "name": job.name,
        "creator_id": "101",
        "run_as": job.run_as,
        "change_time": options.start - timedelta(days=90),
        "delete_time": None,
    }
    if job.workspace is not DEV:
        return [row]
    gone = options.start + timedelta(days=options.days)
    return [row, row | {"change_time": gone, "delete_time": gone}]


def _cluster(options: AccountOptions) -> Row:
    return {
        "account_id": ACCOUNT,
        "workspace_id": PROD.workspace_id,
        "cluster_id": "0202-090000-abcd",
        "cluster_name": "shared",
        "owned_by": PEOPLE[5],
        "driver_node_type": "i3.xlarge",
        "worker_node_type": "i3.xlarge",
        "worker_count": 4,
        "auto_termination_minutes": 120,
        "cluster_source": "UI",
        "dbr_version": "15.4.x-scala2.12",
        "change_time": options.start - timedelta(days=20),
    }
