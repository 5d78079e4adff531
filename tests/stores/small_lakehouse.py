"""A lakehouse of a few rows, written by delta-rs in the contracts' types; absent values are filled in."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
from deltalake import write_deltalake

from faultbook.stores.local.delta_files import LocalLakehouse
from faultbook.stores.local.local_store import LocalStore
from faultbook.stores.views import PublishedView
from faultbook.tables import TABLES, SchemaRole, Table
from tests.nested import NESTED
from tests.severity_rows import DEFAULT_ROWS

SCHEMAS = {SchemaRole.RAW: "faultbook_raw", SchemaRole.ANSWERS: "faultbook"}
NOON = datetime(2026, 2, 3, 12, tzinfo=UTC)
ARROW = {
    "STRING": (pa.string(), ""),
    "TIMESTAMP": (pa.timestamp("us", "UTC"), NOON),
    "INT": (pa.int32(), 0),
    "BIGINT": (pa.int64(), 0),
    "BINARY": (pa.binary(), b""),
    "BOOLEAN": (pa.bool_(), False),
    "DATE": (pa.date32(), date(2026, 2, 3)),
    "DOUBLE": (pa.float64(), 0.0),
    "ARRAY<STRING>": (pa.list_(pa.string()), []),
    "MAP<STRING,STRING>": (pa.map_(pa.string(), pa.string()), []),
    **{type_: (arrow, []) for type_, arrow in NESTED.items()},
}


def arrow(type_: str) -> tuple[pa.DataType, Any]:
    """A contract's type in Arrow, and its nothing."""
    if type_.startswith("DECIMAL("):
        precision, scale = type_.removeprefix("DECIMAL(").removesuffix(")").split(",")
        return pa.decimal128(int(precision), int(scale)), Decimal(0)
    return ARROW[type_]


def arrow_schema(table: Table) -> pa.Schema:
    return pa.schema([pa.field(column.name, arrow(column.type)[0], column.nullable) for column in table.columns])


def append(folder: Path, name: str, rows: Sequence[Mapping[str, Any]], mode: str = "append") -> None:
    """Adds rows to a table; a column that a row does not name is NULL where it may be, else empty or zero."""
    table = TABLES[name]
    full = [
        {
            column.name: row.get(column.name, None if column.nullable else arrow(column.type)[1])
            for column in table.columns
        }
        for row in rows
    ]
    where = folder / SCHEMAS[table.role] / name
    where.mkdir(parents=True, exist_ok=True)
    data = pa.Table.from_pylist(full, arrow_schema(table))
    write_deltalake(str(where), data, mode=mode, partition_by=list(table.partitioned_by) or None)


def make_lakehouse(folder: Path, **rows: Sequence[Mapping[str, Any]]) -> Path:
    """All tables of the contracts, empty where no rows are given; the severities are the default ones."""
    for name in TABLES:
        append(folder, name, rows.get(name, DEFAULT_ROWS if name == "severity_ranks" else ()))
    return folder


def store_of(folder: Path, views: Mapping[str, PublishedView] | None = None) -> LocalStore:
    return LocalStore(LocalLakehouse(folder, SCHEMAS), views)


def counts(batch_id: int, error_code: str = "CC-3005", occurrence_count: int = 1, **more: Any) -> dict[str, Any]:
    return {
        "batch_id": batch_id,
        "error_code": error_code,
        "occurrence_count": occurrence_count,
        "severity": "Error",
        **more,
    }


def ledger(batch_id: int, source_file: str = "a.log", entry: str = "ingest", **more: Any) -> dict[str, Any]:
    return {"batch_id": batch_id, "source_file": source_file, "entry": entry, **more}


def batch(batch_id: int, kind: str = "ingest", **more: Any) -> dict[str, Any]:
    return {"batch_id": batch_id, "kind": kind, "stream_id": "s", "files": ["a.log"], **more}
