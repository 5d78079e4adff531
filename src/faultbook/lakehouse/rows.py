"""Rows made by Python (ledgers, batches, checks) as a frame in a contract's columns."""

from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.pandas.types import from_arrow_schema

from faultbook.tables import Table
from faultbook.tables.arrow import arrow_type


def rows_of(spark: SparkSession, table: Table, rows: Iterable[Mapping[str, Any]]) -> DataFrame:
    """A frame of `table`'s columns; see table_of. By Arrow, since tuples would start Python workers for a few rows."""
    return spark.createDataFrame(table_of(table, rows))


def table_of(table: Table, rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """The rows in `table`'s columns; a column that a row does not name is NULL.

    Instants are datetimes with a zone, or microseconds since 1970 as int: Python's own cannot go through every local
    zone in the years 1 and 9999.
    """
    found = list(rows)
    columns = {
        column.name: pa.array([row.get(column.name) for row in found], type=arrow_type(column.type))
        for column in table.columns
    }
    return pa.table(columns)


def frame_of(spark: SparkSession, rows: pa.Table) -> DataFrame:
    """The rows as a frame; where there are none too, of which Spark Connect reads no schema."""
    if rows.num_rows:
        return spark.createDataFrame(rows)
    # With the limit the optimizer knows that there is no row, and leaves out what would be joined with it.
    return spark.createDataFrame([], from_arrow_schema(rows.schema, prefer_timestamp_ntz=False)).limit(0)
