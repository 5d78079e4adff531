"""Spark DDL as Arrow schemas, for writers without Spark."""

import re
from collections.abc import Iterator

import pyarrow as pa

_PLAIN = {
    "STRING": pa.string(),
    "BOOLEAN": pa.bool_(),
    "TINYINT": pa.int8(),
    "INT": pa.int32(),
    "BIGINT": pa.int64(),
    "DOUBLE": pa.float64(),
    "DATE": pa.date32(),
    "TIMESTAMP": pa.timestamp("us", tz="UTC"),
}


def arrow_schema(ddl: str) -> pa.Schema:
    """The schema of `name TYPE, ...`."""
    fields = (column.strip().split(" ", 1) for column in _split(ddl))
    return pa.schema([pa.field(name.strip("`"), arrow_type(text)) for name, text in fields])


def arrow_type(text: str) -> pa.DataType:
    """One type: plain, DECIMAL(p,s), ARRAY<>, MAP<,> or STRUCT<name:type,...>, nested at will."""
    text = text.strip()
    if text in _PLAIN:
        return _PLAIN[text]
    if found := re.fullmatch(r"DECIMAL\((\d+), ?(\d+)\)", text):
        return pa.decimal128(int(found[1]), int(found[2]))
    kind, inner = text.split("<", 1)
    parts = list(_split(inner.removesuffix(">")))
    if kind == "ARRAY":
        return pa.list_(arrow_type(parts[0]))
    if kind == "MAP":
        return pa.map_(arrow_type(parts[0]), arrow_type(parts[1]))
    return pa.struct([(name.strip(), arrow_type(of)) for name, of in (part.split(":", 1) for part in parts)])


def _split(text: str) -> Iterator[str]:
    """The parts between commas that are in no bracket."""
    depth, begun = 0, 0
    for at, letter in enumerate(text):
        depth += letter in "<("
        depth -= letter in ">)"
        if letter == "," and depth == 0:
            yield text[begun:at]
            begun = at + 1
    yield text[begun:]
