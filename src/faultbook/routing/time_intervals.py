"""Time intervals as Alertmanager has them: which instants are in one, and whether a route is active.

An instant is in an interval where each field holds; a field holds where one of its ranges contains the wall clock of
the interval's zone. What a clock skips in spring is in none; what it shows twice in autumn is in both times.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Protocol

from faultbook.routing.ranges import Range

FIELDS = {
    "times": "{start_time: '09:00', end_time: '17:00'}",
    "weekdays": "'monday:friday'",
    "days_of_month": "'1:7'",
    "months": "'january:march'",
    "years": "'2026:2027'",
}
"""Field of an interval -> an entry of it, as a file has it."""


class ContainsInstants(Protocol):
    """Something that an instant is in, or not: a time interval, a calendar."""

    def contains(self, instant: datetime) -> bool:
        """Whether an instant is in it; ValueError for one without a zone."""


@dataclass(frozen=True)
class TimeInterval:
    """Ranges by field, None where a field is not limited; `location` is the zone of the wall clock.

    `times` are minutes of a day, their end outside; weekdays count from 0, Sunday, months from 1. Days of a month below
    0 count from its end: -1 is the last. ValueError for a field without a range, which Alertmanager takes as never.
    """

    times: tuple[Range, ...] | None = None
    weekdays: tuple[Range, ...] | None = None
    days_of_month: tuple[Range, ...] | None = None
    months: tuple[Range, ...] | None = None
    years: tuple[Range, ...] | None = None
    location: tzinfo = UTC

    def __post_init__(self) -> None:
        """ValueError as above."""
        for name, entry in FIELDS.items():
            if getattr(self, name) == ():
                raise ValueError(f"found {name} without an entry, which never holds; expected one, as {entry}")

    def contains(self, instant: datetime) -> bool:
        """Whether an instant is in it; ValueError for one without a zone."""
        local = local_time(instant, self.location)
        minute = local.hour * 60 + local.minute
        return (
            (self.times is None or any(each.first <= minute < each.last for each in self.times))
            and _has(self.weekdays, local.isoweekday() % 7)
            and _has(self.months, local.month)
            and _has(self.years, local.year)
            and (self.days_of_month is None or any(_has_day(each, local) for each in self.days_of_month))
        )


def active(
    now: datetime,
    mute_time_intervals: Iterable[ContainsInstants] = (),
    active_time_intervals: Iterable[ContainsInstants] = (),
) -> bool:
    """Whether a route sends: outside of all that mute it, and inside one that activates it, if it has any.

    A route that both mute and activate is muted. ValueError for an instant without a zone.
    """
    activating = list(active_time_intervals)
    if any(each.contains(now) for each in mute_time_intervals):
        return False
    return not activating or any(each.contains(now) for each in activating)


def local_time(instant: datetime, location: tzinfo) -> datetime:
    """An instant on the wall clock of a zone; ValueError for one without a zone.

    At the ends of what datetime can hold, where the zone has no time any more, UTC's.
    """
    if instant.utcoffset() is None:
        raise ValueError(f"found the instant {instant} without a zone; expected one with a zone, as UTC")
    try:
        return instant.astimezone(location)
    except OverflowError:
        return instant.astimezone(UTC)


def _has(ranges: tuple[Range, ...] | None, value: int) -> bool:
    return ranges is None or any(each.first <= value <= each.last for each in ranges)


def _has_day(days: Range, local: datetime) -> bool:
    """Whether the day is in the range, in this month; a start after the month's end has no day."""
    length = monthrange(local.year, local.month)[1]
    first, last = (day if day > 0 else length + day + 1 for day in days)
    return first <= local.day <= last
