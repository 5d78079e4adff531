"""The store of questions over a local lakehouse: DuckDB on the Delta tables' files, no network, no Java.

Tables and connections are kept open; a table is looked at again before each statement, and opened anew where it has a
new version.
"""

from collections.abc import Mapping
from pathlib import Path
from threading import Lock

import duckdb
from deltalake import DeltaTable
from deltalake.exceptions import DeltaError
from duckdb import DuckDBPyConnection

from faultbook.errors import MissingDependency
from faultbook.serve.delta_files import LocalLakehouse
from faultbook.serve.lakehouse_store import again_if_files_left, columns_of, connected, fetched, in_schemas
from faultbook.serve.questions.deadline import Deadline
from faultbook.serve.questions.store import Row, Statement, Value
from faultbook.serve.views import PublishedView, published_views
from faultbook.settings import Settings
from faultbook.tables import Room

LOCAL_SECONDS = 10.0
SMALL_TABLE = 1_000_000
"""Bytes of a table's files up to which it is copied into memory."""


class KeptTables:
    """Opens Delta tables and keeps them: the next opening looks only for what is new."""

    def __init__(self) -> None:
        """None is open yet."""
        self._open: dict[str, DeltaTable] = {}

    def __call__(self, path: str) -> DeltaTable:
        """The table's newest version."""
        kept = self._open.get(path)
        if kept is not None:
            try:
                kept.update_incremental()
                return kept
            except DeltaError:
                # The table was removed, and may be there again.
                del self._open[path]
        self._open[path] = DeltaTable(path)
        return self._open[path]


class EmbeddedStore:
    """Questions to one local lakehouse. May be asked from several threads."""

    kind = "embedded"

    def __init__(self, lakehouse: LocalLakehouse, views: Mapping[str, PublishedView] | None = None) -> None:
        """`views` None: those of this version of faultbook."""
        self._lakehouse = lakehouse
        self._views = published_views() if views is None else views
        self._lock = Lock()
        self._connections: dict[tuple[str, ...], tuple[tuple[int, ...], DuckDBPyConnection]] = {}
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
        cursor = self._connected(reads).cursor()
        try:
            with self._deadline.stopping(cursor.interrupt):
                relation = cursor.sql(in_schemas(text), params=bound)
                names = [column.name for column in columns_of(relation)]
                return [dict(zip(names, row, strict=True)) for row in fetched(relation)]
        except duckdb.InterruptException as stopped:
            raise self._deadline.passed() from stopped
        finally:
            cursor.close()

    def _view(self, name: str) -> PublishedView:
        if name not in self._views:
            raise MissingDependency(
                f"There is no view {name} yet. Fix: update faultbook, then run its setup: faultbook run setup."
            )
        return self._views[name]

    def _connected(self, reads: tuple[str, ...]) -> DuckDBPyConnection:
        with self._lock:
            tables = self._lakehouse.snapshot(reads)
            versions = tuple(table.version for table in tables.values())
            kept = self._connections.get(reads)
            if kept is None or kept[0] != versions:
                kept = self._connections[reads] = (versions, connected(tables, copied_up_to=SMALL_TABLE))
            return kept[1]


def embedded_store(settings: Settings) -> EmbeddedStore:
    """The store over the local folder that the settings name as `catalog`."""
    schemas = {Room.RAW: settings.raw_schema_name, Room.ANSWERS: settings.schema_name}
    return EmbeddedStore(LocalLakehouse(Path(settings.catalog), schemas, KeptTables()))
