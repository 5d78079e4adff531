"""Ranges of time intervals, as Alertmanager writes them: `monday:friday`, `-3:-1`, `march`, `09:00` to `17:00`.

A range has both ends, but minutes of a day, whose end is outside. ValueError with what was found and expected.
"""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from faultbook.registry import expected_one_of

WEEKDAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
"""In Alertmanager's order: a week begins on Sunday."""
MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
LONGEST_MONTH, SHORTEST_MONTH = 31, 28
MINUTES_OF_A_DAY = 24 * 60

_NUMBER = re.compile(r"[+-]?[0-9]{1,9}")
_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])|24:00")


class Range(NamedTuple):
    """Whole numbers from `first` to `last`, both inside; of minutes of a day, `last` is outside."""

    first: int
    last: int


def weekdays(text: str) -> Range:
    """Days of the week, 0 is Sunday: `monday:friday`, `saturday`."""
    found = _ends(text, "a weekday", _names(WEEKDAYS, 0))
    if found.first > found.last:
        raise ValueError(
            f"found {text!r}, which ends before it begins; expected two entries, since a week begins on Sunday: "
            f"{WEEKDAYS[found.first]}:saturday and sunday{':' + WEEKDAYS[found.last] if found.last else ''}"
        )
    return found


def days_of_month(text: str) -> Range:
    """Days of a month, counted from 1, or from -1 for its last: `1:7`, `-3:-1`, `15`."""
    found = _ends(text, "a day of the month")
    for day in found:
        if day == 0 or abs(day) > LONGEST_MONTH:
            raise ValueError(
                f"found the day {day} in {text!r}; expected 1 to 31, or -31 to -1 from the end of the month"
            )
    if found.first < 0 < found.last:
        raise ValueError(
            f"found {text!r}, from the end of a month to its beginning; expected an end below 0 where the start is"
        )
    first, last = (day if day > 0 else SHORTEST_MONTH + day for day in found)
    if first > last:
        counted = (
            f": here {found.last} counts as day {last}, as in Alertmanager" if found.last < 0 < found.first else ""
        )
        raise ValueError(
            f"found {text!r}, which may end before it begins; expected an end that is not earlier{counted}"
        )
    return found


def months(text: str) -> Range:
    """Months, 1 is January, by name or number: `october:december`, `6:8`, `may`."""
    found = _ends(text, "a month", _names(MONTHS, 1))
    for month in found:
        if not 1 <= month <= len(MONTHS):
            raise ValueError(f"found the month {month} in {text!r}; expected 1 to 12 or a name, as march")
    if found.first > found.last:
        raise ValueError(
            f"found {text!r}, which ends before it begins; expected two entries: "
            f"{MONTHS[found.first - 1]}:december and january:{MONTHS[found.last - 1]}"
        )
    return found


def years(text: str) -> Range:
    """Years: `2026`, `2026:2028`."""
    found = _ends(text, "a year")
    if found.first > found.last:
        raise ValueError(f"found {text!r}, which ends before it begins; expected the earlier year first")
    return found


def times(start: str, end: str) -> Range:
    """Minutes since the day began; the end is outside and at most 24:00: `09:00`, `17:00`."""
    found = Range(_minute(start), _minute(end))
    if found.first >= found.last:
        over = f": {start} to 24:00 and 00:00 to {end}" if found.first > found.last else ""
        raise ValueError(
            f"found the times {start} to {end}; expected a start before the end, two entries over midnight{over}"
        )
    return found


def _minute(text: str) -> int:
    found = _TIME.fullmatch(text)
    if found is None:
        raise ValueError(f"found the time {text!r}; expected hours and minutes of two digits each, 00:00 to 24:00")
    return int(found[1]) * 60 + int(found[2]) if found[1] else MINUTES_OF_A_DAY


def _names(names: tuple[str, ...], start: int) -> Mapping[str, int]:
    return {name: number for number, name in enumerate(names, start)}


def _ends(text: str, what: str, names: Mapping[str, int] | None = None) -> Range:
    """Both ends of a range; one value is a range of its own. Names are read in any case."""
    parts = text.lower().split(":")
    if len(parts) > 2:
        raise ValueError(f"found {text!r}; expected {what}, or two with one colon between them")
    number = _reader(text, what, names or {})
    return Range(number(parts[0]), number(parts[-1]))


def _reader(text: str, what: str, names: Mapping[str, int]) -> Callable[[str], int]:
    # Weekdays have no numbers: Alertmanager's start on Sunday, ISO's on Monday.
    takes_numbers = "sunday" not in names

    def number(part: str) -> int:
        if part in names:
            return names[part]
        if takes_numbers and _NUMBER.fullmatch(part):
            return int(part)
        expected = expected_one_of(part, names) if names else "a whole number"
        raise ValueError(f"found {part!r} in {text!r}; expected {what}, {expected}")

    return number
