"""The tables of records, and their rows in the one shape that counts read."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce

from pyspark.sql import DataFrame

from faultbook.formats.port import RecordTable
from faultbook.lakehouse.store import Lakehouse
from faultbook.tables import RECORD_TABLES, Table
from faultbook.transforms.landed.record_columns import TABLE_OF
from faultbook.transforms.records.occurrences import (
    occurrences,
    occurrences_of_errors,
    occurrences_of_logs,
    occurrences_of_text,
)


@dataclass(frozen=True)
class RecordKind:
    """A table of records. `occurrences` selects from its rows the columns that counts read."""

    name: RecordTable
    table: Table
    occurrences: Callable[[DataFrame], DataFrame]


RECORD_KINDS = (
    RecordKind(RecordTable.ERRORS, TABLE_OF[RecordTable.ERRORS], occurrences_of_errors),
    RecordKind(RecordTable.LOGS, TABLE_OF[RecordTable.LOGS], occurrences_of_logs),
    RecordKind(RecordTable.TEXT, TABLE_OF[RecordTable.TEXT], occurrences_of_text),
)


def kind_of(table: Table) -> RecordKind | None:
    """The kind of records that a table contains; None for another table."""
    return next((kind for kind in RECORD_KINDS if kind.table is table), None)


def together(frames: Iterable[DataFrame]) -> DataFrame:
    """The rows of all frames; there must be at least one."""
    return reduce(DataFrame.unionByName, frames)


def stored_occurrences(lakehouse: Lakehouse) -> DataFrame:
    """The stored records of all formats, in the columns that counts read."""
    return occurrences(*(lakehouse.read(table) for table in RECORD_TABLES))
