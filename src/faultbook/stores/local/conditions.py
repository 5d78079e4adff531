"""Turns what a user writes after `--where` into one DuckDB expression; it cannot become a statement."""

import re
from collections.abc import Mapping

import duckdb
from duckdb import ColumnExpression, ConstantExpression, DuckDBPyConnection, Expression

from faultbook.stores.errors import InvalidQuery

# A value with quotes, brackets, comparisons or a word that joins conditions is meant as SQL.
NAME_IS_VALUE = re.compile(r"\s*(?P<name>\w+)\s*=(?P<value>[^'\"()<>=]*)")
JOINS_CONDITIONS = re.compile(r"\b(and|or)\b", re.IGNORECASE)


def condition(connection: DuckDBPyConnection, text: str, columns: Mapping[str, str]) -> Expression:
    """The condition as an expression over columns (name to SQL type); InvalidQuery where it is neither form.

    `NAME=VALUE` compares a column with the text after the sign, whatever it is (of an array: its elements).
    """
    simple = NAME_IS_VALUE.fullmatch(text)
    if simple and simple["name"] in columns:
        value = simple["value"].strip()
        if value not in columns and not JOINS_CONDITIONS.search(value):
            return _equals(connection, simple["name"], columns[simple["name"]], value)
    try:
        return duckdb.SQLExpression(text)
    except duckdb.Error as failure:
        raise invalid_condition(text, failure, columns) from failure


def invalid_condition(text: str, failure: duckdb.Error, columns: Mapping[str, str]) -> InvalidQuery:
    """The error for a condition that DuckDB does not take."""
    message = (str(failure).splitlines() or [""])[0].rstrip(".! ")
    return InvalidQuery(
        f"--where {text!r} is no condition: {message}. Columns: {', '.join(columns)}. "
        """Write NAME=VALUE, or SQL such as "severity = 'Error' and message ilike '%timeout%'"."""
    )


def _equals(connection: DuckDBPyConnection, name: str, type_: str, value: str) -> Expression:
    if type_.endswith("[]"):
        return duckdb.FunctionExpression("list_contains", ColumnExpression(name), ConstantExpression(value))
    try:
        connection.execute(f"SELECT CAST($1 AS {type_})", [value]).fetchall()
    except duckdb.Error as failure:
        raise InvalidQuery(f"--where {name}: found {value!r}, expected {type_}.") from failure
    return ColumnExpression(name) == ConstantExpression(value).cast(type_)
