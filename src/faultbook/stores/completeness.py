"""Stored tables as every store reads them: rows of complete batches only.

The views and queries have the same rule inside, as transforms.portable.completeness.complete.
"""

from collections.abc import Mapping

from faultbook.stores.errors import unknown
from faultbook.stores.store import Statement, over_view
from faultbook.stores.views import PublishedView
from faultbook.tables import INGEST_BATCHES, INGEST_LEDGER, TABLES, Table

_TELL_OF_BATCHES = {INGEST_LEDGER.name, INGEST_BATCHES.name}


def source(name: str, views: Mapping[str, PublishedView]) -> Statement:
    """All rows of a published view or a stored table; InvalidQuery where the name is neither."""
    if name in views:
        return over_view(name)
    if name in TABLES:
        return stored_rows(TABLES[name])
    raise unknown("view or table", name, [*views, *TABLES])


def stored_rows(table: Table) -> Statement:
    """The rows of a stored table that complete batches wrote; all rows of a table that no batch writes.

    Batches complete one after the other, so all up to the newest in the ledger are complete.
    """
    text = f"SELECT * FROM {{{table.role}}}.{table.name}"
    reads: tuple[str, ...] = (table.name,)
    if has_batches(table):
        text += f" WHERE batch_id <= (SELECT max(batch_id) FROM {{{INGEST_LEDGER.role}}}.{INGEST_LEDGER.name})"
        reads = (table.name, INGEST_LEDGER.name)
    return Statement(table.name, text, text, reads)


def has_batches(table: Table) -> bool:
    """True where a row belongs to the batch that wrote it; the ledger and the list of batches tell of batches."""
    return "batch_id" in table.column_names and table.name not in _TELL_OF_BATCHES
