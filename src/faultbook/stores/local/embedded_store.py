"""The store of questions over a local lakehouse: DuckDB on the Delta tables' files, no network, no Java.

Tables stay open; each is looked at again before each statement, and read anew where it has a new version.
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from faultbook.errors import MissingDependency
from faultbook.settings import Settings
from faultbook.stores.answers import Column
from faultbook.stores.deadline import Deadline
from faultbook.stores.local.delta_files import LocalLakehouse
from faultbook.stores.local.delta_table_cache import DeltaTableCache
from faultbook.stores.local.duckdb_table_cache import DuckDBTableCache, Span, with_names
from faultbook.stores.local.lakehouse_store import again_if_files_left, columns_of, in_utc, without_zones
from faultbook.stores.store import Row, Statement, Value
from faultbook.stores.views import PublishedView, published_views
from faultbook.tables import SchemaRole

LOCAL_SECONDS = 10.0


class EmbeddedStore:
    """Questions to one local lakehouse. May be asked from several threads."""

    kind = "embedded"

    def __init__(self, lakehouse: LocalLakehouse, views: Mapping[str, PublishedView] | None = None) -> None:
        """`views` None: those of this version of faultbook."""
        self._tables = DuckDBTableCache(lakehouse)
        self._views = published_views() if views is None else views
        self._columns: dict[str, tuple[Column, ...]] = {}
        self._deadline = Deadline(LOCAL_SECONDS)

    def until(self, deadline: Deadline) -> "EmbeddedStore":
        """The same store, whose statements stop with the deadline."""
        bound = EmbeddedStore.__new__(EmbeddedStore)
        bound.__dict__.update(self.__dict__, _deadline=deadline)
        return bound

    def rows(self, statement: Statement, values: Mapping[str, Value]) -> list[Row]:
        """The statement's rows; MissingDependency where the lakehouse or one of its tables is absent."""
        return again_if_files_left(lambda: self._rows(statement, values))

    def _rows(self, statement: Statement, values: Mapping[str, Value]) -> list[Row]:
        text, reads = statement.duckdb, statement.reads
        if statement.view is not None:
            view = self._view(statement.view)
            text, reads = text.replace(f"{{answers}}.{view.name}", f"(\n{view.sql}\n)"), view.reads
        bound = {name: values.get(name) for name in statement.parameters}
        cursor, names = self._tables.opened(reads, _span(statement.timed_by, bound))
        try:
            with self._deadline.stopping(cursor.interrupt):
                return self._fetched(cursor, text, with_names(text, names), bound)
        except duckdb.InterruptException as stopped:
            raise self._deadline.passed() from stopped
        finally:
            cursor.close()

    def _fetched(self, cursor: DuckDBPyConnection, key: str, text: str, bound: Mapping[str, Value]) -> list[Row]:
        """The rows. What columns a statement has is found out once: `key` is its text whatever tables are held."""
        columns = self._columns.get(key)
        if columns is None:
            found = cursor.sql(text, params=dict(bound))
            columns = self._columns[key] = columns_of(found)
            rows = found.project(without_zones(columns)).fetchall()
        else:
            rows = cursor.execute(f"SELECT {without_zones(columns)} FROM (\n{text}\n)", dict(bound)).fetchall()
        names = [column.name for column in columns]
        return [dict(zip(names, row, strict=True)) for row in in_utc(columns, rows)]

    def _view(self, name: str) -> PublishedView:
        if name not in self._views:
            raise MissingDependency(
                f"There is no view {name} yet. Fix: update faultbook, then run its setup: faultbook run setup."
            )
        return self._views[name]


def _span(timed_by: str | None, values: Mapping[str, Value]) -> Span | None:
    since, until = (
        None if (text := values.get(name)) is None else datetime.fromisoformat(str(text)) for name in ("since", "until")
    )
    return Span(timed_by, since, until) if timed_by and (since or until) else None


def embedded_store(settings: Settings) -> EmbeddedStore:
    """The store over the local folder that the settings name as `catalog`."""
    schemas = {SchemaRole.RAW: settings.raw_schema_name, SchemaRole.ANSWERS: settings.schema_name}
    return EmbeddedStore(LocalLakehouse(Path(settings.catalog), schemas, DeltaTableCache()))
