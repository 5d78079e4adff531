"""Frames for tests, made from Arrow tables: five times faster than from Python rows, and equal under Spark Connect."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.pandas.types import to_arrow_schema
from pyspark.sql.types import DataType, MapType, StructType, TimestampType

Row = Sequence[Any] | Mapping[str, Any]


def frame(rows: Sequence[Row], schema: str) -> DataFrame:
    """A frame of `rows` with the DDL `schema` ("code string, seen_at timestamp").

    A row is a tuple in the schema's order, or a dict (absent names are NULL). An instant may be ISO text; without a
    zone it is UTC. Needs the fixture `spark` in the test.
    """
    spark = SparkSession.getActiveSession()
    assert spark is not None, "frame() needs a session: give the test the fixture `spark`"
    struct = StructType.fromDDL(schema)
    columns = [
        pa.array([_value(_cell(row, at, field.name), field.dataType) for row in rows], type=arrow.type)
        for at, (field, arrow) in enumerate(zip(struct.fields, to_arrow_schema(struct), strict=True))
    ]
    return spark.createDataFrame(pa.Table.from_arrays(columns, names=struct.names), schema=struct)


def _cell(row: Row, at: int, name: str) -> Any:
    return row.get(name) if isinstance(row, Mapping) else row[at]


def _value(value: Any, wanted: DataType) -> Any:
    if isinstance(wanted, TimestampType):
        instant = datetime.fromisoformat(value) if isinstance(value, str) else value
        return instant.replace(tzinfo=UTC) if instant is not None and instant.tzinfo is None else instant
    if isinstance(wanted, MapType) and isinstance(value, Mapping):
        return list(value.items())
    return value
