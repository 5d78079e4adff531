"""Rows as lines of the landing folder: one JSON object each, under names that the JSON format reads."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from math import isfinite
from typing import Any

from faultbook.polling.log_sources.port import LogReader, Row, written

ROW_ID = "row_id"
_DIGITS_OF_AN_ID = 32


def line_of(reader: LogReader, row: Row) -> bytes:
    """The line of a row, without a line feed. Letters that are half of a pair become `?`."""
    fields = reader.fields(row) | {ROW_ID: reader.row_id(row)}
    return _json(fields).encode("utf-8", "replace")


def ids_of(lines: Iterable[bytes]) -> Counter[str]:
    """How often each row id is among landed lines."""
    return Counter(str(json.loads(line).get(ROW_ID)) for line in lines)


def hashed(row: Row) -> str:
    """A hash of all values of a row, for vendors whose rows have no id."""
    text = json.dumps(plain(row), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS_OF_AN_ID]


def plain(value: Any) -> Any:
    """A value as JSON has it: instants as texts in UTC, numbers that are none as texts, bytes as UTF-8."""
    if isinstance(value, datetime):
        return written(value) if value.tzinfo else value.isoformat()
    if isinstance(value, float):
        return value if isfinite(value) else str(value)
    if isinstance(value, Mapping):
        return {str(name): plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value if value is None or isinstance(value, str | int | bool) else str(value)


def labelled(fields: dict[str, Any], *, service: str | None, environment: str | None) -> dict[str, Any]:
    """With service and environment of the source, where it has them."""
    fixed = {"service": service, "environment": environment}
    return fields | {name: value for name, value in fixed.items() if value}


def _json(value: Any) -> str:
    return json.dumps(plain(value), ensure_ascii=False, separators=(",", ":"))
