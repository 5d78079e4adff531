"""JSON as Spark's variant functions read it, in plain Python: what is JSON, and what text a value has.

Strict JSON (RFC 8259) with the limits of Spark's parser: no member twice in one object, at most 1,000 levels, numbers
of at most 1,000 characters, names of at most 50,000. What follows the first value is not looked at.
"""

import json
import re
import sys
from decimal import Decimal
from math import isinf
from typing import Any

MOST_LEVELS = 1_000
_NUMBER_LENGTH = 1_000
_NAME_LENGTH = 50_000
_DIGITS = 38
"""Digits of the largest decimal; numbers with more are read as doubles."""
_WHITE = " \t\n\r"
_RECURSION = 20_000
_SURROGATE = re.compile("[\ud800-\udfff]")
"""Half a character: UTF-8 has none, and Java writes a question mark."""
_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*"|([\[{])|([\]}])', re.DOTALL)


class NoJson(ValueError):
    """A text that is not JSON."""


class Number(str):
    """A number as it was written."""

    __slots__ = ()


def parse_json(text: str) -> Any:
    """The value: dict, list, str, bool, None, or `Number`. NoJson where the text does not begin with one."""
    if deepest(text) > MOST_LEVELS:
        raise NoJson("more levels than the parser allows")
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, _RECURSION))
    try:
        return _DECODER.raw_decode(text.lstrip(_WHITE))[0]
    except (ValueError, RecursionError) as failure:
        raise NoJson(str(failure)) from failure
    finally:
        sys.setrecursionlimit(before)


def deepest(text: str) -> int:
    """How many arrays and objects lie within each other at most, whether or not the text is JSON otherwise."""
    level = most = 0
    for found in _BRACKETS.finditer(text):
        if found[1]:
            level += 1
            most = max(most, level)
        elif found[2]:
            level -= 1
    return most


def text_of(value: Any) -> str | None:
    """The text of a string, number or boolean; None for null, an object or an array."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Number):
        return number_text(value)
    if isinstance(value, str):
        return _SURROGATE.sub("?", value)
    return None


def number_text(number: str) -> str:
    """A number as a variant holds it: whole numbers and decimals of 38 digits exactly, others as doubles."""
    if not any(letter in number for letter in "eE"):
        exact = Decimal(number)
        _, digits, exponent = exact.as_tuple()
        scale = -int(exponent)
        if max(len("".join(map(str, digits)).lstrip("0")), 1) <= _DIGITS and scale <= _DIGITS:
            plain = f"{exact:f}"
            plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
            return "0" if plain in ("-0", "") else plain
    return java_double(float(number))


def java_double(value: float) -> str:
    """A double as Java (19 and later) writes it."""
    if isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if value == 0:
        return "-0.0" if str(value).startswith("-") else "0.0"
    mantissa, _, exponent = f"{Decimal(repr(value)):e}".partition("e")
    sign = "-" if mantissa.startswith("-") else ""
    digits = mantissa.lstrip("-").replace(".", "").rstrip("0") or "0"
    power = int(exponent)
    if len(digits) == 1:
        # Java writes two digits at least, and takes the nearest two.
        nearest, _, shifted = f"{abs(value):.1e}".partition("e")
        if float(f"{nearest}e{shifted}") == abs(value):
            digits, power = nearest.replace(".", ""), int(shifted)
        else:
            digits += "0"
    if -3 <= power < 7:
        whole = digits[: power + 1].ljust(power + 1, "0") if power >= 0 else "0"
        fraction = digits[power + 1 :] if power >= 0 else "0" * (-power - 1) + digits
        fraction = fraction.rstrip("0") or "0"
        return f"{sign}{whole}.{fraction}"
    fraction = digits[1:].rstrip("0") or "0"
    return f"{sign}{digits[0]}.{fraction}E{power}"


def _number(text: str) -> Number:
    if len(text) > _NUMBER_LENGTH:
        raise ValueError("a number with more characters than the parser allows")
    return Number(text)


def _constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a member twice")
    if any(len(name) > _NAME_LENGTH for name in found):
        raise ValueError("a name longer than the parser allows")
    return found


_DECODER = json.JSONDecoder(parse_int=_number, parse_float=_number, parse_constant=_constant, object_pairs_hook=_object)
