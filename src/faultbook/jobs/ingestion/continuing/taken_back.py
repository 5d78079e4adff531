"""Removes the rows that a complete batch took back: the ends of contents that have gone on."""

from collections.abc import Iterator
from typing import Any

from faultbook.jobs.ingestion import arrow_counts
from faultbook.jobs.ingestion.continuing.net_counts import net_counts
from faultbook.jobs.ingestion.formats import RECORD_KINDS
from faultbook.lakehouse.store import Lakehouse
from faultbook.tables import ERROR_LOGS_REJECTED, INGEST_LEDGER, Table

_COUNTED = {table: arrow_counts.COUNTED_COLUMNS[table]["source_file"] for table in arrow_counts.COUNTED_COLUMNS}


def remove_replaced_tails(lakehouse: Lakehouse, batch_id: int) -> None:
    """Deletes the rows that a complete batch of kind replace took back; sets off its counts. Re-runs are idempotent."""
    net_counts(lakehouse, batch_id)
    columns = ("continues_batch", "continues_file", "tail_line")
    entries = lakehouse.fetch(INGEST_LEDGER, columns, ("batch_id", "=", batch_id), ("entry", "=", "replaced"))
    for entry in entries.to_pylist():
        for table, name_column in row_tables():
            filters = of_tail(entry["continues_batch"], entry["continues_file"], entry["tail_line"], name_column)
            if lakehouse.fetch(table, ("batch_id",), *filters, most=1).num_rows:
                lakehouse.delete_rows(table, *filters)


def row_tables() -> Iterator[tuple[Table, str]]:
    """The tables that have rows of landed files, and the column that names the file."""
    for kind in RECORD_KINDS:
        yield kind.table, _COUNTED[kind.name]
    yield ERROR_LOGS_REJECTED, "source_file"


def of_tail(batch_id: int, source_file: str, line: int, name_column: str) -> list[tuple[str, str, Any]]:
    """Filters of the rows of a tail."""
    return [("batch_id", "=", batch_id), (name_column, "=", source_file), ("line_number", ">=", line)]
