"""A local lakehouse's tables in DuckDB: small ones are copied into memory, of large ones the files' footers are kept.

Each version of a table has its own name, so a statement reads the versions that it was given, whatever is opened
meanwhile. What a version shares with the one before is not read again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from pathlib import Path
from threading import Lock

import duckdb
from duckdb import DuckDBPyConnection

from faultbook.stores.local.delta_files import LocalLakehouse, OpenTable
from faultbook.stores.local.duckdb_sql import duckdb_type, files_of, literal, quoted, rows_of
from faultbook.tables import TABLES, SchemaRole

SMALL_TABLE = 16_000_000
"""Bytes of a table's files up to which it is copied into memory, where it takes about ten times as much."""
_NO_DOWNLOADS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}
_SETTINGS = ("TimeZone = 'UTC'", "parquet_metadata_cache = true", "late_materialization_max_rows = 1000")
# By file, as one text, whatever it is that two files differ in.
_SCHEMAS = """
    SELECT file_name, md5(list((name, type, logical_type, repetition_type, num_children))::VARCHAR)
    FROM parquet_schema($files) GROUP BY file_name
"""


@dataclass(frozen=True)
class TimeRange:
    """Rows of tables with an instant in `column` count from `since` on and before `until`; None leaves a side open."""

    column: str
    since: datetime | None
    until: datetime | None


@dataclass(frozen=True)
class _Held:
    table: OpenTable
    name: str
    in_memory: bool
    schemas: Mapping[str, str]
    """By file, where files are read: equal for files that have the same columns."""


class DuckDBTableCache:
    """Opens tables when a statement needs them. Several threads may use it."""

    def __init__(self, lakehouse: LocalLakehouse, *, small_table: int = SMALL_TABLE) -> None:
        """Nothing is opened yet; the lakehouse need not exist."""
        self._lakehouse = lakehouse
        self._small_table = small_table
        self._lock = Lock()
        self._connection: DuckDBPyConnection | None = None
        self._held: dict[str, _Held] = {}
        self._outdated: dict[str, _Held] = {}
        self._found: dict[tuple[str, frozenset[str]], frozenset[str]] = {}
        self._numbers = count(1)

    def opened(
        self, reads: Iterable[str], time_range: TimeRange | None = None
    ) -> tuple[DuckDBPyConnection, Mapping[str, str]]:
        """A cursor, and the names under which it has these tables as of one moment.

        A table of many files may lack rows outside of the range.
        """
        with self._lock:
            tables = self._lakehouse.snapshot(reads)
            names = {name: self._within(self._hold(table), time_range) for name, table in tables.items()}
            return self._database().cursor(), names

    def _within(self, held: _Held, time_range: TimeRange | None) -> str:
        """The table's name, or a query of those of its files that the range touches."""
        table = held.table
        if time_range is None or held.in_memory or time_range.column not in table.table.column_names:
            return held.name
        files = table.files_between(time_range.column, time_range.since, time_range.until)
        if len(files) == len(table.files):
            return held.name
        few = replace(table, files=files)
        return f"({self._of_files(few, held.schemas) if files else rows_of(few)})"

    def _hold(self, table: OpenTable) -> _Held:
        name = table.table.name
        held = self._held.get(name)
        if held is not None and held.table.files == table.files:
            return held
        new = self._read(table, held)
        if name in self._outdated:
            # The one before stays: a statement that was given its name may not have begun yet.
            self._drop(self._outdated[name])
        if held is not None:
            self._outdated[name] = held
        self._held[name] = new
        return new

    def _read(self, table: OpenTable, before: _Held | None) -> _Held:
        name = f"{quoted(table.table.role)}.{quoted(f'{table.table.name} {next(self._numbers)}')}"
        in_memory = _bytes_of(table) <= self._small_table
        schemas = {} if in_memory else self._schemas(table, before.schemas if before is not None else {})
        source = rows_of(table) if in_memory else self._of_files(table, schemas)
        if in_memory and before is not None and before.in_memory and set(before.table.files) <= set(table.files):
            new = set(table.files) - set(before.table.files)
            source = f"FROM {before.name} UNION ALL {rows_of(replace(table, files=tuple(sorted(new))))}"
        kind = "TABLE" if in_memory else "VIEW"
        self._database().execute(f"CREATE {kind} {name} AS {source}")
        return _Held(table, name, in_memory, schemas)

    def _schemas(self, table: OpenTable, before: Mapping[str, str]) -> dict[str, str]:
        """The schema of each file; only new files are read."""
        known = {file: before[file] for file in table.files if file in before}
        new = [file for file in table.files if file not in known]
        return known | dict(self._database().execute(_SCHEMAS, {"files": new}).fetchall() if new else [])

    def _of_files(self, table: OpenTable, schemas: Mapping[str, str]) -> str:
        """SQL of the rows, simpler than rows_of where it can be: it is planned anew with every question."""
        one_of_each = {schemas[file]: file for file in table.files}
        key = (table.table.name, frozenset(one_of_each))
        if key not in self._found:
            few = files_of(replace(table, files=tuple(one_of_each.values())))
            self._found[key] = frozenset(row[0] for row in self._database().execute(f"DESCRIBE FROM {few}").fetchall())
        found = self._found[key]
        columns = ", ".join(
            f"CAST({quoted(column.name) if column.name in found else 'NULL'} AS {duckdb_type(column.type)}) "
            f"AS {quoted(column.name)}"
            for column in table.table.columns
        )
        return f"SELECT {columns} FROM {files_of(table, alike=len(one_of_each) == 1)}"

    def _drop(self, held: _Held) -> None:
        self._database().execute(f"DROP {'TABLE' if held.in_memory else 'VIEW'} {held.name}")

    def _database(self) -> DuckDBPyConnection:
        if self._connection is None:
            self._connection = _locked(self._lakehouse)
        return self._connection


def _locked(lakehouse: LocalLakehouse) -> DuckDBPyConnection:
    """A database without tables, that reads the lakehouse's files and nothing else."""
    connection = duckdb.connect(config=_NO_DOWNLOADS)
    for setting in _SETTINGS:
        connection.execute(f"SET {setting}")
    for role in SchemaRole:
        connection.execute(f"CREATE SCHEMA {quoted(role)}")
    folders = sorted({f"{lakehouse.folder_of(table).parent}/" for table in TABLES.values()})
    allowed = ", ".join(map(literal, folders))
    connection.execute(f"SET allowed_directories = [{allowed}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


def _bytes_of(table: OpenTable) -> float:
    try:
        return sum(Path(file).stat().st_size for file in table.files)
    except OSError:  # maintenance removed one since it was listed; reading will tell
        return float("inf")
