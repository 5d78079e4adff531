"""Rows of a table as fields of log records."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from faultbook.catalog.log_tables import RowFields, holes_of
from faultbook.formats.json_fields.exceptions import exception_of
from faultbook.polling.log_sources.lines import plain
from faultbook.polling.log_sources.log_analytics.kql import INGESTED_AT
from faultbook.polling.log_sources.logged import fields_of_text, names_level

_TIME = "TimeGenerated"
_NOT_KEPT = {_TIME, INGESTED_AT, "Type", "TenantId"}
"""Columns that the record has under other names, or that are the same in all rows."""
_MOST_OF_AN_OBJECT = 1_048_576


def fields_of_row(row: Mapping[str, Any], table: str, shape: RowFields) -> dict[str, Any]:
    """The row as fields of a record; what no field has is in `columns`, without empty values.

    `timestamp` is absent where TimeGenerated is empty, `message` where no column has one: the line is a reject then.
    """
    values = {name: value for name, value in row.items() if not _is_empty(value)}
    used: set[str] = set()
    logged = next(_found(values, shape.line_in, used), None)
    fields: dict[str, Any] = {} if logged is None else fields_of_text(logged)
    for name, columns in shape.fields.items():
        if name == "level":
            found = None if names_level(fields) else _level(values, columns, shape)
        elif name == "stack_trace":
            found = _trace(values, columns, fields, used)
        else:
            found = next(_found(values, columns, used), None)
        if found is not None:
            fields.setdefault(name, found)
    if _TIME in values:
        fields["timestamp"] = values[_TIME]
    fields["source_type"] = table
    if INGESTED_AT in values:
        fields["ingested_at"] = values[INGESTED_AT]
    others = {name: parsed(value) for name, value in values.items() if name not in used and name not in _NOT_KEPT}
    if others:
        fields["columns"] = others
    return fields


def parsed(value: Any) -> Any:
    """A text that is a JSON object or array, as such a value; Log Analytics returns dynamic columns as texts."""
    if isinstance(value, str) and value[:1] in ("{", "[") and len(value) <= _MOST_OF_AN_OBJECT:
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value
    return value


def _is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _found(values: Mapping[str, Any], columns: list[str], used: set[str]) -> Iterator[str]:
    """The texts of the columns that are not empty. What is a column as a whole counts as used."""
    for column in columns:
        holes = holes_of(column)
        if not holes:
            text = _text(_at(values, column))
            if text:
                if column in values:
                    used.add(column)
                yield text
            continue
        filled = {hole: _text(_at(values, hole)) for hole in holes}
        if any(filled.values()):
            text = column
            for hole, found in filled.items():
                text = text.replace("{" + hole + "}", found)
            yield " ".join(text.split())


def _at(values: Mapping[str, Any], path: str) -> Any:
    name, *within = path.split(".")
    found: Any = values.get(name)
    for part in within:
        found = parsed(found)
        if not isinstance(found, Mapping):
            return None
        found = found.get(part)
    return found


def _text(value: Any) -> str:
    if _is_empty(value):
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping | list):
        return json.dumps(plain(value), ensure_ascii=False, separators=(",", ":")) if value else ""
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _level(values: Mapping[str, Any], columns: list[str], shape: RowFields) -> str | None:
    """The meaning of the first value that has one, else the first value as it is."""
    texts = list(_found(values, columns, set()))
    meanings = (shape.meaning_of(text) for text in texts)
    return next((meaning for meaning in meanings if meaning is not None), texts[0] if texts else None)


def _trace(values: Mapping[str, Any], columns: list[str], fields: dict[str, Any], used: set[str]) -> str | None:
    """A text as it is; what Application Insights writes as an object, as a trace of .NET."""
    for column in columns:
        value = parsed(_at(values, column))
        exception = exception_of(value) if isinstance(value, list | Mapping) else None
        if exception is not None and exception.trace:
            used.add(column)
            if exception.kind:
                fields.setdefault("exception_type", exception.kind)
            return exception.trace
        if isinstance(value, str):
            used.add(column)
            return value
    return None
