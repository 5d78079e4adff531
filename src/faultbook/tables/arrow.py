"""The contract of a table as an Arrow schema."""

import pyarrow as pa

from faultbook.tables.contract import Table

_TYPES: dict[str, pa.DataType] = {
    "STRING": pa.string(),
    "BIGINT": pa.int64(),
    "INT": pa.int32(),
    "DOUBLE": pa.float64(),
    "BOOLEAN": pa.bool_(),
    "DATE": pa.date32(),
    "TIMESTAMP": pa.timestamp("us", tz="UTC"),
    "BINARY": pa.binary(),
    "ARRAY<STRING>": pa.list_(pa.string()),
    "MAP<STRING,STRING>": pa.map_(pa.string(), pa.string()),
}


def arrow_type(type_: str) -> pa.DataType:
    """The Arrow type of a column's Spark SQL type. KeyError for types that no table has."""
    if type_.startswith("DECIMAL("):
        precision, scale = type_.removeprefix("DECIMAL(").removesuffix(")").split(",")
        return pa.decimal128(int(precision), int(scale))
    return _TYPES[type_]


def arrow_schema(table: Table) -> pa.Schema:
    """The columns of a table, in order."""
    return pa.schema([pa.field(column.name, arrow_type(column.type)) for column in table.columns])
