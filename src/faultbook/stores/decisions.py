"""Decisions of people as rows of incident_decisions: the one thing that a store writes, and what prevents it."""

from collections.abc import Mapping
from typing import Any, Protocol

from faultbook.errors import FaultbookError
from faultbook.stores.store import Statement
from faultbook.tables import INCIDENT_DECISIONS

Row = Mapping[str, Any]
"""The columns of incident_decisions by name; instants have a zone."""
ID = "decision_id"


class MayNotDecide(FaultbookError):
    """The decision cannot be written here, or not by this person: why, and what to do."""

    exit_code = 3


class DecisionStore(Protocol):
    """A store that appends decisions."""

    @property
    def kind(self) -> str:
        """As of every store."""
        ...

    def obstacle_to_deciding(self) -> str | None:
        """Why nothing can be appended, as far as that is known before it is tried; None where it can."""
        ...

    def append_decision(self, row: Row) -> None:
        """Appends the row, unless there is one of its id already, also where several append it at the same time.

        MayNotDecide where the table may not be written.
        """
        ...


def merging() -> Statement:
    """Adds the row that its parameters are, unless there is one of its id; in one statement, which may be repeated."""
    return Statement("append_decision", _merging(":"), _merging("$"))


def _merging(sign: str) -> str:
    columns = INCIDENT_DECISIONS.columns
    row = ", ".join(f"CAST({sign}{column.name} AS {column.type}) AS `{column.name}`" for column in columns)
    names = ", ".join(f"`{column.name}`" for column in columns)
    values = ", ".join(f"new.`{column.name}`" for column in columns)
    return (
        f"MERGE INTO {{answers}}.{INCIDENT_DECISIONS.name} AS old USING (SELECT {row}) AS new "
        f"ON old.`{ID}` = new.`{ID}` WHEN NOT MATCHED THEN INSERT ({names}) VALUES ({values})"
    )
