"""Small accounts as plain rows of system tables, and what the transformations make of them in one go.

A case is an account of its own: its name is in its workspaces' ids, so that many are computed at once.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from faultbook.tables.system import SYSTEM_TABLES
from faultbook.transforms.cost.attributed import attributed_slices
from faultbook.transforms.cost.ledger import cost_ledger
from faultbook.transforms.cost.prices import price_windows
from faultbook.transforms.cost.query_cost import query_cost
from faultbook.transforms.cost.running import running_slices
from faultbook.transforms.cost.statements import latest_statements, with_work, work_slices
from faultbook.transforms.cost.usage import billed_hours
from faultbook.transforms.cost.warehouse_hours import warehouse_hours
from tests.frames import frame

Row = dict[str, Any]
Tables = dict[str, list[Row]]

DAY = datetime(2026, 2, 3, tzinfo=UTC)
UNTIL = DAY + timedelta(days=3)
CLOSED = DAY + timedelta(days=2)
PRICE = Decimal("0.70")


@dataclass(frozen=True)
class Result:
    """Rows of the three tables."""

    hours: list[Row]
    ledger: list[Row]
    queries: list[Row]

    def of(self, workspace: str) -> "Result":
        """The rows of one workspace."""
        return Result(*([row for row in rows if row["workspace_id"] == workspace] for rows in vars(self).values()))

    def sum(self, rows: str, column: str) -> Decimal:
        return sum((row[column] for row in getattr(self, rows) if row[column] is not None), Decimal(0))


def at(hour: float, second: float = 0) -> datetime:
    """An instant of the day of all cases."""
    return DAY + timedelta(hours=hour, seconds=second)


def usage(workspace: str | None, hour: float, quantity: str, **more: Any) -> Row:
    """A record of an hour of the warehouse w."""
    return {
        "record_id": f"{workspace}-{hour}-{quantity}",
        "workspace_id": workspace,
        "sku_name": "SQL",
        "cloud": "AWS",
        "usage_start_time": at(hour),
        "usage_end_time": at(hour + 1),
        "usage_unit": "DBU",
        "usage_quantity": Decimal(quantity),
        "record_type": "ORIGINAL",
        "billing_origin_product": "SQL",
        "warehouse_id": "w",
        **more,
    }


def statement(
    workspace: str, name: str, start: datetime, end: datetime, work_ms: int | None = 1000, **more: Any
) -> Row:
    """A statement of the warehouse w."""
    return {
        "workspace_id": workspace,
        "statement_id": name,
        "executed_by": "ada",
        "compute_type": "WAREHOUSE",
        "warehouse_id": "w",
        "total_task_duration_ms": work_ms,
        "start_time": start,
        "end_time": end,
        "update_time": end,
        **more,
    }


def event(workspace: str, kind: str, clusters: int | None, when: datetime) -> Row:
    """An event of the warehouse w."""
    return {
        "workspace_id": workspace,
        "warehouse_id": "w",
        "event_type": kind,
        "cluster_count": clusters,
        "event_time": when,
    }


def price(sku: str = "SQL", amount: Decimal = PRICE, **more: Any) -> Row:
    """A price that has held since the year before."""
    return {
        "sku_name": sku,
        "cloud": "AWS",
        "usage_unit": "DBU",
        "currency_code": "USD",
        "price_start_time": DAY - timedelta(days=400),
        "price_end_time": None,
        "effective_price": amount,
        **more,
    }


def attributed(workspace: str, name: str, start: datetime, end: datetime, quantity: str) -> Row:
    """The platform's own split of a statement."""
    return {
        "workspace_id": workspace,
        "warehouse_id": "w",
        "statement_id": name,
        "start_time": start,
        "end_time": end,
        "usage_unit": "DBU",
        "active_usage_quantity": Decimal(quantity),
    }


def together(cases: Iterable[Mapping[str, list[Row]]]) -> Tables:
    """Several accounts as one."""
    tables: Tables = {name: [] for name in SYSTEM_TABLES}
    for case in cases:
        for name, rows in case.items():
            tables[name] += rows
    return tables


def frames(tables: Mapping[str, list[Row]]) -> dict[str, DataFrame]:
    """Each system table's leaves as a frame; what a row does not name is NULL."""
    return {name: frame(tables.get(name, []), table.ddl()) for name, table in SYSTEM_TABLES.items()}


STEPS: dict[str, Callable[..., DataFrame]] = {
    step.__name__: step
    for step in (
        *(latest_statements, with_work, work_slices, attributed_slices, running_slices, warehouse_hours),
        *(price_windows, billed_hours, cost_ledger, query_cost),
    )
}
"""The transformations by name, so that a test can take one with a mistake in it."""


def compute(
    spark: SparkSession,
    tables: Mapping[str, list[Row]],
    *,
    currency: str = "USD",
    steps: Mapping[str, Callable[..., DataFrame]] = STEPS,
) -> Result:
    """What the job computes of these tables, stored in between as there."""
    made = frames(tables)
    slices = steps["work_slices"](steps["with_work"](steps["latest_statements"](made["query.history"])))
    native = steps["attributed_slices"](made["billing.attributed_usage"])
    events = made["compute.warehouse_events"]
    running = steps["running_slices"](events, since=F.lit(DAY - timedelta(days=1)), until=F.lit(UNTIL))
    hours = steps["warehouse_hours"](slices, running, events, native, made["compute.warehouses"]).toArrow()
    prices = (made["billing.list_prices"], made["billing.account_prices"])
    billed = steps["billed_hours"](made["billing.usage"], steps["price_windows"](*prices, currency=currency))
    closed = F.lit(CLOSED)
    ledger = steps["cost_ledger"](billed, spark.createDataFrame(hours), closed_until=closed).toArrow()
    stored = (spark.createDataFrame(hours), spark.createDataFrame(ledger))
    queries = steps["query_cost"](slices, native, *stored, closed_until=closed).toArrow()
    return Result(hours.to_pylist(), ledger.to_pylist(), queries.to_pylist())
