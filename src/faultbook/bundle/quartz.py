"""Quartz expressions in, how often and when they fire out. Special days (L, W, #) count as once a month.

`0 20 0/4 * * ?` fires six times a day, at minute 20 of the hours 0, 4, 8, 12, 16 and 20.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from faultbook.bundle.errors import BundleError

DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
DAYS_A_MONTH = 365.25 / 12
Minute = tuple[int, int]


@dataclass(frozen=True)
class Firing:
    """When an expression fires. `minutes`: each hour and minute of a day on which it does. `days`: the part of all days
    (0 to 1) on which it does."""

    minutes: frozenset[Minute]
    days: float

    @property
    def times_a_day(self) -> float:
        """How often it fires on an average day."""
        return len(self.minutes) * self.days


def firing(expression: str) -> Firing:
    """When a Quartz expression of six or seven fields fires; BundleError where it cannot be read."""
    fields = expression.upper().split()
    if len(fields) not in (6, 7):
        raise BundleError(
            f"{expression!r} is no Quartz expression: found {len(fields)} fields, expected 6 or 7, as in '0 20 "
            f"0/4 * * ?'."
        )
    try:
        hours, minutes = _numbers(fields[2], 0, 23), _numbers(fields[1], 0, 59)
        days = _part_of_days(fields[3], fields[5]) * len(_numbers(fields[4], 1, 12, MONTHS, base=1)) / 12
    except ValueError as wrong:
        raise BundleError(
            f"{expression!r} is no Quartz expression: {wrong}. Expected one as in '0 20 0/4 * * ?'."
        ) from wrong
    return Firing(frozenset((hour, minute) for hour in hours for minute in minutes), days)


def _part_of_days(of_month: str, of_week: str) -> float:
    if of_week not in ("?", "*"):
        return 1 / DAYS_A_MONTH if _is_special(of_week) else len(_numbers(of_week, 1, 7, DAYS, base=1)) / 7
    if of_month not in ("?", "*"):
        return 1 / DAYS_A_MONTH if _is_special(of_month) else len(_numbers(of_month, 1, 31)) / DAYS_A_MONTH
    return 1.0


def _is_special(field: str) -> bool:
    return "#" in field or field.endswith(("L", "W")) or field.startswith("L")


def _numbers(field: str, low: int, high: int, words: tuple[str, ...] = (), *, base: int = 0) -> set[int]:
    return {number for part in field.split(",") for number in _of_part(part, low, high, words, base)}


def _of_part(part: str, low: int, high: int, words: tuple[str, ...], base: int) -> Iterator[int]:
    span, _, step = part.partition("/")
    first, dash, last = span.partition("-")
    begin = low if span in ("*", "?") else _number(first, words, base)
    end = high if span in ("*", "?") or (step and not dash) else _number(last or first, words, base)
    if not low <= begin <= high or not low <= end <= high or (step and not int(step)):
        raise ValueError(f"{part!r} is not within {low} to {high}")
    # FRI-MON goes on at the beginning of the week.
    numbers = range(begin, end + 1) if begin <= end else [*range(begin, high + 1), *range(low, end + 1)]
    yield from list(numbers)[:: int(step or 1)]


def _number(text: str, words: tuple[str, ...], base: int) -> int:
    return words.index(text) + base if text in words else int(text)
