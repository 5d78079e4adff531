"""A query and its answer, in plain Python values."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Query:
    """A request to one view or table.

    `where`: conditions that all must be true, `NAME=VALUE` or an SQL condition. `columns` empty: all. `order`:
    `name` or `name:desc`; empty: the largest counts or the newest rows first. `limit` 0: all rows.
    """

    source: str
    where: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    limit: int = 20


@dataclass(frozen=True)
class AnswerColumn:
    """A column's name and its SQL type."""

    name: str
    type: str


@dataclass(frozen=True)
class Answer:
    """Rows in the order of `columns`: int, float, Decimal, str, bytes, bool, date, datetime in UTC, list, dict, None.

    `total` is the number of rows without the query's limit.
    """

    columns: tuple[AnswerColumn, ...]
    rows: tuple[tuple[Any, ...], ...]
    total: int

    def records(self) -> list[dict[str, Any]]:
        """The rows by column name."""
        names = [column.name for column in self.columns]
        return [dict(zip(names, row, strict=True)) for row in self.rows]


def main_count(columns: Mapping[str, str]) -> str | None:
    """Of columns (name to SQL type) the one that counts: the first whole number named `..._count`, if any."""
    return next((name for name, type_ in columns.items() if name.endswith("_count") and type_ == "BIGINT"), None)
