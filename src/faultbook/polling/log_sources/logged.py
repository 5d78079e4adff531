"""Text that another logger wrote, as fields: a JSON object, or a line with a level in it."""

import json
import re
from collections.abc import Mapping
from typing import Any

from faultbook.formats.json_fields.names import FIELDS

_BEGINNING = 160
_LEVEL = re.compile(
    r"(?<![A-Za-z0-9_.-])(?:CRITICAL|FATAL|EMERGENCY|ALERT|SEVERE|ERROR|WARNING|WARN|NOTICE|INFO|DEBUG|TRACE)"
    r"(?![A-Za-z0-9_.-])"
)
_PYTHON = "Traceback (most recent call last):"
_NAMES_OF = {field: frozenset(name for name in FIELDS[field] if "/" not in name) for field in ("level", "stack_trace")}


def fields_of_object(found: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a JSON object under the logger's own names; `message` is all of it where none of them is one.

    An own `timestamp` becomes `logged_timestamp`. A message of several lines is parted as text is.
    """
    fields = {("logged_timestamp" if name == "timestamp" else name): value for name, value in found.items()}
    name = next((name for name in FIELDS["message"] if fields.get(name) is not None), None)
    if name is None:
        return {"message": json.dumps(found, ensure_ascii=False, separators=(",", ":")), **fields}
    if isinstance(fields[name], str) and "\n" in fields[name] and not _NAMES_OF["stack_trace"] & fields.keys():
        fields |= without_trace(fields.pop(name))
    return fields


def level_in(text: str) -> str | None:
    """The first level in capitals in the beginning of a text's first line, as loggers write it; None without one."""
    found = _LEVEL.search(text[:_BEGINNING].split("\n", 1)[0])
    return found[0] if found else None


def fields_of_text(text: str) -> dict[str, Any]:
    """The fields of a text that is a JSON object; of another one message, level and, of several lines, all of it."""
    found = _object_of(text)
    if found is not None:
        return fields_of_object(found)
    fields: dict[str, Any] = without_trace(text)
    if word := level_in(text):
        fields["level"] = word
    return fields


def without_trace(text: str) -> dict[str, Any]:
    """`message`, the first line of a text, and `full_message`, all of it, where it has more.

    A traceback of Python begins with a line that is the same for all: there it is the last one that is not indented.
    """
    lines = text.strip("\r\n").splitlines() or [""]
    if len(lines) == 1:
        return {"message": lines[0]}
    message = lines[0]
    if message.startswith(_PYTHON):
        message = next((line for line in reversed(lines) if line and not line[0].isspace()), message)
    return {"message": message, "full_message": text.rstrip("\r\n")}


def names_level(fields: dict[str, Any]) -> bool:
    """True where fields of a logger have a level under some name."""
    return any(fields.get(name) not in (None, "") for name in _NAMES_OF["level"])


def _object_of(text: str) -> dict[str, Any] | None:
    if not text.lstrip().startswith("{"):
        return None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
