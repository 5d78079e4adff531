"""The rows of several files while they are read, table by table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from faultbook.formats.port import Record, RecordTable
from faultbook.transforms.landed.record_columns import TableColumns
from faultbook.transforms.landed.row_values import LabelledFile

_ROWS_OF_BATCH = 10_000


@dataclass(frozen=True)
class Mark:
    """How much there was before a file was read: the batches and the rows of each table, the batches of rejects."""

    batches: dict[RecordTable, int]
    waiting: dict[RecordTable, list[Any]]
    rejects: int


@dataclass
class FileRows:
    """Records by table, in the columns of each, and rejects. `changed`: files of which nothing is in them, because
    their content was not the same any more.
    """

    columns_of: Callable[[RecordTable], TableColumns]
    records: dict[RecordTable, list[pa.RecordBatch]] = field(default_factory=dict)
    rejects: list[pa.RecordBatch] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    _makers: dict[RecordTable, TableColumns] = field(default_factory=dict)
    _waiting: dict[RecordTable, list[Any]] = field(default_factory=dict)

    def add(self, table: RecordTable, records: Sequence[Record], file: LabelledFile) -> None:
        """Adds records of a file."""
        if table not in self._makers:
            self._makers[table] = self.columns_of(table)
        waiting = self._waiting.setdefault(table, [])
        waiting += self._makers[table].rows(records, file)
        if len(waiting) >= _ROWS_OF_BATCH:
            self._make_batch(table)

    def mark(self) -> Mark:
        """What there is now, to go back to."""
        batches = {table: len(made) for table, made in self.records.items()}
        return Mark(batches, {table: list(rows) for table, rows in self._waiting.items()}, len(self.rejects))

    def go_back(self, mark: Mark) -> None:
        """Drops what was added since a mark."""
        self.records = {table: self.records[table][:count] for table, count in mark.batches.items()}
        self._waiting = mark.waiting
        del self.rejects[mark.rejects :]

    def end(self) -> None:
        """Makes batches of the last rows."""
        for table in [table for table, rows in self._waiting.items() if rows]:
            self._make_batch(table)

    def _make_batch(self, table: RecordTable) -> None:
        batch = self._makers[table].columns(self._waiting[table])
        self.records.setdefault(table, []).append(batch)
        self._waiting[table] = []
