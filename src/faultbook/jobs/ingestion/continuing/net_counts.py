"""Sets off negative partial sums against the sums that they take from, so that no count stays negative or zero."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from faultbook.lakehouse.store import Lakehouse
from faultbook.tables import ERROR_COUNTS, ERROR_FILE_COUNTS, Table
from faultbook.tables.arrow import arrow_schema

Row = dict[str, Any]
_FOUND_BY: Mapping[Table, str] = {ERROR_COUNTS: "template_hash", ERROR_FILE_COUNTS: "file_path"}
"""The column whose values narrow down the rows that are rewritten."""


def net_counts(lakehouse: Lakehouse, batch_id: int) -> None:
    """Removes the negative sums of a complete batch and takes them from older ones, in one commit for each table.

    All sums stay as they are, before and after. Re-runs are idempotent.
    """
    for table, column in _FOUND_BY.items():
        negative = lakehouse.fetch(table, table.column_names, ("batch_id", "=", batch_id))
        if not negative.num_rows:
            continue
        values = ("batch_id", "<=", batch_id), (column, "in", sorted(set(negative.column(column).to_pylist())))
        rows = lakehouse.fetch(table, table.column_names, *values).to_pylist()
        batches, kept = _set_off(rows, _key_of(table), batch_id)
        lakehouse.replace_where(
            table, pa.Table.from_pylist(kept, schema=arrow_schema(table)), ("batch_id", "in", batches), values[1]
        )


def _key_of(table: Table) -> Sequence[str]:
    return [name for name in table.key if name != "batch_id"]


def _set_off(rows: Sequence[Row], key: Sequence[str], batch_id: int) -> tuple[list[int], list[Row]]:
    """The batches whose rows change, and the rows of all of them as they are afterwards."""
    groups: defaultdict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in rows:
        groups[tuple(row[name] for name in key)].append(row)
    changed = {batch_id}
    for group in groups.values():
        owed = -sum(row["occurrence_count"] for row in group if row["batch_id"] == batch_id)
        for row in sorted(group, key=lambda row: -row["batch_id"]):
            if row["batch_id"] == batch_id:
                row["occurrence_count"] = 0
            elif owed > 0:
                taken = min(owed, row["occurrence_count"])
                row["occurrence_count"] -= taken
                owed -= taken
                changed.add(row["batch_id"])
    kept = [row for row in rows if row["batch_id"] in changed and row["occurrence_count"]]
    return sorted(changed), kept
