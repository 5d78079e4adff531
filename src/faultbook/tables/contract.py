"""What a table is: a name, columns in their order, and how it lies on disk. No logic of any subject, no Spark."""

from dataclasses import dataclass
from enum import StrEnum


class SchemaRole(StrEnum):
    """Which of the two schemas contains a table or view."""

    RAW = "raw"
    """Rows: messages, raw bytes. Readers of answers need no right on these."""
    ANSWERS = "answers"
    """Counts, patterns with redacted examples, ledgers, views."""


class Lease(StrEnum):
    """The right to write a group of tables. One run at a time holds a lease; runs with different leases run at once.

    A run that needs several takes them in the order of this list, so that no two runs wait for each other.
    docs/decisions/leases.md gives the reasons for the groups.
    """

    LOGS = "logs"
    """Batches, records, counts, and what is computed from the counts of complete batches."""
    COST = "cost"
    """The bill and its analysis."""
    EVENTS = "events"
    """What others report as failed, and what is extracted from it."""
    POLLS = "polls"
    """How far pollers came."""
    INCIDENTS = "incidents"
    """Alerts, what people know about errors and services, reports, runs of analyses."""
    DELIVER = "deliver"
    """Messages to other systems: what was tried, and what is still to be sent."""
    DECISIONS = "decisions"
    """What people decide in the console and by the API, which append without waiting for runs of the other leases."""


@dataclass(frozen=True)
class Column:
    """One column: name, Spark SQL type, comment (units, and what NULL means), and whether NULL may occur."""

    name: str
    type: str
    comment: str
    nullable: bool = True


@dataclass(frozen=True)
class Table:
    """A stored table's contract.

    `lease` is what a run must hold to write the table; None only for the table of the leases themselves. `version`
    grows when nullable columns are added; `key` names the columns that identify a row (empty: rows have no identity,
    as with byte-identical log lines). `statistics` names the columns of which data files keep the least and the
    largest value, because rows are filtered by them; empty: the platform's default.

    `computed_from` names the tables that its rows are computed from, as `cost_ledger` or `billing.usage`, or in words
    what else they come from. `kept` is how long a row is kept; settings in it are written in backticks.
    """

    name: str
    role: SchemaRole
    lease: Lease | None
    comment: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    partitioned_by: tuple[str, ...] = ()
    order_by: tuple[str, ...] = ()
    statistics: tuple[str, ...] = ()
    version: int = 1
    computed_from: tuple[str, ...] = ()
    kept: str = "For ever."

    @property
    def column_names(self) -> tuple[str, ...]:
        """The columns' names, in order."""
        return tuple(column.name for column in self.columns)

    def ddl(self) -> str:
        """The columns as a DDL string, `name TYPE, ...`, that Spark reads as a schema."""
        return ", ".join(f"`{column.name}` {column.type}" for column in self.columns)
