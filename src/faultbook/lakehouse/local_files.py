"""Small reads and changes of local tables without Spark: a Delta commit costs milliseconds instead of a Spark job.

deltalake is imported late: a workspace does not have it and does not need it.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pyarrow as pa

Filter = tuple[str, str, Any]
"""Column, operator (=, !=, <, <=, >, >=, in, not in), value. NULL fulfils none."""


def append_rows(folder: Path, rows: pa.Table) -> None:
    """Appends rows, in the columns of the table, in one commit."""
    from deltalake import PostCommitHookProperties, WriterProperties, write_deltalake  # noqa: PLC0415

    write_deltalake(
        str(folder),
        rows,
        mode="append",
        writer_properties=WriterProperties(compression="ZSTD"),
        # Checkpoints and old logs are left to Spark's maintenance, which knows the table's settings.
        post_commithook_properties=PostCommitHookProperties(create_checkpoint=False, cleanup_expired_logs=False),
    )


def replace_rows(folder: Path, rows: pa.Table, where: Sequence[Filter] = ()) -> None:
    """Replaces all rows that fulfil `where`, in one commit."""
    from deltalake import PostCommitHookProperties, WriterProperties, write_deltalake  # noqa: PLC0415

    write_deltalake(
        str(folder),
        rows,
        mode="overwrite",
        predicate=_statement(where) or None,
        writer_properties=WriterProperties(compression="ZSTD"),
        post_commithook_properties=PostCommitHookProperties(create_checkpoint=False, cleanup_expired_logs=False),
    )


def delete_rows(folder: Path, where: Sequence[Filter]) -> None:
    """Deletes the rows that fulfil all filters, in one commit."""
    from deltalake import DeltaTable  # noqa: PLC0415

    # What delta-rs keeps in a delete of its own, it writes with views of texts, which pyarrow cannot filter by.
    none = pa.schema(DeltaTable(str(folder)).schema().to_arrow()).empty_table()
    replace_rows(folder, none, where)


def _statement(where: Sequence[Filter]) -> str:
    """Filters over numbers and texts in the SQL of delta-rs."""
    return " AND ".join(f'"{name}" {operator} {_literal(value)}' for name, operator, value in where)


def _literal(value: Any) -> str:
    if isinstance(value, list):
        return f"({', '.join(map(_literal, value))})"
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else str(value)


def fetch_rows(folder: Path, columns: Sequence[str], where: Sequence[Filter]) -> pa.Table:
    """The columns of the rows that fulfil all filters."""
    from pyarrow.parquet import filters_to_expression  # noqa: PLC0415

    return local_dataset(folder).to_table(
        columns=list(columns), filter=filters_to_expression(list(where)) if where else None
    )


def stream_rows(folder: Path, columns: Sequence[str], where: Sequence[Filter]) -> Iterator[pa.RecordBatch]:
    """As `fetch_rows`, batch by batch: in memory are few at once, however many rows there are."""
    from pyarrow.parquet import filters_to_expression  # noqa: PLC0415

    yield from local_dataset(folder).to_batches(columns=list(columns), filter=filters_to_expression(list(where)))


def files_of_last_append(folder: Path) -> list[str] | None:
    """The paths of the files that the newest commit of a table added; None where that commit also removed some, as
    those do that rewrite, delete or change rows.
    """
    newest = max((folder / "_delta_log").glob("*.json"))
    actions = [json.loads(line) for line in newest.read_text("utf-8").splitlines()]
    if any("remove" in action for action in actions):
        return None
    return [str(folder / unquote(action["add"]["path"])) for action in actions if "add" in action]


def stored_properties(folder: Path) -> dict[str, str]:
    """The properties of a table."""
    from deltalake import DeltaTable  # noqa: PLC0415

    return dict(DeltaTable(str(folder)).metadata().configuration)


def stored_types(folder: Path) -> dict[str, str]:
    """Column -> its type as Spark writes it, such as `map<string,string>`."""
    from deltalake import DeltaTable  # noqa: PLC0415

    fields = json.loads(DeltaTable(str(folder)).schema().to_json())["fields"]
    return {field["name"]: _spark_type(field["type"]) for field in fields}


def _spark_type(type_: Any) -> str:
    match type_:
        case {"type": "array", "elementType": element}:
            return f"array<{_spark_type(element)}>"
        case {"type": "map", "keyType": key, "valueType": value}:
            return f"map<{_spark_type(key)},{_spark_type(value)}>"
        case {"type": "struct", "fields": fields}:
            parts = (f"{field['name']}:{_spark_type(field['type'])}" for field in fields)
            return f"struct<{','.join(parts)}>"
    return {"long": "bigint", "integer": "int"}.get(type_, str(type_))


def has_rows(folder: Path) -> bool:
    """True where a table has a row."""
    return bool(local_dataset(folder).head(1).num_rows)


def local_dataset(folder: Path) -> Any:
    """The table as a dataset of pyarrow, which reads its files by itself.

    Through the files of delta-rs, pyarrow's threads would hold buffers of Python; one that is let go of while Python
    ends aborts the process after its work is done (exit code 134).
    """
    from deltalake import DeltaTable  # noqa: PLC0415
    from pyarrow import fs  # noqa: PLC0415

    return DeltaTable(str(folder)).to_pyarrow_dataset(
        filesystem=fs.SubTreeFileSystem(str(folder.absolute()), fs.LocalFileSystem())
    )
