"""The tables and views of a lakehouse, from the tables' own statistics: no rows are read."""

from collections.abc import Sequence
from typing import Any

from deltalake import DeltaTable

from faultbook.errors import ContractBroken
from faultbook.stores.answers import Answer, AnswerColumn
from faultbook.stores.local.delta_files import LocalLakehouse, refuse_newer_reader
from faultbook.stores.local.local_store import LocalStore
from faultbook.tables import INGEST_LEDGER, TABLES, Table

COLUMNS = (
    AnswerColumn("name", "VARCHAR"),
    AnswerColumn("kind", "VARCHAR"),
    AnswerColumn("schema", "VARCHAR"),
    AnswerColumn("rows", "BIGINT"),
    AnswerColumn("files", "BIGINT"),
    AnswerColumn("bytes", "BIGINT"),
    AnswerColumn("version", "BIGINT"),
    AnswerColumn("newest_batch", "BIGINT"),
    AnswerColumn("comment", "VARCHAR"),
)


def inventory(store: LocalStore) -> Answer:
    """One row per view and table; numbers are None for views, absent tables and tables without statistics.

    Rows count what lies there, also of a batch that is not complete. MissingDependency where there is no lakehouse.
    """
    if not any(store.lakehouse.has(table) for table in TABLES.values()):
        store.lakehouse.open(INGEST_LEDGER)
    views = [(view.name, "view", str(view.role), *[None] * 5, view.comment) for view in store.views.values()]
    rows = (*views, *(_row(store.lakehouse, table) for table in TABLES.values()))
    return Answer(COLUMNS, rows, len(rows))


def _row(lakehouse: LocalLakehouse, table: Table) -> tuple[Any, ...]:
    if not lakehouse.has(table):
        return (table.name, "table", str(table.role), *[None] * 5, "Not there yet: faultbook run setup makes it.")
    try:
        delta = lakehouse.open(table)
        refuse_newer_reader(table, delta)
    except ContractBroken as failure:
        return (table.name, "table", str(table.role), *[None] * 5, str(failure))
    return (table.name, "table", str(table.role), *_numbers(delta), table.comment)


def _numbers(delta: DeltaTable) -> tuple[int | None, int, int, int, int | None]:
    actions = delta.get_add_actions(flatten=True)
    names = set(actions.schema.names)

    def of_files(name: str) -> list[int | None]:
        return list(actions.column(name).to_pylist()) if name in names else []

    sizes, rows = of_files("size_bytes"), of_files("num_records")
    batches = [batch for batch in of_files("max.batch_id") if batch is not None]
    return _sum(rows), len(sizes), _sum(sizes) or 0, delta.version(), max(batches, default=None)


def _sum(numbers: Sequence[int | None]) -> int | None:
    known = [number for number in numbers if number is not None]
    return sum(known) if len(known) == len(numbers) else None
