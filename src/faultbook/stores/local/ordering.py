"""The order of rows: as given, or the newest days and the largest counts first."""

from collections.abc import Mapping, Sequence

from duckdb import ColumnExpression, Expression

from faultbook.stores.answers import main_count
from faultbook.stores.errors import InvalidQuery, unknown

INSTANT = "TIMESTAMP WITH TIME ZONE"


def order_of(given: Sequence[str], columns: Mapping[str, str]) -> list[Expression]:
    """The order over columns (name to SQL type): `name` or `name:desc` as given, NULL last."""
    if not given:
        return _usual_order(columns)
    return [_directed(text, columns) for text in given]


def _directed(text: str, columns: Mapping[str, str]) -> Expression:
    name, _, direction = text.partition(":")
    if name not in columns:
        raise unknown("column", name, list(columns))
    if direction not in ("", "asc", "desc"):
        raise InvalidQuery(f"--order {text!r}: found {direction!r}, expected {name}, {name}:asc or {name}:desc.")
    return _descending(name) if direction == "desc" else ColumnExpression(name).asc().nulls_last()


def _usual_order(columns: Mapping[str, str]) -> list[Expression]:
    leading = [next((name for name, type_ in columns.items() if type_ == "DATE"), None), main_count(columns)]
    if not any(leading):
        leading.append(next((name for name, type_ in columns.items() if type_ == INSTANT), None))
    first = [name for name in leading if name]
    rest = [name for name, type_ in columns.items() if name not in first and type_ in ("VARCHAR", "BIGINT", "INTEGER")]
    return [*map(_descending, first), *(ColumnExpression(name).asc().nulls_last() for name in rest)]


def _descending(name: str) -> Expression:
    return ColumnExpression(name).desc().nulls_last()
