"""Values of single fields: numbers, labels, paths of requests, messages of templates."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from faultbook.formats.json_fields.writing import text_of

_INT = re.compile(r"[+-]?\d{1,30}", re.ASCII)
_MOST_INT = 2**31 - 1
_DOUBLE = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_MOST_OF_A_DOUBLE = 400
_CONTROLS = "".join(map(chr, range(33)))
_BEFORE_AND_BEHIND_PATH = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]{1,15}://[^/?#]*+|[?#][\s\S]*+\Z", re.ASCII)
_ID = re.compile(
    r"(?<=/)(?:\d++|[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|(?=[a-fA-F]*+\d)[0-9a-fA-F]{8,}+|[^/]*@[^/]*"
    r"|(?=[^/\d]*+\d)[^/]{16,}+)(?=/|\Z)",
    re.ASCII,
)
_MOST_OF_A_PATH = 8_192
_MOST_OF_A_MESSAGE = 2**20
"""Characters of a message that a template's values may make; holes behind them stay, for a template may repeat a value
of its own length.
"""
_HOLE = re.compile(r"\{\{|\}\}|\{[@$]?(\w+)(?:,-?\d+)?(?::[^{}]*)?\}")


def int_of(text: str) -> int | None:
    """A whole number of 32 bits, white space around it aside; None for any other text."""
    text = text.strip(_CONTROLS)
    if not _INT.fullmatch(text):
        return None
    value = int(text)
    return value if -_MOST_INT - 1 <= value <= _MOST_INT else None


def double_of(text: str) -> float | None:
    """A number, white space around it aside; None for any other text and for what is no finite number."""
    text = text.strip(_CONTROLS)
    if len(text) > _MOST_OF_A_DOUBLE or not _DOUBLE.fullmatch(text):
        return None
    value = float(text)
    return value if abs(value) != float("inf") else None


def labels_of(value: Mapping[str, Any], *, has_odd_floats: bool) -> dict[str, str | None]:
    """An object as texts by name. None stays None."""
    return {
        name: each if each is None or type(each) is str else text_of(each, has_odd_floats=has_odd_floats)
        for name, each in value.items()
    }


def endpoint_of(target: str) -> str:
    """`/v1/orders/<*>` of `https://api.example.com/v1/orders/4711?full=1`: without host, query and ids."""
    return _endpoint(target[:_MOST_OF_A_PATH])


@lru_cache(maxsize=4_096)
def _endpoint(target: str) -> str:
    return _ID.sub("<*>", _BEFORE_AND_BEHIND_PATH.sub("", target))


def rendered(template: str, values: Mapping[str, Any]) -> str:
    """A message template of Serilog with its values: `Order {Id} failed`. A hole without a value stays."""
    if "{" not in template and "}" not in template:
        return template
    left = _MOST_OF_A_MESSAGE

    def filled(hole: re.Match[str]) -> str:
        nonlocal left
        name = hole[1]
        if name is None:
            return hole[0][0]
        value = values.get(name) if left > 0 else None
        if value is None:
            return hole[0]
        text = text_of(value, has_odd_floats=True)
        left -= len(text)
        return text

    return _HOLE.sub(filled, template)
