"""An account of any size for the bench, made by DuckDB a day at a time in the system tables' own schemas.

Numbers are hashes of a row's place, so that the same size gives the same account. Some statements are reported
twice, some records are retracted and restated days later, one warehouse has the platform's own split.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from deltalake import write_deltalake
from faultbook_samples.bill import AccountOptions, make_account
from faultbook_samples.bill.arrow_types import arrow_schema
from faultbook_samples.bill.schemas import SCHEMAS
from faultbook_samples.bill.writing import arrow_rows

START = datetime(2026, 2, 2, tzinfo=UTC)
ROWS_PER_COMMIT = 100_000
CORRECTED_AFTER = 3
"""Days after which a correction arrives."""


@dataclass(frozen=True)
class Size:
    """Statements and usage records of all days together, and how many warehouses they are on."""

    statements: int
    usage: int
    warehouses: int
    days: int = 90

    def day(self, number: int) -> date:
        """The day of that number, from 0."""
        return (START + timedelta(days=number)).date()

    def as_of(self, days: int) -> datetime:
        """The instant at which that many days have arrived: six in the morning after them."""
        return START + timedelta(days=days, hours=6)


class BigAccount:
    """System tables in a folder, which grow by days."""

    def __init__(self, folder: Path, size: Size) -> None:
        """Prices and settings are written, days are not."""
        self.folder = folder
        self.size = size
        for name, rows in _settled().items():
            self._append(name, arrow_rows(name, rows))
        self._store("compute.warehouses", _WAREHOUSES)

    def add_days(self, first: int, last: int) -> None:
        """What days `first` to `last` have, each as reported on the day after."""
        waiting: dict[str, list[pa.Table]] = {}
        for number in range(first, last + 1):
            for name, statement in _DAILY:
                rows = waiting.setdefault(name, [])
                rows.append(self._made(name, statement, number))
                if number == last or sum(made.num_rows for made in rows) > ROWS_PER_COMMIT:
                    self._append(name, pa.concat_tables(rows))
                    rows.clear()

    def retract_an_hour(self, day: int, *, arrives: int) -> None:
        """Takes back what one warehouse was billed for an hour of a day, in a record of a later day."""
        self._store("billing.usage", _RETRACTION, day, arrives=arrives)

    def billed(self) -> Decimal:
        """All DBU of the usage records, added up by DuckDB."""
        statement = "SELECT sum(usage_quantity) AS billed FROM read_parquet($files) WHERE usage_unit = 'DBU'"
        files = self.folder / "billing" / "usage" / "*.parquet"
        return Decimal(_query(statement, {"files": str(files)})["billed"][0].as_py())

    def _store(self, name: str, statement: str, number: int = 0, *, arrives: int = 0) -> None:
        self._append(name, self._made(name, statement, number, arrives=arrives))

    def _made(self, name: str, statement: str, number: int, *, arrives: int = 0) -> pa.Table:
        size = self.size
        values = {
            "day": self.size.day(number),
            "number": number,
            "arrives": self.size.day(arrives),
            "statements": size.statements // size.days,
            "usage": size.usage // size.days,
            "warehouses": size.warehouses,
        }
        used = {key: value for key, value in values.items() if f"${key}" in statement}
        return _in_schema(_query(statement, used), arrow_schema(SCHEMAS[name]))

    def _append(self, name: str, rows: pa.Table) -> None:
        if rows.num_rows:
            write_deltalake(str(self.folder.joinpath(*name.split("."))), rows, mode="append")


def _query(statement: str, values: dict[str, Any]) -> pa.Table:
    with duckdb.connect() as connection:
        connection.execute("CREATE MACRO u(i, k) AS (hash(i, k) % 1000003)::DOUBLE / 1000003")
        return connection.sql(statement, params=values).to_arrow_table()


def _settled() -> dict[str, list[dict[str, Any]]]:
    small = make_account(AccountOptions(start=START, days=2, statements=1)).tables
    return {name: small[name] for name in ("billing.list_prices", "lakeflow.jobs")}


def _in_schema(made: pa.Table, schema: pa.Schema) -> pa.Table:
    """Columns by dotted names as the schema's columns and structs; what is not there is NULL."""
    made = made.combine_chunks()
    return pa.table({field.name: _column(made, field.type, field.name) for field in schema}, schema=schema)


