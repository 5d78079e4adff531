"""What is remarkable about the text of a statement, read from its syntax tree; never from words in it.

A text in, names of traits out. Nothing here raises: a text that cannot be read has no traits and the reading UNPARSED.
"""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

VERSION = 1
"""Grows when a trait is added or judged otherwise: stored traits of older versions are found anew."""

SELECT_ALL, UNBOUNDED_SORT, CROSS_JOIN = "SELECT_ALL", "UNBOUNDED_SORT", "CROSS_JOIN"
TRAITS = (SELECT_ALL, UNBOUNDED_SORT, CROSS_JOIN)

# The parser warns about statements that it passes on as they are (SET, OPTIMIZE); expected here.
logging.getLogger("sqlglot").setLevel(logging.ERROR)

_PIPE_STEP = re.compile(r"__tmp\d*")
"""The parser writes a pipe's steps as such expressions, each with a star that nobody typed."""


class Reading(StrEnum):
    """Whether a text could be read."""

    PARSED = "PARSED"
    UNPARSED = "UNPARSED"
    TOO_LONG = "TOO_LONG"


@dataclass(frozen=True)
class Inspection:
    """What was found: the traits in the order of TRAITS; none where the text was not read."""

    reading: Reading
    traits: tuple[str, ...] = ()


def inspect(text: str, *, most_characters: int = 100_000) -> Inspection:
    """The traits of a statement in Databricks SQL. Longer texts are not read: they may be cut off."""
    if len(text) > most_characters:
        return Inspection(Reading.TOO_LONG)
    try:
        trees = [tree for tree in sqlglot.parse(text, read="databricks") if tree is not None]
    except (SqlglotError, RecursionError, ValueError):
        return Inspection(Reading.UNPARSED)
    if not trees or any(isinstance(tree, exp.Command) for tree in trees):
        return Inspection(Reading.UNPARSED)
    found = {trait for tree in trees for trait in _traits(tree)}
    return Inspection(Reading.PARSED, tuple(trait for trait in TRAITS if trait in found))


def _traits(tree: exp.Expr) -> Iterator[str]:
    selects = list(tree.find_all(exp.Select))
    if any(_selects_all(select) for select in selects):
        yield SELECT_ALL
    if _sorts_all(tree):
        yield UNBOUNDED_SORT
    if any(_crosses(select) for select in selects):
        yield CROSS_JOIN


def _selects_all(select: exp.Select) -> bool:
    """A star, without exceptions, over a table itself: not over named columns, and not where only existence counts."""
    if isinstance(select.parent, exp.Exists) or _is_pipe_step(select):
        return False
    named = {cte.alias_or_name for cte in _named_before(select)}
    tables = {
        source.alias_or_name: source.name
        for source in _sources(select)
        if isinstance(source, exp.Table) and source.name and source.name not in named
    }
    return any(_star_of(one, tables) for one in select.expressions)


def _star_of(column: exp.Expr, tables: dict[str, str]) -> bool:
    star = column.this if isinstance(column, exp.Column) else column
    if not isinstance(star, exp.Star) or star.args.get("except_") or star.args.get("except"):
        return False
    qualifier = column.table if isinstance(column, exp.Column) else ""
    return qualifier in tables if qualifier else bool(tables)


def _sorts_all(tree: exp.Expr) -> bool:
    """The statement's own query is sorted and has no limit; a table made of it does not keep the order anyway."""
    query = tree.expression if isinstance(tree, exp.Create | exp.Insert) else tree
    while isinstance(query, exp.Subquery | exp.Paren) and not query.args.get("order"):
        query = query.this
    if not isinstance(query, exp.Query):
        return False
    return bool(query.args.get("order")) and not (query.args.get("limit") or query.args.get("fetch"))


def _crosses(select: exp.Select) -> bool:
    """Two sources, without a condition that joins their rows."""
    compared = {frozenset(_qualifiers(side)) for side in _equalities(select)}
    for join in select.args.get("joins") or []:
        if join.args.get("on") or join.args.get("using") or join.method or isinstance(join.this, exp.Lateral):
            continue
        if isinstance(join.this, exp.Unnest) or not isinstance(join.this, exp.Table | exp.Subquery):
            continue
        name = join.this.alias_or_name
        if not any(name in pair and len(pair) > 1 for pair in compared) and not _unqualified(select):
            return True
    return False


def _equalities(select: exp.Select) -> Iterator[exp.Expr]:
    where = select.args.get("where")
    yield from where.find_all(exp.EQ) if where else ()


def _qualifiers(equality: exp.Expr) -> set[str]:
    return {column.table for column in equality.find_all(exp.Column)}


def _unqualified(select: exp.Select) -> bool:
    """Two columns of no table are compared: they may join, so nothing is claimed."""
    return any(
        len([column for column in one.find_all(exp.Column) if not column.table]) > 1 for one in _equalities(select)
    )


def _sources(select: exp.Select) -> Iterator[exp.Expr]:
    source = select.args.get("from_") or select.args.get("from")
    if source is not None:
        yield source.this
    yield from (join.this for join in select.args.get("joins") or [])


def _named_before(select: exp.Select) -> Iterator[exp.Expr]:
    """The common table expressions that the select may read."""
    node: exp.Expr | None = select
    while node is not None:
        clause = node.args.get("with_") or node.args.get("with")
        if isinstance(clause, exp.With):
            yield from clause.expressions
        node = node.parent


def _is_pipe_step(select: exp.Select) -> bool:
    if isinstance(select.parent, exp.CTE) and _PIPE_STEP.fullmatch(select.parent.alias_or_name):
        return True
    return any(_PIPE_STEP.fullmatch(source.alias_or_name) for source in _sources(select))
