"""The store over a local lakehouse: DuckDB on the Delta tables' files, no network, no Java.

Tables stay open; each is checked for a new version before each statement. A statement sees its tables as of one moment
and can read nothing else.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import duckdb
from duckdb import ColumnExpression, DuckDBPyConnection, DuckDBPyRelation, Expression

from faultbook.errors import MissingDependency
from faultbook.faults.redaction import Redactor
from faultbook.settings import Settings, make_settings
from faultbook.stores.answers import Answer, AnswerColumn, Query
from faultbook.stores.completeness import source
from faultbook.stores.deadline import Deadline
from faultbook.stores.decisions import Row as DecisionRow
from faultbook.stores.errors import unknown
from faultbook.stores.local.conditions import condition, invalid_condition
from faultbook.stores.local.delta_files import LocalLakehouse
from faultbook.stores.local.delta_table_cache import DeltaTableCache
from faultbook.stores.local.duckdb_sql import columns_of, in_utc, without_zones
from faultbook.stores.local.duckdb_table_cache import SMALL_TABLE, DuckDBTableCache, TimeRange
from faultbook.stores.local.ordering import order_of
from faultbook.stores.redacted_rejects import without_secrets
from faultbook.stores.store import Row, Statement, Value, with_tables
from faultbook.stores.views import PublishedView, published_views
from faultbook.tables import ERROR_LOGS_REJECTED, INCIDENT_DECISIONS, SchemaRole

LOCAL_SECONDS = 10.0
SMALL_TABLE_OF_A_COMMAND = 1_000_000
"""A command reads a table once or twice, which costs no more than copying it."""


class LocalStore:
    """Queries to one local lakehouse. Several threads may use it."""

    kind = "embedded"

    def __init__(
        self,
        lakehouse: LocalLakehouse,
        views: Mapping[str, PublishedView] | None = None,
        redactor: Redactor | None = None,
        *,
        small_table: int = SMALL_TABLE,
    ) -> None:
        """`views` None: those of this version. `redactor`: for the bytes of rejects; None: the default rules.

        `small_table`: bytes of a table's files up to which it is copied into memory.
        """
        self.lakehouse = lakehouse
        self.redactor = Redactor() if redactor is None else redactor
        self.views = published_views() if views is None else views
        self._tables = DuckDBTableCache(lakehouse, small_table=small_table)
        self._columns: dict[str, tuple[AnswerColumn, ...]] = {}
        self._deadline = Deadline(LOCAL_SECONDS)

    def until(self, deadline: Deadline) -> "LocalStore":
        """The same store, whose statements stop with the deadline."""
        bound = LocalStore.__new__(LocalStore)
        bound.__dict__.update(self.__dict__, _deadline=deadline)
        return bound

    def rows(self, statement: Statement, values: Mapping[str, Value]) -> list[Row]:
        """The statement's rows; MissingDependency where the lakehouse or one of its tables is absent."""
        return self.answer(statement, values).records()

    def answer(self, statement: Statement, values: Mapping[str, Value]) -> Answer:
        """The same rows, with the types of their columns."""
        bound = {name: values.get(name) for name in statement.parameters}
        return _again_if_files_left(lambda: self._answer(statement, bound))

    def ask(self, query: Query) -> Answer:
        """The answer; InvalidQuery where a name or a condition is wrong, MissingDependency where a table is absent."""
        answer = _again_if_files_left(lambda: self._ask(query))
        return without_secrets(answer, self.redactor) if query.source == ERROR_LOGS_REJECTED.name else answer

    def obstacle_to_deciding(self) -> str | None:
        """Why no decision can be appended: the folder is read-only, or has no table of them; None where it can."""
        from faultbook.stores.local.decision_log import is_writable, read_only  # noqa: PLC0415  (as below)

        table = self.lakehouse.folder_of(INCIDENT_DECISIONS)
        if not self.lakehouse.has(INCIDENT_DECISIONS):
            return f"The lakehouse has no table {INCIDENT_DECISIONS.name} yet. Fix: run its setup: faultbook run setup."
        return None if is_writable(table) else read_only(self.lakehouse.folder)

    def append_decision(self, row: DecisionRow) -> None:
        """Appends a decision, once for its id; MayNotDecide where the folder is read-only."""
        from faultbook.stores.local.decision_log import append_decision  # noqa: PLC0415  (pyarrow: slow to import)

        append_decision(self.lakehouse.folder, self.lakehouse.folder_of(INCIDENT_DECISIONS), row)

    def _answer(self, statement: Statement, bound: Mapping[str, Value]) -> Answer:
        with self._opened(statement, bound) as (cursor, key, text):
            # What columns a statement has is found out once: its text is the key whatever versions it reads.
            columns = self._columns.get(key)
            if columns is None:
                found = cursor.sql(text, params=dict(bound))
                columns = self._columns[key] = columns_of(found)
                rows = found.project(without_zones(columns)).fetchall()
            else:
                rows = cursor.execute(f"SELECT {without_zones(columns)} FROM (\n{text}\n)", dict(bound)).fetchall()
            return Answer(columns, in_utc(columns, rows), len(rows))

    def _ask(self, query: Query) -> Answer:
        with self._opened(source(query.source, self.views), {}) as (cursor, _, text):
            matching = cursor.sql(text)
            types = {column.name: column.type for column in columns_of(matching)}
            for written in query.where:
                matching = _kept(matching, written, condition(cursor, written, types), types)
            chosen = [_known(name, types) for name in query.columns or types]
            ordered = matching.sort(*order_of(query.order, types))
            limited = ordered.limit(query.limit + 1) if query.limit else ordered
            shown = limited.select(*map(ColumnExpression, chosen))
            columns = columns_of(shown)
            try:
                rows = in_utc(columns, shown.project(without_zones(columns)).fetchall())
                is_cut = 0 < query.limit < len(rows)
                total = int(matching.count("*").fetchall()[0][0]) if is_cut else len(rows)
            except (duckdb.DataError, duckdb.InvalidInputException) as failure:
                if not query.where:
                    raise
                raise invalid_condition(" and ".join(query.where), failure, types) from failure
            return Answer(columns, rows[: query.limit] if is_cut else rows, total)

    @contextmanager
    def _opened(
        self, statement: Statement, bound: Mapping[str, Value]
    ) -> Iterator[tuple[DuckDBPyConnection, str, str]]:
        """A cursor, the statement's text, and that text over the versions that its tables have now."""
        text, reads = statement.duckdb, statement.reads
        if statement.view is not None:
            view = self._view(statement.view)
            text, reads = text.replace(f"{{answers}}.{view.name}", f"(\n{view.sql}\n)"), view.reads
        cursor, names = self._tables.opened(reads, _range(statement.timed_by, bound))
        try:
            with self._deadline.stopping(cursor.interrupt):
                yield cursor, text, with_tables(text, names)
        except duckdb.InterruptException as stopped:
            raise self._deadline.passed() from stopped
        finally:
            cursor.close()

    def _view(self, name: str) -> PublishedView:
        if name not in self.views:
            raise MissingDependency(
                f"There is no view {name} yet. Fix: update faultbook, then run its setup: faultbook run setup."
            )
        return self.views[name]


