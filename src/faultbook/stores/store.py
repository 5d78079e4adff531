"""The port of every store: a statement and its values in, rows out."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any, Protocol

from faultbook.stores.answers import Answer, Query

Value = str | int | float | None
"""A value of a named parameter. Instants and days go as ISO text; the statement casts them."""
Row = dict[str, Any]
"""A row by column name: int, float, Decimal, str, bool, date, datetime in UTC, list, dict, None."""

ROWS_IN_ALL = "rows_in_all"
_TABLE = re.compile(r"\{(?:raw|answers)\}\.([\"`]?)(\w+)\1")

_PARAMETER = re.compile(r"\$(\w+)")
_GENERATED = files("faultbook").joinpath("generated", "questions")


@dataclass(frozen=True)
class Statement:
    """One query in both dialects, with `{raw}` and `{answers}` for the schemas and named parameters.

    `reads` names its tables, `view` the published view that it reads instead, if it does. `timed_by` names a column of
    its tables by which rows outside of $since and $until are in no answer, so that a store need not read them.
    """

    name: str
    databricks: str
    duckdb: str
    reads: tuple[str, ...] = ()
    view: str | None = None
    timed_by: str | None = None

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of its parameters."""
        return tuple(sorted(set(_PARAMETER.findall(self.duckdb))))

    def page(self, order: tuple[str, ...], *, columns: tuple[str, ...] = (), counted: bool = False) -> "Statement":
        """The rows of one page: skips `:skipped` rows, then at most `:page_rows`. `order`: names, `-` for descending.

        The order must be total, so that pages neither share nor miss a row. `columns` empty: all. `counted`: each row
        has in ROWS_IN_ALL the number of rows on all pages; the engine then holds them all, so only where they are few.
        """
        shown = ", ".join(columns) or "*"
        ordered = ", ".join(f"{name.lstrip('-')} {'DESC' if name[0] == '-' else 'ASC'} NULLS LAST" for name in order)
        in_all = f", count(*) OVER () AS {ROWS_IN_ALL}" if counted else ""

        def paged(text: str, sign: str) -> str:
            return (
                f"SELECT {shown}{in_all} FROM (\n{text}\n) AS matching ORDER BY {ordered} "
                f"LIMIT {sign}page_rows OFFSET {sign}skipped"
            )

        return replace(self, databricks=paged(self.databricks, ":"), duckdb=paged(self.duckdb, "$"))

    def total(self) -> "Statement":
        """The number of rows: one row with `total`."""

        def counted(text: str) -> str:
            return f"SELECT count(*) AS total FROM (\n{text}\n) AS matching"

        name = f"{self.name}, total"
        return replace(self, name=name, databricks=counted(self.databricks), duckdb=counted(self.duckdb))


class Store(Protocol):
    """Answers statements from one lakehouse. Failures are FaultbookErrors with the fix."""

    @property
    def kind(self) -> str:
        """`embedded`, `warehouse`, `spark`, or `none` where nothing is set up."""
        ...

    def rows(self, statement: Statement, values: Mapping[str, Value]) -> list[Row]:
        """The statement's rows with the values bound; all of them, or a failure, never a part."""
        ...


class QueryStore(Store, Protocol):
    """A store that also answers queries with conditions: a local lakehouse, or a job's own."""

    def ask(self, query: Query, /) -> Answer:
        """The answer; InvalidQuery where a name is wrong."""
        ...


def with_tables(text: str, names: Mapping[str, str]) -> str:
    """The text with each `{raw}.<table>` and `{answers}.<table>` replaced by the table's name in `names`."""
    return _TABLE.sub(lambda found: names[found[2]], text)


@cache
def query(name: str) -> Statement:
    """A query that was generated from a function in transforms/queries."""
    reads = json.loads(_GENERATED.joinpath("reads.json").read_text("utf-8"))
    databricks, duckdb = (
        _GENERATED.joinpath(dialect, f"{name}.sql").read_text("utf-8").strip() for dialect in ("databricks", "duckdb")
    )
    return Statement(name, databricks, duckdb, tuple(reads[name]))


def over_view(view: str, equal: tuple[str, ...] = ()) -> Statement:
    """A published view; of its columns `equal` each has the parameter of its name, where that is not NULL."""

    def text(sign: str) -> str:
        kept = "".join(f" AND ({sign}{name} IS NULL OR {name} = {sign}{name})" for name in equal)
        return f"SELECT * FROM {{answers}}.{view} WHERE true{kept}"

    return Statement(view, text(":"), text("$"), view=view)
