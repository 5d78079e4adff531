"""Arrow types of the contracts' nested columns, spelled out: tests without Spark need them too."""

import pyarrow as pa

_INSTANT = pa.timestamp("us", "UTC")
_HOUR = {"hour": _INSTANT, "observed": pa.int64(), "expected": pa.float64(), "z": pa.float64()}
_EXPLANATION = {
    **{"pattern_id": pa.string(), "template": pa.string(), "error_code": pa.string(), "observed": pa.int64()},
    **{"expected": pa.float64(), "excess": pa.float64(), "share": pa.float64()},
}

NESTED: dict[str, pa.DataType] = {
    "MAP<STRING,STRING>": pa.map_(pa.string(), pa.string()),
    "MAP<STRING,DOUBLE>": pa.map_(pa.string(), pa.float64()),
    "ARRAY<STRUCT<hour:TIMESTAMP,observed:BIGINT,expected:DOUBLE,z:DOUBLE>>": pa.list_(pa.struct(list(_HOUR.items()))),
    "ARRAY<STRUCT<pattern_id:STRING,template:STRING,error_code:STRING,observed:BIGINT,expected:DOUBLE,"
    "excess:DOUBLE,share:DOUBLE>>": pa.list_(pa.struct(list(_EXPLANATION.items()))),
}
