"""Rows of a source in DuckDB, in memory, and what holds for each of them: how rules are tested without Java."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import duckdb
from sqlglot import exp

from faultbook.rules.duckdb_sql import duckdb_sql
from faultbook.rules.frame import Frame

_POSITION = "row position"
"""No name of a column has a blank."""


def evaluated(expressions: Sequence[str], rows: Sequence[Mapping[str, Any]], frame: Frame) -> list[tuple[Any, ...]]:
    """The values of Spark SQL expressions for each row: one tuple a row, in their order. Rows are those of `row_of`."""
    if not expressions or not rows:
        return [() for _ in rows]
    columns = list(frame.columns)
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute(
            f'CREATE TABLE frame ("{_POSITION}" BIGINT, {", ".join(map(_declared, frame.columns.items()))})'
        )
        places = ", ".join("?" for _ in range(len(columns) + 1))
        connection.executemany(
            f"INSERT INTO frame VALUES ({places})",
            [[number, *(_given(row.get(column)) for column in columns)] for number, row in enumerate(rows)],
        )
        selected = ", ".join(map(duckdb_sql, expressions))
        return connection.execute(f'SELECT {selected} FROM frame ORDER BY "{_POSITION}"').fetchall()


def _declared(column: tuple[str, str]) -> str:
    name, spark_type = column
    made = exp.DataType.build(spark_type, dialect="spark").sql(dialect="duckdb")
    return f'"{name}" {made}'


def _given(value: Any) -> Any:
    """A value as DuckDB takes it as a parameter; structures are only looked at for being there."""
    if isinstance(value, Mapping) and not all(isinstance(one, str | None) for one in value.values()):
        return json.dumps(value, default=str)
    return dict(value) if isinstance(value, Mapping) else value
