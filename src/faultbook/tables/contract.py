"""What a table is: a name, columns in their order, and how it lies on disk. No logic of any subject, no Spark."""

from dataclasses import dataclass
from enum import StrEnum


class SchemaRole(StrEnum):
    """Which of the two schemas a table or view lives in."""

    RAW = "raw"
    """Rows: messages, raw bytes. Readers of answers need no right on these."""
    ANSWERS = "answers"
    """Counts, patterns with redacted examples, ledgers, views."""


@dataclass(frozen=True)
class Column:
    """One column: name, Spark SQL type, what it says (units and what NULL means), and whether NULL may occur."""

    name: str
    type: str
    comment: str
    nullable: bool = True


@dataclass(frozen=True)
class Table:
    """A stored table's contract.

    `version` grows when nullable columns are added; `key` names the columns that identify a row (empty: rows have no
    identity, as with byte-identical log lines). `statistics` names the columns of which data files keep the least and
    the largest value, because rows are filtered by them; empty: the platform's default.
    """

    name: str
    role: SchemaRole
    comment: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    partitioned_by: tuple[str, ...] = ()
    order_by: tuple[str, ...] = ()
    statistics: tuple[str, ...] = ()
    version: int = 1

    @property
    def column_names(self) -> tuple[str, ...]:
        """The columns' names, in order."""
        return tuple(column.name for column in self.columns)

    def ddl(self) -> str:
        """The columns as a DDL string, `name TYPE, ...`, that Spark reads as a schema."""
        return ", ".join(f"`{column.name}` {column.type}" for column in self.columns)
