"""Answers questions over a local lakehouse by DuckDB on the Delta tables' files.

Each question opens only the tables that it needs, at one moment, and may read nothing else from then on.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import duckdb
from duckdb import ColumnExpression, DuckDBPyConnection, DuckDBPyRelation, Expression

from faultbook.errors import MissingDependency
from faultbook.faults.redaction import Redactor
from faultbook.settings import make_settings
from faultbook.stores.answers import Answer, Column, Question
from faultbook.stores.errors import unknown
from faultbook.stores.local.conditions import condition, invalid_condition
from faultbook.stores.local.delta_files import LocalLakehouse, OpenTable
from faultbook.stores.local.ordering import order_of
from faultbook.stores.redacted_rejects import without_secrets
from faultbook.stores.views import PublishedView, published_views
from faultbook.tables import ERROR_LOGS_REJECTED, INGEST_BATCHES, INGEST_LEDGER, TABLES, SchemaRole

Config = dict[str, str | bool | int | float | list[str]]
SPARK_TO_DUCKDB = {"STRING": "VARCHAR", "TIMESTAMP": "TIMESTAMP WITH TIME ZONE", "BINARY": "BLOB", "INT": "INTEGER"}
INSTANT = "TIMESTAMP WITH TIME ZONE"
NO_DOWNLOADS: Config = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
COMPLETE = "batch_id <= (SELECT max(batch_id) FROM answers.ingest_ledger)"
NO_BATCH_OF_THEIR_OWN = {INGEST_LEDGER.name, INGEST_BATCHES.name}


class LakehouseStore:
    """Questions about one local lakehouse. Each sees the newest complete batches and no others."""

    def __init__(
        self,
        lakehouse: LocalLakehouse,
        views: Mapping[str, PublishedView] | None = None,
        redactor: Redactor | None = None,
    ) -> None:
        """`views` None: those of this version of faultbook. `redactor`: for the bytes of rejects; None: usual rules."""
        self.lakehouse = lakehouse
        self.redactor = Redactor() if redactor is None else redactor
        self.views = published_views() if views is None else views

    def ask(self, question: Question) -> Answer:
        """The answer; InvalidQuery where a name or a condition is wrong, MissingDependency where a table is absent."""
        answer = again_if_files_left(lambda: self._ask(question))
        return without_secrets(answer, self.redactor) if question.source == ERROR_LOGS_REJECTED.name else answer

    def run(self, statement: str, *, reads: Sequence[str], values: Mapping[str, Any] | None = None) -> Answer:
        """Runs static SQL over `{raw}.<table>`, `{answers}.<table>` and `$name` values; `reads` names its tables."""

        def attempt() -> Answer:
            relation = self._connect(reads).sql(in_schemas(statement), params=dict(values or {}))
            rows = fetched(relation)
            return Answer(columns_of(relation), rows, len(rows))

        return again_if_files_left(attempt)

    def _ask(self, question: Question) -> Answer:
        connection, relation = self._source(question.source)
        types = {column.name: column.type for column in columns_of(relation)}
        matching = relation
        for text in question.where:
            matching = _kept(matching, text, condition(connection, text, types), types)
        chosen = [_known(name, types) for name in question.columns or types]
        ordered = matching.sort(*order_of(question.order, types))
        limited = ordered.limit(question.limit + 1) if question.limit else ordered
        shown = limited.select(*map(ColumnExpression, chosen))
        try:
            rows = fetched(shown)
            cut = 0 < question.limit < len(rows)
            total = _count(matching) if cut else len(rows)
        except (duckdb.DataError, duckdb.InvalidInputException) as failure:
            if not question.where:
                raise
            raise invalid_condition(" and ".join(question.where), failure, types) from failure
        return Answer(columns_of(shown), rows[: question.limit] if cut else rows, total)

    def _source(self, name: str) -> tuple[DuckDBPyConnection, DuckDBPyRelation]:
        if name in self.views:
            view = self.views[name]
            connection = self._connect(view.reads)
            connection.execute(f"CREATE VIEW {quoted(view.role)}.{quoted(name)} AS {in_schemas(view.sql)}")
            return connection, connection.table(f"{view.role}.{name}")
        if name not in TABLES:
            raise unknown("view or table", name, [*self.views, *TABLES])
        connection = self._connect([name])
        relation = connection.table(f"{TABLES[name].role}.{name}")
        whole = name in NO_BATCH_OF_THEIR_OWN or "batch_id" not in TABLES[name].column_names
        return connection, relation if whole else relation.filter(COMPLETE)

    def _connect(self, reads: Sequence[str]) -> DuckDBPyConnection:
        return connected(self.lakehouse.snapshot(reads))


def connected(tables: Mapping[str, OpenTable]) -> DuckDBPyConnection:
    """A connection in which each table is `<room>.<name>`; it reads these tables' files and nothing else."""
    connection = duckdb.connect(config=NO_DOWNLOADS)
    connection.execute("SET TimeZone = 'UTC'")
    for role in SchemaRole:
        connection.execute(f"CREATE SCHEMA {quoted(role)}")
    for table in tables.values():
        name = f"{quoted(table.table.role)}.{quoted(table.table.name)}"
        connection.execute(f"CREATE VIEW {name} AS {rows_of(table)}")
    # What a user writes is evaluated here: from now on it reads these tables and nothing else.
    folders = ", ".join(_literal(f"{table.folder}/") for table in tables.values())
    connection.execute(f"SET allowed_directories = [{folders}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


def local_store(folder: Path) -> LakehouseStore:
    """The store over a local folder, schemas named as in the settings."""
    settings = make_settings()
    return LakehouseStore(
        LocalLakehouse(folder, {SchemaRole.RAW: settings.raw_schema_name, SchemaRole.ANSWERS: settings.schema_name}),
        redactor=Redactor(settings.redaction_rules, settings.redaction_allow),
    )


def in_schemas(statement: str) -> str:
    """SQL with `{raw}` and `{answers}` replaced by the schemas that stand for the two rooms in DuckDB."""
    for role in SchemaRole:
        statement = statement.replace(f"{{{role}}}", quoted(role))
    return statement


def rows_of(table: OpenTable) -> str:
    """SQL that gives an open table's rows in the columns, order and types of its contract.

    A column that some or all of the files lack (they are older than it) is NULL; a table without files has no rows.
    """
    columns = [(quoted(column.name), duckdb_type(column.type)) for column in table.table.columns]
    source = "SELECT {} WHERE false".format(", ".join(f"CAST(NULL AS {type_}) AS {name}" for name, type_ in columns))
    if table.files:
        source += f" UNION ALL BY NAME SELECT * FROM {files_of(table)}"
    typed = ", ".join(f"CAST({name} AS {type_}) AS {name}" for name, type_ in columns)
    return f"SELECT {typed} FROM ({source})"


def files_of(table: OpenTable, *, alike: bool = False) -> str:
    """SQL that reads an open table's files, of which there must be one. `alike`: all have the first one's columns."""
    partitioned = str(bool(table.table.partitioned_by)).lower()
    files = ", ".join(map(_literal, table.files))
    by_name = str(not alike).lower()
    return (
        f"read_parquet([{files}], union_by_name = {by_name}, hive_partitioning = {partitioned}, "
        "hive_types_autocast = false)"
    )


def duckdb_type(spark_type: str) -> str:
    """DuckDB's name of a type that contracts use (Spark SQL). A map or struct holds plain types only."""
    outer, _, inner = spark_type.removesuffix(">").partition("<")
    match outer if inner else "":
        case "ARRAY":
            return duckdb_type(inner) + "[]"
        case "MAP":
            return f"MAP({', '.join(map(duckdb_type, inner.split(',')))})"
        case "STRUCT":
            fields = (field.split(":") for field in inner.split(","))
            return f"STRUCT({', '.join(f'{quoted(name)} {duckdb_type(type_)}' for name, type_ in fields)})"
    return SPARK_TO_DUCKDB.get(spark_type, spark_type)


Result = TypeVar("Result")


def again_if_files_left(attempt: Callable[[], Result]) -> Result:
    """The attempt's result; a second attempt where maintenance removed files between listing and reading."""
    try:
        return attempt()
    except duckdb.IOException:
        # The newest version does not name them.
        try:
            return attempt()
        except duckdb.IOException as failure:
            said = str(failure).splitlines()[0]
            raise MissingDependency(f"A data file cannot be read: {said}. Restore it.") from failure


def _kept(relation: DuckDBPyRelation, text: str, asked: Expression, types: Mapping[str, str]) -> DuckDBPyRelation:
    try:
        return relation.filter(asked)
    except duckdb.Error as failure:
        raise invalid_condition(text, failure, types) from failure


def fetched(relation: DuckDBPyRelation) -> tuple[tuple[Any, ...], ...]:
    """The rows, instants as UTC datetimes."""
    columns = columns_of(relation)
    return tuple(in_utc(columns, relation.project(without_zones(columns)).fetchall()))


def without_zones(columns: Sequence[Column]) -> str:
    """SQL that selects the columns, instants as TIMESTAMP in UTC: DuckDB fetches zoned ones only with pytz."""
    return ", ".join(
        f"CAST({quoted(column.name)} AS {column.type.replace(INSTANT, 'TIMESTAMP')}) AS {quoted(column.name)}"
        if INSTANT in column.type
        else quoted(column.name)
        for column in columns
    )


def in_utc(columns: Sequence[Column], rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Rows fetched without zones; the instants among the columns become UTC datetimes again."""
    instants = {position for position, column in enumerate(columns) if column.type == INSTANT}
    if not instants:
        return rows
    return [tuple(_zoned(value) if at in instants else value for at, value in enumerate(row)) for row in rows]


def _zoned(value: datetime | None) -> datetime | None:
    return None if value is None else value.replace(tzinfo=UTC)


def columns_of(relation: DuckDBPyRelation) -> tuple[Column, ...]:
    """The relation's columns with their DuckDB types."""
    return tuple(Column(name, str(type_)) for name, type_ in zip(relation.columns, relation.types, strict=True))


def _count(relation: DuckDBPyRelation) -> int:
    return int(relation.count("*").fetchall()[0][0])


def _known(name: str, columns: Mapping[str, str]) -> str:
    if name not in columns:
        raise unknown("column", name, list(columns))
    return name


def quoted(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
