"""The text of a query, from names and values that cannot become anything else."""

from collections.abc import Iterator, Mapping, Sequence

from faultbook.catalog.log_tables import Comparison, Value
from faultbook.polling.log_sources.port import Window, written

INGESTED_AT = "faultbook_ingested_at"
"""The column of `ingestion_time()` in an answer."""


def rows_query(table: str, window: Window, where: Mapping[str, Value], columns: Sequence[str] | None) -> str:
    """All rows that were taken in within a window. `columns`: None for all that the table has.

    Names were checked to be letters, digits and low lines; values are literals.
    """
    lines = [*_filtered(table, window, where), f"extend {INGESTED_AT} = ingestion_time()"]
    if columns is not None:
        lines.append(f"project {', '.join(dict.fromkeys(['TimeGenerated', *columns, INGESTED_AT]))}")
    return "\n| ".join(lines)


def count_query(table: str, window: Window, where: Mapping[str, Value]) -> str:
    """How many rows `rows_query` returns."""
    return "\n| ".join([*_filtered(table, window, where), "count"])


def _filtered(table: str, window: Window, where: Mapping[str, Value]) -> Iterator[str]:
    yield table
    yield (
        f"where ingestion_time() >= datetime({written(window.start)}) and "
        f"ingestion_time() < datetime({written(window.end)})"
    )
    for column, value in where.items():
        yield f"where {_condition(column, value)}"


def _condition(column: str, value: Value) -> str:
    if isinstance(value, list):
        return f"{column} in ({', '.join(literal(each) for each in value)})"
    if not isinstance(value, Comparison):
        return f"{column} == {literal(value)}"
    parts = []
    if value.at_least is not None:
        parts.append(f"{column} >= {literal(value.at_least)}")
    if value.contains is not None:
        parts.append(f"{column} contains {literal(value.contains)}")
    if value.is_not is not None:
        parts.append(f"{column} != {literal(value.is_not)}")
    return " and ".join(parts)


def literal(value: str | float | bool) -> str:
    """A value of KQL. Whatever is no plain letter of a text is written by its number, so that nothing ends the text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return f"long({value})"
    if isinstance(value, float):
        return f"real({value!r})"
    return '"' + "".join(_letter(each) for each in value) + '"'


def _letter(sign: str) -> str:
    if sign in '"\\':
        return "\\" + sign
    if sign.isprintable():
        return sign
    # A sign above 16 bits is two of UTF-16.
    units = sign.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[place : place + 2].hex()}" for place in range(0, len(units), 2))
