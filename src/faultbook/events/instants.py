"""Instants as senders write them, in plain Python; `transforms.events.instants` is the same for Spark.

ISO 8601 with one to nine digits of a second (cut to microseconds), with a zone, or without one: then it is UTC.
Numbers are seconds, milliseconds or microseconds since 1970, by their size. Years before 1970 and after 2199 are how
systems write that there is none (1601, 0001, 9999): they are NULL.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

FIRST_YEAR, LAST_YEAR = 1970, 2199
ISO = (
    r"^([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt ]([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:[.,]([0-9]{1,9}))?)?"
    r" ?(?:[Zz]|UTC|([+-])(0[0-9]|1[0-8]):?([0-5][0-9]))?$"
)
"""Year, month, day, hour, minute, second, fraction, sign, hours and minutes of the zone."""
EPOCH = r"^[0-9]{10}$|^[0-9]{13}$|^[0-9]{16}$"
"""Seconds, milliseconds, microseconds since 1970."""
_ISO, _EPOCH = re.compile(ISO), re.compile(EPOCH)
_START = datetime(1970, 1, 1, tzinfo=UTC)


def instant_of(text: str | None) -> datetime | None:
    """The instant in UTC; None where the text is none, or one that stands for none."""
    if text is None:
        return None
    if _EPOCH.fullmatch(text):
        instant = _START + timedelta(microseconds=int(text) * 10 ** (16 - len(text)))
    elif found := _ISO.fullmatch(text):
        try:
            instant = _of_iso(found.groups())
        except (ValueError, OverflowError):
            return None
    else:
        return None
    return instant if FIRST_YEAR <= instant.year <= LAST_YEAR else None


def micros_of(instant: datetime) -> int:
    """Microseconds since 1970."""
    return (instant - _START) // timedelta(microseconds=1)


def _of_iso(groups: Sequence[str | None]) -> datetime:
    year, month, day, hour, minute, second = (int(group or 0) for group in groups[:6])
    fraction, sign, zone_hours, zone_minutes = groups[6], groups[7], int(groups[8] or 0), int(groups[9] or 0)
    offset = timedelta(hours=zone_hours, minutes=zone_minutes)
    local = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    micros = int((fraction or "").ljust(6, "0")[:6])
    return local + timedelta(microseconds=micros) + (offset if sign == "-" else -offset)
