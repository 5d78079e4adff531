"""A view's rows in three ways: the PySpark function, its Databricks SQL on Spark, its DuckDB SQL on DuckDB."""

import inspect
import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.types import StructType

import faultbook
from faultbook.tables import TABLES, Table
from faultbook.tables.view import View
from faultbook.transforms.views import FUNCTIONS, VIEWS
from tests.frames import Rows, frame
from tests.nested import NESTED
from tests.severity_rows import DEFAULT_ROWS

GENERATED = Path(faultbook.__file__).parent / "generated"
ARROW_TYPES = {
    "STRING": pa.string(),
    "BIGINT": pa.int64(),
    "INT": pa.int32(),
    "DOUBLE": pa.float64(),
    "BOOLEAN": pa.bool_(),
    "BINARY": pa.binary(),
    "DATE": pa.date32(),
    "TIMESTAMP": pa.timestamp("us", tz="UTC"),
    "ARRAY<STRING>": pa.list_(pa.string()),
    "MAP<STRING,STRING>": pa.map_(pa.string(), pa.string()),
    "ARRAY<BIGINT>": pa.list_(pa.int64()),
    **NESTED,
}
DUCKDB_TYPES = {
    "INT": "INTEGER",
    "STRING": "VARCHAR",
    "TIMESTAMP": "TIMESTAMP WITH TIME ZONE",
    "ARRAY<STRING>": "VARCHAR[]",
    "ARRAY<BIGINT>": "BIGINT[]",
}

PlainTables = Mapping[str, Sequence[dict[str, Any]]]


def frames(tables: PlainTables) -> dict[str, DataFrame]:
    """Every stored table as a frame; those that are not given are empty, the severities the default ones."""
    return {name: frame(_rows(tables, name), table.ddl()) for name, table in TABLES.items()}


def arrow_tables(tables: PlainTables) -> dict[str, pa.Table]:
    """Every stored table as an Arrow table, the rows in another order; those that are not given are empty."""
    return {name: _arrow(table, _rows(tables, name)) for name, table in TABLES.items()}


def _rows(tables: PlainTables, name: str) -> Sequence[dict[str, Any]]:
    return tables.get(name, DEFAULT_ROWS if name == "severity_ranks" else ())


def rows_of(view: str, tables: PlainTables) -> Rows:
    """The rows of a view's function on Spark over plain rows, sorted by the view's key."""
    made = frames({name: tables.get(name, ()) for name in _reads(VIEWS[view])})
    return by_function(VIEWS[view], made)[0]


def by_function(view: View, made: Mapping[str, DataFrame]) -> tuple[Rows, list[tuple[str, str]]]:
    """Rows and columns (name, type) of the function on Spark."""
    return _of_spark(view, FUNCTIONS[view.name](**{name: made[name] for name in _reads(view)}))


def register(made: Mapping[str, DataFrame]) -> None:
    """Makes each frame a temporary view, for `by_databricks_text`."""
    for name, rows in made.items():
        rows.createOrReplaceTempView(name)


def by_databricks_text(view: View) -> tuple[Rows, list[tuple[str, str]]]:
    """Rows and columns of the generated Databricks SQL on Spark, over the views that `register` made."""
    session = SparkSession.getActiveSession()
    assert session is not None
    text = _text("databricks", view).replace("{raw}.", "").replace("{answers}.", "")
    return _of_spark(view, session.sql(text))


def by_duckdb_text(view: View, tables: Mapping[str, pa.Table], zone: str = "UTC") -> tuple[Rows, list[tuple[str, str]]]:
    """Rows and columns of the generated DuckDB SQL on DuckDB."""
    with duckdb.connect() as connection:
        connection.execute(f"set TimeZone = '{zone}'")
        for role in ("raw", "answers"):
            connection.execute(f"create schema {role}")
        for name, rows in tables.items():
            connection.register(f"arrow_{name}", rows)
            connection.execute(f"create view {TABLES[name].role}.{name} as select * from arrow_{name}")
        connection.execute(f"create view {view.name} as {duckdb_text(view)}")
        described = connection.execute(f"describe {view.name}").fetchall()
        rows = connection.sql(f"from {view.name}").to_arrow_table()
    return by_key(view, rows), [(name, type_) for name, type_, *_ in described]


def arrow_type(type_: str) -> pa.DataType:
    """A contract's type in Arrow."""
    if type_.startswith("DECIMAL("):
        precision, scale = type_.removeprefix("DECIMAL(").removesuffix(")").split(",")
        return pa.decimal128(int(precision), int(scale))
    return ARROW_TYPES[type_]


def duckdb_text(view: View) -> str:
    """The DuckDB SQL over schemas named raw and answers."""
    return _text("duckdb", view).replace("{raw}", "raw").replace("{answers}", "answers")


def columns_on_spark(view: View) -> list[tuple[str, str]]:
    """The contract's columns as Spark names their types."""
    return [(field.name, field.dataType.simpleString()) for field in StructType.fromDDL(view.ddl())]


def columns_on_duckdb(view: View) -> list[tuple[str, str]]:
    """The contract's columns as DuckDB names their types."""
    return [(column.name, DUCKDB_TYPES.get(column.type, column.type)) for column in view.columns]


def by_key(view: View, rows: pa.Table) -> Rows:
    """The rows in the order of the view's key, of all columns where it has none; NULLs first."""
    # Python cannot hold the year 9999 in a zone where it ends later.
    utc = [
        field.with_type(ARROW_TYPES["TIMESTAMP"]) if pa.types.is_timestamp(field.type) else field
        for field in rows.schema
    ]
    names = view.key or view.column_names
    return sorted(
        rows.cast(pa.schema(utc)).to_pylist(), key=lambda row: [(row[name] is not None, row[name]) for name in names]
    )


def _reads(view: View) -> Sequence[str]:
    return tuple(inspect.signature(FUNCTIONS[view.name]).parameters)


def _arrow(table: Table, rows: Sequence[dict[str, Any]]) -> pa.Table:
    shuffled = random.Random(len(rows)).sample(rows, len(rows))
    schema = pa.schema([(column.name, arrow_type(column.type)) for column in table.columns])
    return pa.Table.from_pylist(list(shuffled), schema=schema)


def _of_spark(view: View, rows: DataFrame) -> tuple[Rows, list[tuple[str, str]]]:
    return by_key(view, rows.toArrow()), [(field.name, field.dataType.simpleString()) for field in rows.schema]


def _text(dialect: str, view: View) -> str:
    return (GENERATED / dialect / f"{view.name}.sql").read_text("utf-8")
