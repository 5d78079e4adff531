"""Instants of the lines of one file, from the values that loggers write."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from faultbook.formats.instants import instant, instant_or_epoch
from faultbook.formats.json_fields.decoding import OddFloat

_DIGITS_OF_SECONDS = 10
_NANOSECONDS = 1_000_000_000
_MICROSECOND = Decimal("0.000001")
_MOST_DECIMALS = 6
_ODD_FROM, _ODD_BELOW = 1e7, 1e20
_MOST_MINUTES = 1_024
_MOST_OF_A_ZONE = 100
_OBJECTS = (("epochSecond", "nanoOfSecond"), ("seconds", "nanos"))
"""Seconds and nanoseconds, as log4j2 and protobuf name them."""


class Stamps:
    """Reads instants: microseconds since 1970, UTC. Not shared by threads."""

    def __init__(self, zone: str) -> None:
        """`zone` is that of texts without an offset."""
        self._zone = zone
        self._minutes: dict[str, int] = {}

    def of_value(self, value: Any) -> int | None:
        """The instant of a value: a full date and time, a number since 1970, or an object of a known shape.

        A JSON number with more than six decimals is rounded: it is not exact anyway. None where it is none
        of them.
        """
        kind = type(value)
        if kind is str:
            usual = self._of_usual_text(value)
            return usual if usual is not None else self._of_text(value.strip(" "))
        if kind is int:
            return instant_or_epoch(str(value))
        if kind is OddFloat:
            return _of_float(value)
        return self._of_object(value) if kind is dict else None

    def _of_usual_text(self, text: str) -> int | None:
        """The instant of a text such as 2026-01-31T20:26:10.5Z in a minute that is known; None for any other text.

        Lines of one minute follow each other, and most are written this way.
        """
        begins = self._minutes.get(text[:17])
        if begins is None or text[-1] != "Z" or not text.isascii():
            return None
        second, fraction = text[17:19], text[20:-1]
        if not second.isdigit() or second >= "60" or len(second) < 2:
            return None
        micros = begins + int(second) * 1_000_000
        if fraction.isdigit() and text[19] == "." and len(fraction) <= 9:
            return micros + int(fraction[:6].ljust(6, "0"))
        return micros if len(text) == 20 else None

    def _of_text(self, text: str) -> int | None:
        found = instant_or_epoch(text, self._zone)
        if found is not None and text.endswith("Z") and text[16:17] == ":":
            if len(self._minutes) >= _MOST_MINUTES:
                self._minutes.clear()
            begins = instant(f"{text[:16]}:00Z")
            if begins is not None:
                self._minutes[text[:17]] = begins
        return found

    def _of_object(self, value: Mapping[str, Any]) -> int | None:
        """log4j2's `{epochSecond, nanoOfSecond}`, protobuf's `{seconds, nanos}`, PHP's `{date, timezone}`."""
        for whole, fraction in _OBJECTS:
            seconds, nanos = value.get(whole), value.get(fraction, 0)
            if not isinstance(seconds, int | str) or not isinstance(nanos, int) or not 0 <= nanos < _NANOSECONDS:
                continue
            text = str(seconds)
            begins = instant_or_epoch(text) if len(text) == _DIGITS_OF_SECONDS else None
            return None if begins is None else begins + nanos // 1_000
        date, zone = value.get("date"), value.get("timezone", self._zone)
        if not isinstance(date, str) or not isinstance(zone, str):
            return None
        with_offset = instant(date + zone) if zone[:1] in ("+", "-", "Z") else None
        return (
            with_offset
            if with_offset is not None
            else instant(date, zone if len(zone) <= _MOST_OF_A_ZONE and _is_zone(zone) else self._zone)
        )


def _of_float(value: OddFloat) -> int | None:
    whole, _, decimals = value.text.partition(".")
    if len(whole) >= _DIGITS_OF_SECONDS and decimals.isdigit() and len(decimals) <= _MOST_DECIMALS:
        return instant_or_epoch(value.text)
    if _ODD_FROM <= value < _ODD_BELOW:
        rounded = Decimal(float.__repr__(value)).quantize(_MICROSECOND, ROUND_HALF_UP)
        return instant_or_epoch(f"{rounded:f}")
    return None


@lru_cache(maxsize=256)
def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return False
    return True
