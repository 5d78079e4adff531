"""Renders a function over frames as SQL text, without Spark.

Needs `sqlframe.activate("standalone")` before anything imports pyspark, so it runs in a process of its own: see
generate.py. The text names schemas by the tokens `{raw}` and `{answers}`.
"""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from inspect import signature
from typing import Any

import sqlglot
from sqlframe.standalone import StandaloneDataFrame, StandaloneSession

from faultbook.errors import FaultbookError
from faultbook.publish.allow_list import not_allowed
from faultbook.publish.tidying import tidied
from faultbook.tables import TABLES, SchemaRole, Table


class NotRenderable(FaultbookError):
    """A function uses what the engines do not agree on, or reads a table that has no contract."""

    exit_code = 2


@dataclass(frozen=True)
class Rendered:
    """A function's query in both dialects, and the tables it reads (the names of its parameters)."""

    databricks: str
    duckdb: str
    reads: tuple[str, ...]


def rendered(function: Callable[..., Any], *, name: str, is_question: bool = False) -> Rendered:
    """The SQL of a function whose parameters are named like the tables it reads; a question may hold `:name`.

    NotRenderable where it reads an unknown table or holds a construct outside the allow-list.
    """
    reads = tuple(signature(function).parameters)
    if unknown := sorted(set(reads) - set(TABLES)):
        raise NotRenderable(f"view {name}: parameter {unknown[0]!r} names no table; expected {', '.join(TABLES)}.")
    with _without_collections():
        return _rendered(function, name, reads, is_question)


def _rendered(function: Callable[..., Any], name: str, reads: tuple[str, ...], is_question: bool) -> Rendered:
    query = function(*map(_scan, reads)).sql(dialect="databricks", optimize=False)
    tree = tidied(sqlglot.parse_one(query, read="databricks"), _columns_by_schema())
    if refused := not_allowed(tree, is_question=is_question):
        raise NotRenderable(f"view {name}: {'; '.join(refused)}. Allowed: src/faultbook/publish/allow_list.py.")
    databricks = tree.sql(dialect="databricks", pretty=True)
    [duckdb] = sqlglot.transpile(databricks, read="databricks", write="duckdb", pretty=True)
    return Rendered(databricks=_with_tokens(databricks, "`"), duckdb=_with_tokens(duckdb, '"'), reads=reads)


@contextmanager
def _without_collections() -> Iterator[None]:
    """Python looks for cycles after each few copies of a syntax tree, in all of them."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _scan(name: str) -> StandaloneDataFrame:
    session = StandaloneSession()
    table = f"{TABLES[name].role}.{name}"
    session.catalog.add_table(table, _columns(TABLES[name]))
    return session.table(table)


def _columns_by_schema() -> dict[str, object]:
    return {
        str(role): {table.name: _columns(table) for table in TABLES.values() if table.role is role}
        for role in SchemaRole
    }


def _columns(table: Table) -> dict[str, str]:
    return {column.name: column.type for column in table.columns}


def _with_tokens(text: str, quote: str) -> str:
    for role in SchemaRole:
        text = text.replace(f"{quote}{role}{quote}.", f"{{{role}}}.")
    return text
