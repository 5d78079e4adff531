"""JSON text as values, strictly by RFC 8259, with notes on what values alone do not show."""

import json
import re
from collections.abc import Iterable
from json import scanner
from typing import Any

MOST_LEVELS = 250
"""Objects and arrays within each other: what is deeper is refused, whatever is on Python's stack already."""
MOST_DIGITS = 1_000
"""Characters of a number; a longer one is refused."""

_WHITE_SPACE = " \t\r\n"
_INEXACT_LENGTH = 38
INEXACT_INT = 10 ** (_INEXACT_LENGTH - 1)
"""Numbers of 38 digits and more: readers of the JSON text would change them."""
_LONG_NUMBER = re.compile(rf"(?<![\d.])[\d.]{{{MOST_DIGITS + 1}}}", re.ASCII)
_DIGITS_AND_POINT = frozenset("0123456789.")
_STRING = re.compile(r'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)', re.DOTALL)
"""A string, or one that does not end: so that a text is walked through once."""
_OPENING_OR_CLOSING = re.compile(r"[\[{]|[\]}]")
_HALF_A_PAIR = re.compile(
    r"\\u[dD][89abAB]..(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB]..)\\u[dD][c-fC-F]", re.DOTALL | re.ASCII
)


class NotJsonError(ValueError):
    """The text is no JSON value, or has more behind it."""


class OddFloat(float):
    """A number whose text Python would write in another way: `text` is as it was written."""

    __slots__ = ("text",)
    text: str


class Decoder:
    """Decodes one text after the other. What is noted holds for the text decoded last."""

    def __init__(self) -> None:
        """Nothing is decoded yet."""
        self.has_odd_floats = False
        self.is_exact = True
        """False where a number has an exponent or 38 digits, or a letter is half of a pair."""
        self.has_half_pairs = False
        """True where a letter is half of a surrogate pair, which UTF-8 cannot write."""
        self.repeated: list[dict[str, Any]] = []
        """The objects that name a field twice. Of a repeated name the last value counts."""
        self._is_noted = False
        decoder = json.JSONDecoder(parse_float=self._float, parse_constant=_refused)
        self._scan = scanner.make_scanner(decoder)  # type: ignore[arg-type]
        self._slow = json.JSONDecoder(
            parse_float=self._float, parse_constant=_refused, object_pairs_hook=self._object_of_pairs
        )

    def decode(self, text: str) -> Any:
        """The value of a text that is one JSON value, white space around it aside. NotJsonError for any other."""
        if self._is_noted:
            self._is_noted = self.has_odd_floats = self.has_half_pairs = False
            self.is_exact = True
            self.repeated = []
        if len(text) > 2 * MOST_LEVELS:
            _refuse_excess(text)
        try:
            value, end = self._scan(text, 0 if text[:1] == "{" else len(text) - len(text.lstrip(_WHITE_SPACE)))
        except StopIteration:
            raise NotJsonError("no JSON value") from None
        except (ValueError, RecursionError) as error:
            raise NotJsonError(str(error)) from None
        if end != len(text) and text[end:].strip(_WHITE_SPACE):
            raise NotJsonError("more text behind the value")
        if (
            type(value) is dict
            and len(value) == text.count('":')
            and "[" not in text
            and " :" not in text
            and "\t" not in text
        ):
            # No field repeats and none is within another: a line of most logs.
            may_repeat = "\n" in text and _has_space_before_colon(text)
        else:
            names = self._names_within([value])
            may_repeat = names != text.count('":') or _has_space_before_colon(text)
        if may_repeat:
            value = self._slow.decode(text)
        if "\\" in text and ("\\ud" in text or "\\uD" in text) and _HALF_A_PAIR.search(text):
            self.has_half_pairs = True
            self.note_inexact()
        return value

    def note_inexact(self) -> None:
        """A value of the text decoded last would not come out as it was."""
        self.is_exact = False
        self._is_noted = True

    def _names_within(self, value: Any) -> int:
        """How many names of fields there are, at whatever depth; notes integers within that are not exact."""
        names = 0
        waiting = [value]
        while waiting:
            found = waiting.pop()
            values: Iterable[Any] = found
            if type(found) is dict:
                names += len(found)
                values = found.values()
            for each in values:
                kind = type(each)
                if kind is str:
                    continue
                if kind is dict or kind is list:
                    waiting.append(each)
                elif kind is int and not -INEXACT_INT < each < INEXACT_INT:
                    self.note_inexact()
        return names

    def _float(self, text: str) -> float:
        value = float(text)
        if "e" in text or "E" in text or len(text.lstrip("-")) >= _INEXACT_LENGTH:
            self.note_inexact()
        elif text == repr(value) and not text.endswith(".0") and 1e-3 <= abs(value) < 1e7:
            return value
        self.has_odd_floats = self._is_noted = True
        odd = OddFloat(value)
        odd.text = text
        return odd

    def _object_of_pairs(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            self.repeated.append(found)
            self._is_noted = True
        return found


def _has_space_before_colon(text: str) -> bool:
    # A regular expression would try every space.
    return " :" in text or any(space in text and f"{space}:" in text for space in ("\t", "\n", "\r"))


def _refused(constant: str) -> Any:
    raise ValueError(f"{constant} is no JSON")


def _refuse_excess(text: str) -> None:
    """Only a long text can be deep or have a long number."""
    if _is_too_deep(text):
        raise NotJsonError(f"more than {MOST_LEVELS} levels")
    # A longer number has a digit or its point at one of these places.
    if not _DIGITS_AND_POINT.isdisjoint(text[MOST_DIGITS - 1 :: MOST_DIGITS]) and _has_long_number(text):
        raise NotJsonError(f"a number of more than {MOST_DIGITS} digits")


def _has_long_number(text: str) -> bool:
    return bool(_LONG_NUMBER.search(text) and _LONG_NUMBER.search(_STRING.sub('""', text)))


def _is_too_deep(text: str) -> bool:
    if text.count("{") + text.count("[") <= MOST_LEVELS:
        return False
    depth = 0
    for bracket in _OPENING_OR_CLOSING.findall(_STRING.sub("", text)):
        depth += 1 if bracket in "[{" else -1
        if depth > MOST_LEVELS:
            return True
    return False