def _column(made: pa.Table, kind: pa.DataType, path: str) -> pa.Array:
    if path in made.column_names:
        return made[path].cast(kind).combine_chunks()
    if pa.types.is_struct(kind) and any(name.startswith(f"{path}.") for name in made.column_names):
        parts = [_column(made, field.type, f"{path}.{field.name}") for field in kind]
        return pa.StructArray.from_arrays(parts, fields=list(kind))
    return pa.nulls(made.num_rows, kind)


_WAREHOUSE = "printf('wh%014x', w)"
_WORKSPACE = "printf('70010020030040%02d', w % 4 + 1)"
_SQL_SKU = "'ENTERPRISE_SERVERLESS_SQL_COMPUTE_US_EAST_N_VIRGINIA'"

_WAREHOUSES = f"""
    SELECT {_WAREHOUSE} AS warehouse_id, {_WORKSPACE} AS workspace_id, 'warehouse ' || w AS warehouse_name,
           'SERVERLESS' AS warehouse_type, 'MEDIUM' AS warehouse_size, 10 AS auto_stop_minutes,
           TIMESTAMP '2025-12-01' AS change_time
    FROM range($warehouses) AS made(w)
"""
# Text, usual seconds, usual parallel tasks.
_SHAPES = """
    [{'t': 'SELECT region, sum(amount) FROM sales.orders WHERE day >= ''2026-02-01'' GROUP BY region', 's': 6, 'p': 8},
     {'t': 'SELECT * FROM sales.orders WHERE customer_id = ', 's': 3, 'p': 4},
     {'t': 'SELECT * FROM web.events ORDER BY event_time', 's': 95, 'p': 24},
     {'t': 'SELECT count(*) FROM web.events e JOIN sales.orders o ON e.user_id = o.customer_id', 's': 60, 'p': 32},
     {'t': 'MERGE INTO marts.customers c USING staging.customers s ON c.id = s.id WHEN MATCHED THEN UPDATE SET *',
      's': 140, 'p': 40},
     {'t': 'SELECT product, rank() OVER (ORDER BY revenue DESC) FROM marts.products LIMIT ', 's': 9, 'p': 10},
     {'t': 'SHOW TABLES IN sales', 's': 0, 'p': 0},
     {'t': 'SELECT status FROM ops.health -- token=dapi0123456789abcdef0123456789abcdef', 's': 1, 'p': 2}]
"""
_STATEMENTS = f"""
    WITH rolled AS (
        SELECT i, (floor($warehouses * u(i, 3) * u(i, 4)))::INT AS w, {_SHAPES}[(hash(i, 5) % 8)::INT + 1] AS shape,
               $day::TIMESTAMP + to_milliseconds((86400000 * (u(i, 1) + u(i, 2)) / 2)::BIGINT) AS start_time,
               CASE WHEN u(i, 7) < 0.2 THEN (9000 * u(i, 8))::BIGINT ELSE 0 END AS queue_ms,
               (30 + 870 * u(i, 9))::BIGINT AS compile_ms, 0.2 + 4 * pow(u(i, 6), 4) AS factor,
               u(i, 10) < 0.05 AS cached
        FROM range($number * $statements, ($number + 1) * $statements) AS made(i)
    ), timed AS (
        SELECT *, (shape.s * 1000 * factor)::BIGINT + 50 AS run_ms,
               CASE WHEN cached THEN 0 ELSE (shape.s * shape.p * 500 * factor)::BIGINT END AS work_ms FROM rolled
    ), reported AS (
        SELECT *, start_time + to_milliseconds(queue_ms + compile_ms + run_ms) AS end_time, false AS early FROM timed
        UNION ALL
        SELECT *, NULL, true FROM timed WHERE hash(i, 11) % 50 = 0
    )
    SELECT '5a1f0c2e-9d3b-4c61-8f7a-0e2d4b6c8a90' AS account_id, {_WORKSPACE} AS workspace_id,
           md5(i::VARCHAR) AS statement_id,
           'user' || (hash(i, 12) % 400) || '@example.com' AS executed_by, md5((i // 40)::VARCHAR) AS session_id,
           CASE WHEN early THEN NULL WHEN u(i, 13) < 0.04 THEN 'FAILED' ELSE 'FINISHED' END AS execution_status,
           'WAREHOUSE' AS "compute.type", {_WAREHOUSE} AS "compute.warehouse_id",
           shape.t || CASE WHEN ends_with(shape.t, ' ') THEN (i % 9999)::VARCHAR ELSE '' END AS statement_text,
           split_part(shape.t, ' ', 1) AS statement_type, 'Power BI' AS client_application,
           CASE WHEN NOT early THEN queue_ms + compile_ms + run_ms END AS total_duration_ms,
           0 AS waiting_for_compute_duration_ms, queue_ms AS waiting_at_capacity_duration_ms,
           compile_ms AS compilation_duration_ms, CASE WHEN NOT early THEN run_ms END AS execution_duration_ms,
           CASE WHEN NOT early THEN work_ms END AS total_task_duration_ms, 5 AS result_fetch_duration_ms,
           start_time, end_time, coalesce(end_time, start_time) + INTERVAL 5 SECONDS AS update_time,
           work_ms * 20000 AS read_bytes, work_ms * 300 AS read_rows, work_ms // 400 AS read_files,
           work_ms // 100 AS pruned_files, (i % 5000) AS produced_rows, (i % 100) AS read_io_cache_percent,
           cached AS from_result_cache, CASE WHEN shape.s > 100 THEN work_ms * 4000 ELSE 0 END AS spilled_local_bytes,
           0 AS written_bytes, 0 AS shuffle_read_bytes
    FROM reported
"""
_SPLIT = f"""
    WITH rolled AS (
        SELECT i, (floor($warehouses * u(i, 3) * u(i, 4)))::INT AS w,
               $day::TIMESTAMP + to_milliseconds((86400000 * (u(i, 1) + u(i, 2)) / 2)::BIGINT) AS start_time
        FROM range($number * $statements, ($number + 1) * $statements) AS made(i)
    )
    SELECT 'a-' || i AS record_id, {_WORKSPACE} AS workspace_id, md5(i::VARCHAR) AS "usage_metadata.dbsql_statement_id",
           {_WAREHOUSE} AS "usage_metadata.warehouse_id", start_time, start_time + INTERVAL 20 SECONDS AS end_time,
           start_time::DATE AS usage_date, 'DBU' AS usage_unit,
           (u(i, 14) / 50)::DECIMAL(38, 18) AS active_usage_quantity,
           {_SQL_SKU} AS sku_name, 'AWS' AS cloud, 'SQL' AS billing_origin_product
    FROM rolled WHERE w = $warehouses // 2
"""
# Started before dawn, scaled up by day, stopped before midnight.
_EVENTS = f"""
    SELECT {_WORKSPACE} AS workspace_id, {_WAREHOUSE} AS warehouse_id, kind.e AS event_type, kind.c AS cluster_count,
           $day::TIMESTAMP + to_minutes((kind.m + 20 * u($number * 1000 + w, kind.m))::INT) AS event_time
    FROM range($warehouses) AS made(w), (SELECT unnest(
        [{{'e': 'STARTING', 'c': 0, 'm': 20}}, {{'e': 'RUNNING', 'c': 1, 'm': 45}},
         {{'e': 'SCALED_UP', 'c': 2, 'm': 540}}, {{'e': 'SCALED_DOWN', 'c': 1, 'm': 900}},
         {{'e': 'STOPPING', 'c': 0, 'm': 1370}}, {{'e': 'STOPPED', 'c': 0, 'm': 1395}}]) AS kind)
"""
_RECORD = """
    printf('7001002003004%03d', r % 4 + 11) AS workspace_id, 'AWS' AS cloud, 'DBU' AS usage_unit,
    'ORIGINAL' AS record_type, $day::DATE AS usage_date, ($day::DATE + 1)::DATE AS ingestion_date,
    'COMPUTE_TIME' AS usage_type, 'sp-' || (hash(r, 21) % 60) || '@example.com' AS "identity_metadata.run_as"
"""
_WAREHOUSE_USAGE = f"""
    SELECT printf('w-%d-%d-%d', w, $number, h) AS record_id, {_SQL_SKU} AS sku_name,
           $day::TIMESTAMP + to_hours(h::INT) AS usage_start_time,
           $day::TIMESTAMP + to_hours(h::INT + 1) AS usage_end_time,
           (24 * (0.2 + 0.8 * u($number * 24 + h, w)))::DECIMAL(38, 18) AS usage_quantity,
           'SQL' AS billing_origin_product, {_WAREHOUSE} AS "usage_metadata.warehouse_id",
           {_WORKSPACE} AS workspace_id, 'AWS' AS cloud, 'DBU' AS usage_unit, 'ORIGINAL' AS record_type,
           $day::DATE AS usage_date, ($day::DATE + 1)::DATE AS ingestion_date, 'COMPUTE_TIME' AS usage_type,
           'owner' || (w % 20) || '@example.com' AS "identity_metadata.owned_by"
    FROM range($warehouses) AS made(w), range(24) AS hours(h)
"""
# Every run has a record in the hour it starts in, every fourth one in the next hour too. A run of six fails.
_OF_RUNS = """
    WITH runs AS (
        SELECT r, p, $day::TIMESTAMP + to_hours((hash(r, 22) % 22)::INT) AS hour, hash(r, 23) % 6 = 0 AS failed,
               (200 + 1400 * u(r, 24))::INT AS begun, (300 + 1300 * u(r, 25))::INT AS lasted
        FROM range(($number * $usage * 0.6)::BIGINT, (($number + 1) * $usage * 0.6)::BIGINT) AS made(r),
             range(2) AS pieces(p)
        WHERE p = 0 OR r % 4 = 0
    ), slices AS (
        SELECT *, CASE WHEN p = 0 THEN hour + to_seconds(begun) ELSE hour + INTERVAL 1 HOUR END AS since,
               CASE WHEN r % 4 > 0 THEN hour + to_seconds(begun + lasted) WHEN p = 0 THEN hour + INTERVAL 1 HOUR
                    ELSE hour + INTERVAL 1 HOUR + to_seconds(lasted) END AS until
        FROM runs
    )
"""
_RUN_RECORD = """
    'r-' || r || '-' || p AS record_id, 'ENTERPRISE_JOBS_COMPUTE' AS sku_name, since AS usage_start_time,
    until AS usage_end_time, (7.5 * epoch(until - since) / 3600)::DECIMAL(38, 18) AS usage_quantity,
    'JOBS' AS billing_origin_product, (4000 + r % 700)::VARCHAR AS "usage_metadata.job_id",
    (880000 + r)::VARCHAR AS "usage_metadata.job_run_id", MAP {'team': 'team ' || (r % 9)} AS custom_tags,
"""
_RUN_USAGE = f"{_OF_RUNS} SELECT {_RUN_RECORD} {_RECORD} FROM slices"
_CORRECTED = f"""
    {_OF_RUNS}, records AS (SELECT {_RUN_RECORD} {_RECORD}, r FROM slices WHERE r % 200 = 0)
    SELECT * EXCLUDE (r) REPLACE (
        record_id || '-' || kind AS record_id, kind AS record_type,
        (CASE kind WHEN 'RETRACTION' THEN -usage_quantity ELSE usage_quantity / 2 END)::DECIMAL(38, 18)
            AS usage_quantity,
        ($day::DATE + {CORRECTED_AFTER})::DATE AS ingestion_date)
    FROM records, (SELECT unnest(['RETRACTION', 'RESTATEMENT']) AS kind)
"""
_OTHER_USAGE = f"""
    SELECT 'o-' || r AS record_id, $day::TIMESTAMP + to_hours((hash(r, 26) % 24)::INT) AS usage_start_time,
           $day::TIMESTAMP + to_hours((hash(r, 26) % 24)::INT + 1) AS usage_end_time,
           (12 * u(r, 27))::DECIMAL(38, 18) AS usage_quantity,
           CASE r % 3 WHEN 0 THEN 'ENTERPRISE_ALL_PURPOSE_COMPUTE' WHEN 1 THEN 'ENTERPRISE_DLT_CORE_COMPUTE'
                ELSE 'ENTERPRISE_QUANTUM_COMPUTE' END AS sku_name,
           CASE r % 3 WHEN 0 THEN 'ALL_PURPOSE' WHEN 1 THEN 'DLT' ELSE 'QUANTUM' END AS billing_origin_product,
           CASE WHEN r % 3 = 0 THEN 'cluster-' || (r % 90) END AS "usage_metadata.cluster_id",
           CASE WHEN r % 3 = 1 THEN 'pl-' || (r % 120) END AS "usage_metadata.dlt_pipeline_id",
           {_RECORD}
    FROM range($number * ($usage // 8), ($number + 1) * ($usage // 8)) AS made(r)
"""
_RUN_SLICES = f"""
    {_OF_RUNS}
    SELECT printf('7001002003004%03d', r % 4 + 11) AS workspace_id, (4000 + r % 700)::VARCHAR AS job_id,
           (880000 + r)::VARCHAR AS run_id, since AS period_start_time, until AS period_end_time,
           CASE WHEN p = 1 OR r % 4 > 0 THEN CASE WHEN failed THEN 'FAILED' ELSE 'SUCCEEDED' END END AS result_state
    FROM slices
"""
_TASK_SLICES = f"""
    {_OF_RUNS}
    SELECT printf('7001002003004%03d', r % 4 + 11) AS workspace_id, (4000 + r % 700)::VARCHAR AS job_id,
           (880000 + r)::VARCHAR AS job_run_id, printf('%d%d', 880000 + r, t) AS run_id, 'task_' || t AS task_key,
           since + to_milliseconds((epoch_ms(until) - epoch_ms(since)) * t // 2) AS period_start_time,
           since + to_milliseconds((epoch_ms(until) - epoch_ms(since)) * (t + 1) // 2) AS period_end_time,
           CASE WHEN p = 1 OR r % 4 > 0
                THEN CASE WHEN failed AND t = 1 THEN 'FAILED' ELSE 'SUCCEEDED' END END AS result_state
    FROM slices, range(2) AS tasks(t)
"""
_RETRACTION = f"""
    WITH made AS ({_WAREHOUSE_USAGE})
    SELECT * REPLACE (record_id || '-late' AS record_id, 'RETRACTION' AS record_type,
                      (-usage_quantity)::DECIMAL(38, 18) AS usage_quantity, $arrives::DATE AS ingestion_date)
    FROM made WHERE record_id LIKE 'w-0-%-10'
"""
_DAILY = (
    ("query.history", _STATEMENTS),
    ("billing.attributed_usage", _SPLIT),
    ("compute.warehouse_events", _EVENTS),
    ("billing.usage", f"({_WAREHOUSE_USAGE}) UNION ALL BY NAME ({_RUN_USAGE}) UNION ALL BY NAME ({_OTHER_USAGE})"),
    ("billing.usage", _CORRECTED),
    ("lakeflow.job_run_timeline", _RUN_SLICES),
    ("lakeflow.job_task_run_timeline", _TASK_SLICES),
)

__all__ = ["START", "BigAccount", "Size"]
