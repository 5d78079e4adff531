"""An event as people write it in a test or a file, as a row of its source."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from faultbook.rules.frame import Frame, Kind, WrongType, kind_of

_INTEGERS = {"TINYINT": 8, "SMALLINT": 16, "INT": 32, "INTEGER": 32, "BIGINT": 64, "LONG": 64}
_INSTANTS = {"TIMESTAMP", "TIMESTAMP_NTZ"}


def row_of(event: Mapping[str, Any], frame: Frame) -> dict[str, Any]:
    """The columns that an event names, with values of their types; entries of maps are gathered in their column.

    A number, true or false beside a text column is the text that JSON writes. UnknownField where the frame does not
    have a name, WrongType where a value is of another type.
    """
    row: dict[str, Any] = {}
    for name, value in event.items():
        if name in frame.columns and frame.is_map(name) and isinstance(value, Mapping):
            row.setdefault(name, {}).update({str(key): _text(one, f"{name}.{key}") for key, one in value.items()})
            continue
        field = frame.field(name)
        if field.key is not None:
            row.setdefault(field.column, {})[field.key] = _text(value, name)
        else:
            row[name] = value_of(value, frame.columns[name], name)
    return row


def value_of(value: Any, type_name: str, name: str) -> Any:  # noqa: PLR0911 - one return for each type
    """A value of a column's type; WrongType where it is none. NULL stays NULL; structures stay as they are."""
    if value is None:
        return None
    kind, spark_type = kind_of(type_name), type_name.upper().replace(" ", "")
    try:
        match kind:
            case Kind.TEXT:
                return _text(value, name)
            case Kind.WHOLE:
                return _whole(value, 2 ** (_INTEGERS[spark_type] - 1))
            case Kind.NUMBER if spark_type.startswith("DECIMAL"):
                return Decimal(str(value))
            case Kind.NUMBER if isinstance(value, int | float | str) and not isinstance(value, bool):
                return float(value)
            case Kind.FLAG if isinstance(value, bool):
                return value
            case Kind.TEXTS if isinstance(value, list):
                return [_text(one, name) for one in value]
            case Kind.OTHER if spark_type in _INSTANTS:
                return _instant(value)
            case Kind.OTHER if spark_type == "DATE":
                return value if type(value) is date else date.fromisoformat(str(value))
            case Kind.OTHER:
                return value
    except (ValueError, InvalidOperation) as wrong:
        raise _wrong(name, value, type_name) from wrong
    raise _wrong(name, value, type_name)


def _wrong(name: str, value: Any, type_name: str) -> WrongType:
    return WrongType(f"found {value!r} for the field {name!r}; expected a value of its type {type_name}")


def _text(value: Any, name: str) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool | int | float):
        return json.dumps(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise WrongType(f"found {value!r} for the field {name!r}; expected a text, a number, true or false")


def _whole(value: Any, bound: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise ValueError("no whole number")
    number = int(value)
    if not -bound <= number < bound:
        raise ValueError("out of range")
    return number


def _instant(value: Any) -> datetime:
    found = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
