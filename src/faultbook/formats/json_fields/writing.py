"""Values of JSON as text: as a field that is a text, and as metadata. No spaces between, letters as they are."""

import json
import re
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from json import encoder
from typing import Any

from faultbook.formats.json_fields.decoding import OddFloat

encode_string: Callable[[str], str] = encoder.encode_basestring
_CONTROL = re.compile(r"\\u00[01][0-9a-f]")
_PLAIN_FROM, _PLAIN_BELOW = 1e-3, 1e7
_MOST_OF_A_NAME = 200
"""Characters of a name whose text is remembered."""


def _encoder(*, is_sorted: bool) -> Callable[[Any], str]:
    """As JSONEncoder.encode, which makes a new encoder in C for each value."""
    made = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"), sort_keys=is_sorted)
    make = getattr(encoder, "c_make_encoder", None)
    if make is None:
        return made.encode
    chunks_of = make(None, made.default, encode_string, None, ":", ",", is_sorted, False, True)
    return lambda value: "".join(chunks_of(value, 0))


_short = _encoder(is_sorted=False)
_sorted = _encoder(is_sorted=True)


def text_of(value: Any, *, has_odd_floats: bool) -> str:
    """The text of a value that is not None: a string as it is, all else as JSON, floats as in Java (1.7E9)."""
    kind = type(value)
    if kind is str:
        return value  # type: ignore[no-any-return]
    if kind is bool:
        return "true" if value else "false"
    if kind is int:
        return str(value)
    if isinstance(value, float):
        return java_float(value)
    if has_odd_floats:
        return _written(value, java_float, is_sorted=False)
    return _capitals(_short(value))


def metadata_of(others: dict[str, Any], *, has_odd_floats: bool) -> str:
    """The JSON text of an object: its own names in their order, those of objects within it sorted."""
    members = []
    for name, value in others.items():
        text = encode_string(value) if type(value) is str else _member(value, has_odd_floats)
        if "\\u00" in text:
            text = _capitals(text)
        members.append(f"{_name(name) if len(name) <= _MOST_OF_A_NAME else _string(name)}:{text}")
    return "{" + ",".join(members) + "}"


def without_half_pairs(fields: dict[str, Any]) -> dict[str, Any]:
    """With `?` for letters that are half of a pair: no text in UTF-8 has them."""
    return {name: _whole(value) for name, value in fields.items()}


def _whole(value: Any) -> Any:
    if type(value) is str:
        return value.encode("utf-8", "replace").decode()
    if type(value) is dict:
        return {_whole(name): _whole(each) for name, each in value.items()}
    return value


def java_float(value: float) -> str:
    """As Java writes a double: 12.5, 1.7E9, 5.0E-4."""
    size = abs(value)
    if size == 0 or _PLAIN_FROM <= size < _PLAIN_BELOW:
        return float.__repr__(value)
    if size in (float("inf"),):
        return "Infinity" if value > 0 else "-Infinity"
    sign, digits, exponent = Decimal(float.__repr__(value)).as_tuple()
    assert isinstance(exponent, int)
    shown = "".join(map(str, digits)).rstrip("0")
    power = len(digits) + exponent - 1
    return f"{'-' if sign else ''}{shown[0]}.{shown[1:] or '0'}E{power}"


def _member(value: Any, has_odd_floats: bool) -> str:
    """The JSON text of a value that is no string."""
    kind = type(value)
    if value is None:
        return "null"
    if kind is bool:
        return "true" if value else "false"
    if kind is int:
        return str(value)
    if has_odd_floats:
        return _written(value, _plain_float, is_sorted=True)
    return float.__repr__(value) if kind is float else _sorted(value)


@lru_cache(maxsize=4_096)
def _name(name: str) -> str:
    return _string(name)


def _string(text: str) -> str:
    return _capitals(encode_string(text))


def _capitals(text: str) -> str:
    """Control characters as other writers have them: \\u001B."""
    if "\\u00" not in text:
        return text
    # An escaped backslash before a u is no control character.
    return "\\\\".join(_CONTROL.sub(lambda found: f"\\u{found[0][2:].upper()}", part) for part in text.split("\\\\"))


def _plain_float(value: float) -> str:
    """As written, without zeros at its end."""
    text = value.text if isinstance(value, OddFloat) else float.__repr__(value)
    if "." in text and "e" not in text and "E" not in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _written(value: Any, number: Callable[[float], str], *, is_sorted: bool) -> str:
    kind = type(value)
    if kind is dict:
        items = sorted(value.items()) if is_sorted else value.items()
        return (
            "{" + ",".join([f"{_string(name)}:{_written(v, number, is_sorted=is_sorted)}" for name, v in items]) + "}"
        )
    if kind is list:
        return "[" + ",".join([_written(each, number, is_sorted=is_sorted) for each in value]) + "]"
    if isinstance(value, float):
        return number(value)
    if kind is str:
        return _string(value)
    return "null" if value is None else ("true" if value else "false") if kind is bool else str(value)
