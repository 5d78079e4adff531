"""One account, several public methods of costing its warehouses' statements: the result of each beside the bill.

The methods are written as in SQL over the system tables; none of them shares code with the ledger.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from faultbook.errors import MissingDependency
from faultbook.lakehouse.local_files import local_dataset

NEEDED = ("billing.usage", "billing.list_prices", "billing.attributed_usage", "query.history")
NEEDED_OF_LEDGER = ("cost_ledger", "warehouse_hours")

_RIGHT_PRICES = """
    SELECT u.*, p.price, u.usage_quantity::DOUBLE * p.price AS cost,
           date_trunc('hour', u.usage_start_time) AS hour, u.usage_metadata.warehouse_id AS warehouse_id
    FROM usage u JOIN prices p ON u.sku_name = p.sku_name AND u.cloud = p.cloud AND u.usage_unit = p.usage_unit
     AND u.usage_end_time >= p.price_start_time AND (p.price_end_time IS NULL OR u.usage_end_time < p.price_end_time)
    WHERE p.currency_code = $currency
"""
_HOURS = """
    SELECT b.workspace_id, b.warehouse_id, b.hour, sum(b.cost) AS cost
    FROM priced b WHERE b.warehouse_id IS NOT NULL GROUP BY ALL
"""


@dataclass(frozen=True)
class CostingMethod:
    """A way to cost statements: its name, where it is seen, the total that it gives, and why that is not the bill."""

    name: str
    seen_in: str
    sql: str
    why: str


@dataclass(frozen=True)
class Verdict:
    """Costs of the statements of warehouses by one method, and what is billed for warehouses."""

    method: CostingMethod
    amount: Decimal
    billed: Decimal

    @property
    def ratio(self) -> float:
        """The result as part of the bill."""
        return float(self.amount / self.billed) if self.billed else 0.0


COSTING_METHODS = (
    CostingMethod(
        "join of history, usage and prices",
        "the first design",
        "SELECT sum(u.usage_quantity::DOUBLE * p.price) FROM history h JOIN usage u ON h.workspace_id = u.workspace_id "
        "JOIN prices p ON u.sku_name = p.sku_name WHERE u.usage_metadata.warehouse_id IS NOT NULL",
        "every statement is joined with every record of its workspace, and each with every price there ever was",
    ),
    CostingMethod(
        "prices by BETWEEN",
        "usage dashboard v2, DBSQL cost per query",
        "SELECT sum(u.usage_quantity::DOUBLE * p.price) FROM usage u JOIN prices p ON u.sku_name = p.sku_name "
        "AND u.usage_end_time BETWEEN p.price_start_time AND coalesce(p.price_end_time, TIMESTAMPTZ '9999-01-01') "
        "WHERE u.usage_metadata.warehouse_id IS NOT NULL AND p.currency_code = $currency",
        "a record that ends when a price changes has two prices",
    ),
    CostingMethod(
        "latest price for all time",
        "warehouse advisor",
        "SELECT sum(u.usage_quantity::DOUBLE * p.price) FROM usage u JOIN (SELECT sku_name, max_by(price, "
        "price_start_time) AS price FROM prices WHERE currency_code = $currency GROUP BY ALL) p "
        "ON u.sku_name = p.sku_name WHERE u.usage_metadata.warehouse_id IS NOT NULL",
        "usage before a price change is priced anew",
    ),
    CostingMethod(
        "ORIGINAL records only",
        "a workspace usage dashboard",
        "SELECT sum(cost) FROM priced WHERE record_type = 'ORIGINAL' AND warehouse_id IS NOT NULL",
        "retractions and restatements are left out",
    ),
    CostingMethod(
        "hour by shares of elapsed time",
        "dbt-snowflake-monitoring, cost_per_query",
        "SELECT sum(b.cost) FROM hours b WHERE EXISTS (SELECT 1 FROM history h WHERE h.workspace_id = b.workspace_id "
        "AND h.compute.warehouse_id = b.warehouse_id AND h.start_time < b.hour + INTERVAL 1 HOUR "
        "AND h.end_time > b.hour)",
        "idle time is in the statements; hours without any are nowhere",
    ),
    CostingMethod(
        "hour by work, times utilisation",
        "databrickslabs/sandbox, cost_per_query",
        "SELECT sum(b.cost * CAST(w.busy_ms / w.running_ms AS DECIMAL(3, 2))::DOUBLE) FROM hours b "
        "JOIN warehouse_hours w ON w.workspace_id = b.workspace_id AND w.warehouse_id = b.warehouse_id "
        "AND w.hour = b.hour WHERE w.idle_basis = 'events' AND w.work_us > 0 AND w.running_ms > 0",
        "idle time is nowhere, utilisation has two digits, and a warehouse without events costs nothing",
    ),
    CostingMethod(
        "share of work of the whole window",
        "warehouse advisor, by statement",
        "SELECT sum(b.cost) FROM (SELECT u.workspace_id, u.usage_metadata.warehouse_id AS warehouse_id, "
        "sum(u.usage_quantity::DOUBLE * p.price) AS cost FROM usage u JOIN (SELECT sku_name, max_by(price, "
        "price_start_time) AS price FROM prices WHERE currency_code = $currency GROUP BY ALL) p "
        "ON u.sku_name = p.sku_name GROUP BY ALL) b WHERE EXISTS (SELECT 1 FROM history h "
        "WHERE h.workspace_id = b.workspace_id AND h.compute.warehouse_id = b.warehouse_id "
        "AND h.total_task_duration_ms > 0)",
        "latest prices; idle time is in the statements, and what one costs depends on the days that are looked at",
    ),
    CostingMethod(
        "own split by day, else hour by task time",
        "databricks-audit-app, closed days",
        "WITH split AS (SELECT a.workspace_id, a.usage_metadata.warehouse_id AS warehouse_id, "
        "a.start_time::DATE AS day, sum(a.active_usage_quantity::DOUBLE * p.price) AS cost FROM attributed a "
        "JOIN prices p ON a.sku_name = p.sku_name AND a.cloud = p.cloud AND a.end_time >= p.price_start_time "
        "AND (p.price_end_time IS NULL OR a.end_time < p.price_end_time) WHERE p.currency_code = $currency "
        "GROUP BY ALL), closed AS (SELECT max(usage_end_time)::DATE AS day FROM usage), "
        "shared AS (SELECT b.cost FROM hours b WHERE b.hour::DATE < (SELECT day FROM closed) AND NOT EXISTS (SELECT 1 "
        "FROM split s WHERE s.workspace_id = b.workspace_id AND s.warehouse_id = b.warehouse_id "
        "AND s.day = b.hour::DATE) AND EXISTS (SELECT 1 FROM history h WHERE h.workspace_id = b.workspace_id "
        "AND h.compute.warehouse_id = b.warehouse_id AND h.start_time < b.hour + INTERVAL 1 HOUR "
        "AND h.end_time > b.hour AND coalesce(h.total_task_duration_ms, h.execution_duration_ms) > 0)) "
        "SELECT coalesce((SELECT sum(cost) FROM shared), 0) "
        "+ coalesce((SELECT sum(cost) FROM split WHERE day < (SELECT day FROM closed)), 0)",
        "the last day is missing, idle time is in some statements and not in others, hours without any are nowhere",
    ),
    CostingMethod(
        "the platform's own split",
        "billing.attributed_usage",
        "SELECT sum(a.active_usage_quantity::DOUBLE * p.price) FROM attributed a JOIN prices p "
        "ON a.sku_name = p.sku_name AND a.cloud = p.cloud AND a.end_time >= p.price_start_time "
        "AND (p.price_end_time IS NULL OR a.end_time < p.price_end_time) WHERE p.currency_code = $currency",
        "serverless warehouses that have rows only, and no idle time",
    ),
)
LEDGER = CostingMethod(
    "this ledger",
    "cost_ledger: direct + idle + unattributed",
    "SELECT sum(direct_amount + idle_amount + unattributed_amount) FROM cost_ledger "
    "WHERE resource_kind = 'WAREHOUSE' AND currency_code = $currency",
    "",
)


def compare(system_tables: Path, answers: Path, *, currency: str) -> list[Verdict]:
    """The results of the ledger and of each method for one account; MissingDependency where a table is absent.

    `system_tables` is a folder of <schema>/<table>, `answers` the folder of the lakehouse's answer tables.
    """
    connection = _connect(system_tables, answers, currency)
    billed = _amount(connection, "SELECT sum(cost) FROM priced WHERE warehouse_id IS NOT NULL", currency)
    ways: Sequence[CostingMethod] = (LEDGER, *COSTING_METHODS)
    return [Verdict(method, _amount(connection, method.sql, currency), billed) for method in ways]


def _connect(system_tables: Path, answers: Path, currency: str) -> DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET enable_progress_bar = false")
    for name in NEEDED:
        connection.register(name.split(".")[1], _open(system_tables.joinpath(*name.split("."))))
    for name in NEEDED_OF_LEDGER:
        connection.register(name, _open(answers / name))
    connection.execute("ALTER VIEW attributed_usage RENAME TO attributed")
    connection.execute(
        "CREATE TEMP TABLE prices AS SELECT *, pricing.effective_list.default::DOUBLE AS price FROM list_prices"
    )
    connection.execute(f"CREATE TEMP TABLE priced AS {_RIGHT_PRICES}", {"currency": currency})
    connection.execute(f"CREATE TEMP TABLE hours AS {_HOURS}")
    return connection


def _open(folder: Path) -> object:
    if not (folder / "_delta_log").is_dir():
        raise MissingDependency(f"There is no table in {folder}. Make it: faultbook demo cost")
    return local_dataset(folder).to_table()


def _amount(connection: DuckDBPyConnection, statement: str, currency: str) -> Decimal:
    values = {"currency": currency} if "$currency" in statement else {}
    found = connection.execute(statement, values).fetchone()
    return Decimal(str((found or (0,))[0] or 0))
