"""Values of the Statement Execution API, which are all text, as Python values by the type that the manifest names."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any


def python_value(value: Any, type_text: str) -> Any:
    """The value of a column of this type, e.g. `ARRAY<STRUCT<hour: TIMESTAMP, observed: BIGINT>>`; None for NULL."""
    if value is None:
        return None
    outer, _, inner = type_text.strip().partition("<")
    name = outer.partition("(")[0].strip().upper()
    if inner:
        return _nested(json.loads(value) if isinstance(value, str) else value, name, inner[:-1])
    return _PLAIN.get(name, str)(str(value))


def _nested(value: Any, outer: str, inner: str) -> Any:
    if outer == "ARRAY":
        return [python_value(each, inner) for each in value]
    parts = _parts(inner)
    if outer == "MAP":
        return {python_value(name, parts[0]): python_value(each, parts[1]) for name, each in value.items()}
    return {name: python_value(value.get(name), type_) for name, type_ in map(_field, parts)}


def _truth(text: str) -> bool:
    return text.lower() == "true"


def _instant(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _field(text: str) -> tuple[str, str]:
    name, _, type_ = text.partition(":")
    return name.strip().strip("`"), type_.strip()


def _parts(text: str) -> list[str]:
    """The text split at commas that stand outside of <> and ()."""
    parts, depth, start = [], 0, 0
    for place, letter in enumerate(text):
        depth += (letter in "<(") - (letter in ">)")
        if letter == "," and depth == 0:
            parts.append(text[start:place].strip())
            start = place + 1
    return [*parts, text[start:].strip()]


_PLAIN: dict[str, Callable[[str], Any]] = {
    **dict.fromkeys(("BYTE", "TINYINT", "SHORT", "SMALLINT", "INT", "LONG", "BIGINT"), int),
    **dict.fromkeys(("FLOAT", "DOUBLE"), float),
    "DECIMAL": Decimal,
    "DATE": date.fromisoformat,
    "BOOLEAN": _truth,
    "TIMESTAMP": _instant,
}
