"""DuckDB's side of the contracts: names and text quoted, types, an open table's rows, instants as Python has them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from duckdb import DuckDBPyRelation

from faultbook.stores.answers import AnswerColumn
from faultbook.stores.local.delta_files import OpenTable
from faultbook.tables import SchemaRole

INSTANT = "TIMESTAMP WITH TIME ZONE"
SPARK_TO_DUCKDB = {"STRING": "VARCHAR", "TIMESTAMP": INSTANT, "BINARY": "BLOB", "INT": "INTEGER"}


def quoted(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Text as an SQL string."""
    return "'" + text.replace("'", "''") + "'"


def in_schemas(statement: str) -> str:
    """SQL with `{raw}` and `{answers}` replaced by DuckDB schemas of these names."""
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
    files = ", ".join(map(literal, table.files))
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


def columns_of(relation: DuckDBPyRelation) -> tuple[AnswerColumn, ...]:
    """The relation's columns with their DuckDB types."""
    return tuple(AnswerColumn(name, str(type_)) for name, type_ in zip(relation.columns, relation.types, strict=True))


def without_zones(columns: Sequence[AnswerColumn]) -> str:
    """SQL that selects the columns, instants as TIMESTAMP in UTC: DuckDB fetches zoned ones only with pytz."""
    return ", ".join(
        f"CAST({quoted(column.name)} AS {column.type.replace(INSTANT, 'TIMESTAMP')}) AS {quoted(column.name)}"
        if INSTANT in column.type
        else quoted(column.name)
        for column in columns
    )


def in_utc(columns: Sequence[AnswerColumn], rows: list[tuple[Any, ...]]) -> tuple[tuple[Any, ...], ...]:
    """Rows fetched without zones; the instants among the columns become UTC datetimes again."""
    instants = {position for position, column in enumerate(columns) if column.type == INSTANT}
    if not instants:
        return tuple(rows)
    return tuple(tuple(_zoned(value) if at in instants else value for at, value in enumerate(row)) for row in rows)


def _zoned(value: datetime | None) -> datetime | None:
    return None if value is None else value.replace(tzinfo=UTC)