def local_store(folder: Path) -> LocalStore:
    """The store of a command over a local folder, schemas named as in the settings."""
    return _store(folder, make_settings(), SMALL_TABLE_OF_A_COMMAND)


def served_store(settings: Settings) -> LocalStore:
    """The store of a server over the local folder that the settings name as `catalog`."""
    return _store(Path(settings.catalog), settings, SMALL_TABLE)


def _store(folder: Path, settings: Settings, small_table: int) -> LocalStore:
    schemas = {SchemaRole.RAW: settings.raw_schema_name, SchemaRole.ANSWERS: settings.schema_name}
    return LocalStore(
        LocalLakehouse(folder, schemas, DeltaTableCache()),
        redactor=Redactor(settings.redaction_rules, settings.redaction_allow),
        small_table=small_table,
    )


Result = TypeVar("Result")


def _again_if_files_left(attempt: Callable[[], Result]) -> Result:
    """The attempt's result; a second attempt where maintenance removed files between listing and reading."""
    try:
        return attempt()
    except duckdb.IOException:
        # The newest version does not name them.
        try:
            return attempt()
        except duckdb.IOException as failure:
            first_line = str(failure).splitlines()[0]
            raise MissingDependency(f"A data file cannot be read: {first_line}. Restore it.") from failure


def _kept(relation: DuckDBPyRelation, text: str, wanted: Expression, types: Mapping[str, str]) -> DuckDBPyRelation:
    try:
        return relation.filter(wanted)
    except duckdb.Error as failure:
        raise invalid_condition(text, failure, types) from failure


def _known(name: str, columns: Mapping[str, str]) -> str:
    if name not in columns:
        raise unknown("column", name, list(columns))
    return name


def _range(timed_by: str | None, values: Mapping[str, Value]) -> TimeRange | None:
    since, until = (
        None if (text := values.get(name)) is None else datetime.fromisoformat(str(text)) for name in ("since", "until")
    )
    return TimeRange(timed_by, since, until) if timed_by and (since or until) else None
