"""Rows made by Python (ledgers, batches, checks) as a frame in a contract's columns."""

from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession

from faultbook.tables import Table

_ARROW_TYPES: dict[str, pa.DataType] = {
    "STRING": pa.string(),
    "BIGINT": pa.int64(),
    "INT": pa.int32(),
    "DOUBLE": pa.float64(),
    "BOOLEAN": pa.bool_(),
    "DATE": pa.date32(),
    "TIMESTAMP": pa.timestamp("us", tz="UTC"),
    "BINARY": pa.binary(),
    "ARRAY<STRING>": pa.list_(pa.string()),
}


def rows_of(spark: SparkSession, table: Table, rows: Iterable[Mapping[str, Any]]) -> DataFrame:
    """A frame of `table`'s columns; a column that a row does not name is NULL.

    Instants are datetimes with a zone, or microseconds since 1970 as int: Python's own cannot go through every local
    zone in the years 1 and 9999. By Arrow, since tuples would start Python workers for a handful of rows.
    """
    found = list(rows)
    columns = {
        column.name: pa.array([row.get(column.name) for row in found], type=_arrow_type(column.type))
        for column in table.columns
    }
    return spark.createDataFrame(pa.table(columns))


def _arrow_type(type_: str) -> pa.DataType:
    if type_.startswith("DECIMAL("):
        precision, scale = type_.removeprefix("DECIMAL(").removesuffix(")").split(",")
        return pa.decimal128(int(precision), int(scale))
    return _ARROW_TYPES[type_]
