"""Calendars by name: time intervals, holidays and business hours, for services, alerts and incidents alike."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from faultbook.registry import expected_one_of, registered
from faultbook.routing.holiday_dates import Holidays
from faultbook.routing.time_intervals import ContainsInstants, TimeInterval, active


@dataclass(frozen=True)
class TimeIntervals:
    """An instant is in it where it is in one of its intervals."""

    intervals: tuple[TimeInterval, ...]

    def contains(self, instant: datetime) -> bool:
        """Whether an instant is in it; ValueError for one without a zone."""
        return any(each.contains(instant) for each in self.intervals)


@dataclass(frozen=True)
class BusinessHours:
    """Working hours on all days but holidays."""

    hours: TimeIntervals
    holidays: tuple[Holidays, ...] = ()

    def contains(self, instant: datetime) -> bool:
        """Whether an instant is in working hours and on none of the holidays; ValueError for one without a zone."""
        return self.hours.contains(instant) and not any(each.contains(instant) for each in self.holidays)


class Calendars:
    """Calendars by name; each kind may be named where one is expected."""

    def __init__(self, named: Iterable[tuple[str, ContainsInstants]] = ()) -> None:
        """`named` are names and calendars. ValueError where a name occurs twice."""
        entries = registered("calendar", named, name_of=lambda entry: entry[0])
        self._by_name: Mapping[str, ContainsInstants] = {name: calendar for name, (_, calendar) in entries.items()}

    @property
    def names(self) -> tuple[str, ...]:
        """The names, in the order of the file."""
        return tuple(self._by_name)

    def named(self, name: str) -> ContainsInstants:
        """The calendar of a name. ValueError with the nearest names where there is none."""
        if name not in self._by_name:
            expected = expected_one_of(name, self.names) if self.names else "no name, since no calendar is defined"
            raise ValueError(f"found the calendar {name!r}; expected {expected}")
        return self._by_name[name]

    def contains(self, name: str, instant: datetime) -> bool:
        """Whether an instant is in a calendar. ValueError for an unknown name, or an instant without a zone."""
        return self.named(name).contains(instant)

    def active(
        self, now: datetime, mute_time_intervals: Iterable[str] = (), active_time_intervals: Iterable[str] = ()
    ) -> bool:
        """Whether a route with these names is active: in none of the first, and in one of the second, if it has any.

        ValueError for an unknown name, or an instant without a zone.
        """
        muting = [self.named(name) for name in mute_time_intervals]
        activating = [self.named(name) for name in active_time_intervals]
        return active(now, muting, activating)
