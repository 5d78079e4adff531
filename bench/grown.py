"""A lakehouse of millions of records in a minute: what the real jobs made of some, copied batch after batch.

Each copy moves all instants on by the original's hours and has landed files of its own; sums and ledger are counted
again from the copied rows, and `broken_invariants` compares them.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
from deltalake import DeltaTable, write_deltalake
from duckdb import DuckDBPyConnection

from faultbook.sources.families import family_of
from faultbook.stores.local.duckdb_sql import quoted, rows_of
from faultbook.stores.local.local_store import LocalStore, local_store
from faultbook.stores.store import Statement
from faultbook.tables import TABLES, SchemaRole

GROWN = (
    "ingest_batches",
    "error_logs_parsed",
    "error_templates",
    "error_counts",
    "error_file_counts",
    "ingest_ledger",
)
"""Tables of records, in the order in which a batch is written."""


@dataclass(frozen=True)
class GrownShape:
    """`copies` of the original, each written in `parts` batches.

    With a `hot_code` all copies but the first hold records of that code only, and as many of them.
    """

    copies: int
    parts: int = 1
    hot_code: str = ""

    @property
    def batches(self) -> int:
        """How many batches there are."""
        return self.copies * self.parts


def grow(original: Path, target: Path, shape: GrownShape, *, hours: int) -> None:
    """Writes the lakehouse `target`; `hours` is how long the original's records last."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(original, target)
    store = local_store(target)
    tables = {name: DeltaTable(str(store.lakehouse.folder_of(TABLES[name]))) for name in GROWN}
    connection = _opened(original)
    connection.execute(
        f"CREATE TABLE originals AS SELECT *, ntile({shape.parts}) OVER (ORDER BY timestamp, event_id) - 1 AS part "
        "FROM raw.error_logs_parsed"
    )
    repeats = _repeats(connection, shape.hot_code)
    for table in tables.values():
        table.delete()
        table.vacuum(retention_hours=0, enforce_retention_duration=False, dry_run=False)
    for number in range(1, shape.batches + 1):
        _copy(connection, shape, number, hours, repeats)
        for name, table in tables.items():
            columns = ", ".join(TABLES[name].column_names)
            rows = connection.sql(f"SELECT {columns} FROM ({_ROWS[name]})").to_arrow_table()
            write_deltalake(table, rows, mode="append")
    connection.close()


def broken_invariants(lakehouse: Path) -> list[str]:
    """What does not add up; nothing, where the lakehouse is sound."""
    store = local_store(lakehouse)
    return list(_unequal(store))


def _unequal(store: LocalStore) -> Iterator[str]:
    ledger_sums = Statement(
        "sums",
        "",
        "SELECT sum(lines) AS lines, sum(headers + blanks + parsed + rejected) AS explained, "
        "sum(coalesce(records, parsed) - purged) AS kept "
        "FROM {answers}.ingest_ledger",
        ("ingest_ledger",),
    )
    [ledger] = store.rows(ledger_sums, {})
    if ledger["lines"] != ledger["explained"]:
        yield f"lines: {ledger}"
    for name, counted in (
        ("error_logs_parsed", "count(*)"),
        ("error_counts", "sum(occurrence_count)"),
        ("error_file_counts", "sum(occurrence_count)"),
    ):
        role = TABLES[name].role
        [row] = store.rows(Statement("n", "", f"SELECT {counted} AS n FROM {{{role}}}.{name}", (name,)), {})
        if row["n"] != ledger["kept"]:
            yield f"{name}: {row['n']} records where the ledger has {ledger['kept']}"


def _opened(original: Path) -> DuckDBPyConnection:
    """A connection with the tables of the original as views."""
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    connection.create_function("family_of", family_of, ["VARCHAR"], "VARCHAR")
    for role in SchemaRole:
        connection.execute(f"CREATE SCHEMA {quoted(role)}")
    for table in local_store(original).lakehouse.snapshot(GROWN).values():
        name = f"{quoted(table.table.role)}.{quoted(table.table.name)}"
        connection.execute(f"CREATE VIEW {name} AS {rows_of(table)}")
    return connection


def _repeats(connection: DuckDBPyConnection, hot_code: str) -> int:
    """How often each record of the code occurs in a copy, so that a copy is as large as the original."""
    found = connection.execute("SELECT count(*), count(*) FILTER (error_code = $1) FROM originals", [hot_code])
    records, hot = found.fetchall()[0]
    return round(records / hot) if hot_code else 1


