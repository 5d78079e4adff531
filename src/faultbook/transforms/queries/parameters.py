"""Named parameters of queries, each cast, so that all engines know its type.

A parameter that is NULL filters nothing. Values are bound when the text runs; they are never part of it.
"""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F


def parameter(name: str, type_: str = "string") -> Column:
    """The value of a named parameter, `:name` in the text."""
    return F.expr(f":{name}").cast(type_)


def equals(column: str, name: str = "") -> Column:
    """True where the column has the parameter's value (by default the parameter of its name), or none is given."""
    value = parameter(name or column)
    return value.isNull() | (F.col(column) == value)


def differs(column: str, name: str) -> Column:
    """True where the column has another value than the parameter's, or none is given."""
    value = parameter(name)
    return value.isNull() | (F.col(column) != value)


def contains_text(column: str, name: str) -> Column:
    """True where the column contains the parameter's text, whatever the case, or none is given."""
    value = parameter(name)
    return value.isNull() | F.contains(F.lower(column), F.lower(value))


def lacks_text(column: str, name: str) -> Column:
    """True where the column does not contain the parameter's text, or none is given."""
    value = parameter(name)
    return value.isNull() | ~F.contains(F.lower(column), F.lower(value))


def between(column: str, *, type_: str = "timestamp", since: str = "since", until: str = "until") -> Column:
    """True from the parameter `since` on and before `until`; NULL leaves that side open."""
    first, end = parameter(since, type_), parameter(until, type_)
    return (first.isNull() | (F.col(column) >= first)) & (end.isNull() | (F.col(column) < end))


def pinned(ingest_ledger: DataFrame) -> DataFrame:
    """The ledger up to the batch that the answer is pinned to (`:through_batch`). In and out: its columns."""
    return ingest_ledger.where(F.col("batch_id") <= parameter("through_batch", "bigint"))


def pinned_rows(rows: DataFrame) -> DataFrame:
    """The rows up to the pinned batch, which is a complete one. In: any columns with batch_id. Out: the same."""
    return rows.where(F.col("batch_id") <= parameter("through_batch", "bigint"))
