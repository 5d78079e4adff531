"""Values of single fields: instants, numbers, labels, paths of requests, messages of templates."""

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from faultbook.formats.instants import in_zone, instant, instant_or_epoch
from faultbook.formats.json_fields.writing import text_of

_DIGITS_OF_INT = 10
_MICROSECOND = Decimal("0.000001")
_PLAIN_BELOW = 1e7
_OFFSET = re.compile(r"[+-]\d\d:?\d\d", re.ASCII)
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
_HOLE = re.compile(r"\{\{|\}\}|\{[@$]?(\w+)(?:,-?\d+)?(?::[^{}]*)?\}")


def instant_of(value: Any, text: str, zone: str) -> int | None:
    """The instant of a value, of which `text` is the text: a full date and time, or a number since 1970.

    A JSON number with a fraction is rounded to microseconds: it is not exact anyway. None where it is neither.
    """
    kind = type(value)
    if kind is str:
        return instant_or_epoch(text, zone)
    if kind is dict:
        return _instant_of_object(value, zone)
    if isinstance(value, float) and abs(value) >= _PLAIN_BELOW and abs(value) < 1e20:  # noqa: PLR2004
        text = f"{Decimal(float.__repr__(value)).quantize(_MICROSECOND, ROUND_HALF_UP):f}"
    return instant_or_epoch(text, zone)


def _instant_of_object(value: Mapping[str, Any], zone: str) -> int | None:
    """log4j2's `{epochSecond, nanoOfSecond}`, protobuf's `{seconds, nanos}`, PHP's `{date, timezone}`."""
    for whole, fraction in (("epochSecond", "nanoOfSecond"), ("seconds", "nanos")):
        seconds, nanos = value.get(whole), value.get(fraction, 0)
        if isinstance(seconds, int | str) and isinstance(nanos, int):
            micros = instant_or_epoch(str(seconds)) if len(str(seconds)) == _DIGITS_OF_INT else None
            return micros + nanos // 1_000 if micros is not None and 0 <= nanos < 1_000_000_000 else None
    date, place = value.get("date"), value.get("timezone", zone)
    if not isinstance(date, str) or not isinstance(place, str):
        return None
    if _OFFSET.fullmatch(place):
        return instant(date + place)
    return instant(date, place if place != "Z" and _is_zone(place) else "UTC" if place in ("Z", "UTC") else zone)


@lru_cache(maxsize=256)
def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return False
    return True


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


@lru_cache(maxsize=4_096)
def endpoint_of(target: str) -> str:
    """`/v1/orders/<*>` of `https://api.example.com/v1/orders/4711?full=1`: without host, query and ids."""
    return _ID.sub("<*>", _BEFORE_AND_BEHIND_PATH.sub("", target[:_MOST_OF_A_PATH]))


def rendered(template: str, values: Mapping[str, Any]) -> str:
    """A message template of Serilog with its values: `Order {Id} failed`. A hole without a value stays."""
    if "{" not in template and "}" not in template:
        return template

    def filled(hole: re.Match[str]) -> str:
        name = hole[1]
        if name is None:
            return hole[0][0]
        value = values.get(name)
        return hole[0] if value is None else text_of(value, has_odd_floats=True)

    return _HOLE.sub(filled, template)
