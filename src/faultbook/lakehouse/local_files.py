"""Small reads and appends of local tables without Spark: a Delta commit costs milliseconds instead of a Spark job.

deltalake is imported late: a workspace does not have it and does not need it.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

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


def replace_rows(folder: Path, rows: pa.Table) -> None:
    """Replaces all rows in one commit."""
    from deltalake import PostCommitHookProperties, write_deltalake  # noqa: PLC0415

    hooks = PostCommitHookProperties(create_checkpoint=False, cleanup_expired_logs=False)
    write_deltalake(str(folder), rows, mode="overwrite", post_commithook_properties=hooks)


def fetch_rows(folder: Path, columns: Sequence[str], where: Sequence[Filter]) -> pa.Table:
    """The columns of the rows that fulfil all filters."""
    from deltalake import DeltaTable  # noqa: PLC0415

    return DeltaTable(str(folder)).to_pyarrow_table(columns=list(columns), filters=list(where) or None)
