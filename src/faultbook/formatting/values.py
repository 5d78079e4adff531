"""Values as text. Text from logs is hostile: all that a terminal would interpret or hide is escaped."""

import json
import math
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

ESCAPES = {"\t": "\\t", "\r": "\\r", "\n": "\\n"}
BEYOND_ASCII = re.compile(r"[^\x00-\x7e]")


def visible(text: str) -> str:
    """The text with control, format and unassigned characters written as escapes (`\\x1b`, `\\u202e`, `\\t`)."""
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in text)


def visible_bytes(raw: bytes) -> str:
    """Bytes as text: UTF-8 where printable, `\\xNN` for all other bytes, `\\\\` for a backslash; reversible."""
    text = raw.replace(b"\\", b"\\\\").decode("utf-8", "surrogateescape")
    return "".join(letter if letter.isprintable() else ESCAPES.get(letter) or _hex(letter) for letter in text)


def instant_text(instant: datetime) -> str:
    """A UTC instant as ISO 8601 with `Z`, its fraction only if it has one."""
    return instant.replace(tzinfo=None).isoformat() + "Z"


def json_value(value: Any) -> Any:
    """The value for JSON: instants and dates ISO text, decimals text (exact), bytes escaped, NaN null."""
    if isinstance(value, Mapping):
        return {str(key): json_value(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [json_value(inner) for inner in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if value is None or isinstance(value, str | int) else plain_text(value)


def plain_text(value: Any) -> str:
    """One value as text, exactly: an instant or date ISO, bytes escaped, nested values as JSON."""
    match value:
        case bytes():
            return visible_bytes(value)
        case datetime():
            return instant_text(value)
        case bool() | Mapping() | list() | tuple():
            return json_text(value)
    return str(value)


def json_text(value: Any) -> str:
    """The value as one line of JSON; letters stay as they are, what a terminal would interpret becomes `\\uNNNN`."""
    text = json.dumps(json_value(value), ensure_ascii=False)
    return BEYOND_ASCII.sub(lambda found: found[0] if found[0].isprintable() else json.dumps(found[0])[1:-1], text)


def _hex(letter: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in letter.encode("utf-8", "surrogateescape"))