def _copy(connection: DuckDBPyConnection, shape: GrownShape, number: int, hours: int, repeats: int) -> None:
    copy, part = divmod(number - 1, shape.parts)
    kept, times = ("true", 1) if not (shape.hot_code and copy) else (f"error_code = '{shape.hot_code}'", repeats)
    connection.execute(
        f"""CREATE OR REPLACE TABLE copied AS SELECT originals.* REPLACE (
            timestamp + INTERVAL {copy * hours} HOURS + INTERVAL (again) MILLISECONDS AS timestamp,
            parsed_at + INTERVAL {copy * hours} HOURS AS parsed_at, source_file || '-{copy}' AS source_file,
            md5(event_id || '-{copy}-' || again) AS event_id, CAST({number} AS BIGINT) AS batch_id)
            FROM originals, range({times}) AS times(again) WHERE part = {part} AND {kept}"""
    )


_SPAN = "count(*) AS occurrence_count, min(timestamp) AS first_occurrence, max(timestamp) AS last_occurrence"
_ROWS = {
    "ingest_batches": """SELECT batch_id, 'ingest' AS kind, 'grown' AS stream_id, batch_id AS stream_batch_id,
        list_sort(list(DISTINCT source_file)) AS files, false AS by_name, NULL::BIGINT AS consumes_through,
        NULL::TIMESTAMPTZ AS purges_before, NULL::TIMESTAMPTZ AS purges_rejects_before, max(parsed_at) AS began_at
        FROM copied GROUP BY batch_id""",
    "error_logs_parsed": "SELECT * FROM copied",
    "error_templates": """SELECT copied.* EXCLUDE (exception_type, top_frames), texts.template,
        texts.exception_type, texts.top_frames,
        copied.timestamp AS example_timestamp, copied.event_id AS example_event_id, copied.message AS example_message
        FROM copied JOIN (SELECT template_hash, min(template) AS template, min(exception_type) AS exception_type,
        min(top_frames) AS top_frames FROM answers.error_templates GROUP BY template_hash) AS texts
        ON copied.template_hash = texts.template_hash
        QUALIFY row_number() OVER (PARTITION BY copied.template_hash, copied.severity
        ORDER BY copied.timestamp, copied.event_id) <= 3""",
    "error_counts": f"""SELECT date_trunc('hour', timestamp) AS hour, service, environment, severity, error_code,
        template_hash, batch_id, {_SPAN} FROM copied
        GROUP BY hour, service, environment, severity, error_code, template_hash, batch_id""",
    "error_file_counts": f"""SELECT CAST(timestamp AS DATE) AS day, file_path, service, environment, severity,
        error_code, batch_id, {_SPAN} FROM copied
        GROUP BY day, file_path, service, environment, severity, error_code, batch_id""",
    "ingest_ledger": """SELECT batch_id, source_file, 'ingest' AS entry, CAST(sum(strlen(message) + 100) AS BIGINT) AS
        file_bytes, max(parsed_at) AS file_modified_at, false AS compressed, CAST(sum(strlen(message) + 99) AS BIGINT)
        AS line_bytes, count(*) + 1 AS lines, 1::BIGINT AS headers, 0::BIGINT AS blanks, count(*) AS parsed,
        0::BIGINT AS rejected, 0::BIGINT AS purged, 0::BIGINT AS purged_rejects, min(timestamp) AS first_occurrence,
        max(timestamp) AS last_occurrence, NULL::VARCHAR AS detail, max(parsed_at) AS recorded_at,
        0::BIGINT AS unknown_severity, NULL::VARCHAR AS root_id, count(*) AS records, 0::BIGINT AS part_rejects,
        'tab_separated' AS format, 'utf-8' AS encoding, family_of(source_file) AS family, 0::BIGINT AS content_from,
        CAST(sum(strlen(message) + 100) AS BIGINT) AS content_to, md5(source_file) AS content_hash,
        md5('head ' || source_file) AS head_hash, md5('end ' || source_file) AS end_hash, count(*) + 1 AS last_line,
        CAST(sum(strlen(message) + 100) AS BIGINT) AS tail_from, NULL::BIGINT AS tail_line, NULL::VARCHAR AS tail_hash,
        NULL::BIGINT AS continues_batch, NULL::VARCHAR AS continues_file
        FROM copied GROUP BY batch_id, source_file""",
}
