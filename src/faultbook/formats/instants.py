"""The instant that a text names: a full date and time, or a number since 1970. Microseconds since 1970, UTC."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_EARLIEST = (datetime(1, 1, 1, tzinfo=UTC) - _EPOCH) // _MICROSECOND
_LATEST = (datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC) - _EPOCH) // _MICROSECOND

_INSTANT = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d):(\d\d)(?:[.,](\d{1,9}))?"
    r"(?:([+-])(?:(0\d|1[0-7])(?::?([0-5]\d))?|(18)(?::?00)?))?([Zz])?",
    re.ASCII,
)
"""A full date and time; anything less would need a clock to be completed. Offsets to 18 hours, as java.time has."""
_MINUTE = re.compile(r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d):", re.ASCII)
_BEHIND_THE_MINUTE = 17
_WHOLE_SECONDS = {f"{second:02}{zulu}": second * 1_000_000 for second in range(60) for zulu in "Zz"}
"""How an instant without fraction in UTC ends: the form that most logs have is read in a quarter of the time."""
_NUMBER = re.compile(r"(\d{10}|\d{13}|\d{16}|\d{19})(?:\.(\d{1,9}))?", re.ASCII)
_SCIENTIFIC = re.compile(r"\d(?:\.\d{1,28})?[eE]\+?\d{1,2}", re.ASCII)
_NANOSECONDS_OF_UNIT = {10: 1_000_000_000, 13: 1_000_000, 16: 1_000, 19: 1}
"""Digits before the point: what one unit is in nanoseconds. 10 to 19 digits are the years 2001 to 2286."""


def instant(text: str, zone: str = "UTC") -> int | None:
    """The instant of a full date and time, fractions cut to microseconds; without an offset in `zone`.

    None for anything less than a full date and time, for a day or an hour that does not exist, and for instants outside
    the years 0001 to 9999. An hour that a clock change repeats is the earlier one; one that it leaves out is taken with
    the offset before the change.
    """
    whole = _WHOLE_SECONDS.get(text[_BEHIND_THE_MINUTE:])
    if whole is not None:
        began = _minute_of(text[:_BEHIND_THE_MINUTE])
        return None if began is None else began + whole
    found = _INSTANT.fullmatch(text)
    if found is None:
        return None
    day, minute, second, fraction, sign, hours, minutes, eighteen, zulu = found.groups()
    begins = _minute(day, minute, "UTC" if sign or zulu else zone)
    if begins is None or second > "59":
        return None
    micros = begins + int(second) * 1_000_000
    if fraction:
        micros += int(fraction[:6].ljust(6, "0"))
    if sign:
        offset = (int(hours or eighteen) * 60 + int(minutes or 0)) * 60_000_000
        micros += offset if sign == "-" else -offset
        if not _EARLIEST <= micros <= _LATEST:
            return None
    return micros


def instant_or_epoch(text: str, zone: str = "UTC") -> int | None:
    """The instant of a full date and time, or of seconds, milli-, micro- or nanoseconds since 1970.

    The unit of a number follows from its digits before the point: 10, 13, 16 or 19. None where it is neither.
    """
    number = _NUMBER.fullmatch(text)
    if number is None:
        if not _SCIENTIFIC.fullmatch(text):
            return instant(text, zone)
        # With 19 significant digits at most, as loggers write floats.
        number = _NUMBER.fullmatch(f"{Decimal(text):f}")
        if number is None:
            return None
    whole, fraction = number.groups()
    unit = _NANOSECONDS_OF_UNIT[len(whole)]
    return (int(whole) * unit + (int(fraction.ljust(9, "0")) * unit // 1_000_000_000 if fraction else 0)) // 1_000


def in_zone(local: datetime, zone: str) -> int | None:
    """Microseconds since 1970 of a date and time without offset in a zone; None outside the years 0001 to 9999."""
    place = UTC if zone == "UTC" else _zone(zone)
    micros = (local.replace(tzinfo=UTC) - _EPOCH) // _MICROSECOND
    if place is not UTC:
        offset = local.replace(tzinfo=place, fold=0).utcoffset()
        micros -= (offset or timedelta()) // _MICROSECOND
    return micros if _EARLIEST <= micros <= _LATEST else None


@lru_cache(maxsize=4_096)
def _minute(day: str, minute: str, zone: str) -> int | None:
    # Lines of one minute follow each other, and dates are the costly part.
    try:
        return in_zone(datetime.fromisoformat(f"{day}T{minute}:00"), zone)
    except ValueError:
        return None


@lru_cache(maxsize=4_096)
def _minute_of(text: str) -> int | None:
    found = _MINUTE.fullmatch(text)
    return _minute(*found.groups(), "UTC") if found else None


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
