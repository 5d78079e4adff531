"""Calendars, from the YAML file that people edit: time intervals, holidays, business hours, each by a name.

Its section `time_intervals` is Alertmanager's, so that it can be copied from there.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Annotated, Any, Self, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from faultbook.bundle.yaml_model import YamlModel
from faultbook.catalog.file import read_catalog_file
from faultbook.catalog.names import TimeZone
from faultbook.registry import expected_one_of
from faultbook.routing import ranges
from faultbook.routing.calendars import BusinessHours, Calendars, TimeIntervals
from faultbook.routing.holiday_dates import PUBLIC, Holidays
from faultbook.routing.ranges import Range
from faultbook.routing.time_intervals import ContainsInstants, TimeInterval
from faultbook.routing.zones import zone_of

PAGE = "docs/calendars.md"
Entry = TypeVar("Entry")


def _range(read: Callable[[str], Range]) -> BeforeValidator:
    def checked(value: Any) -> Range:
        # YAML reads 2026 and -1 as numbers.
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise ValueError("expected a text or a whole number")
        return read(str(value))

    return BeforeValidator(checked)


def _day(value: Any) -> date:
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        day = None
    if not isinstance(day, date) or isinstance(day, datetime):
        raise ValueError(f"found {value!r}; expected a day, as 2026-12-24")
    return day


def _name(value: str) -> str:
    if not value.strip():
        raise ValueError("expected a name")
    return value


Day = Annotated[date, BeforeValidator(_day)]
Name = Annotated[str, AfterValidator(_name)]


class TimesEntry(YamlModel):
    """A part of a day, up to the end minute, which is outside."""

    start_time: str
    end_time: str

    @model_validator(mode="after")
    def _is_a_range(self) -> Self:
        ranges.times(self.start_time, self.end_time)
        return self

    @property
    def range(self) -> Range:
        """The minutes of the day."""
        return ranges.times(self.start_time, self.end_time)


class IntervalEntry(YamlModel):
    """One interval of a list: an instant is in it where each field that is given holds."""

    times: tuple[TimesEntry, ...] | None = None
    weekdays: tuple[Annotated[Range, _range(ranges.weekdays)], ...] | None = None
    days_of_month: tuple[Annotated[Range, _range(ranges.days_of_month)], ...] | None = None
    months: tuple[Annotated[Range, _range(ranges.months)], ...] | None = None
    years: tuple[Annotated[Range, _range(ranges.years)], ...] | None = None
    location: TimeZone = "UTC"

    @model_validator(mode="after")
    def _holds_some_time(self) -> Self:
        self.interval()
        return self

    def interval(self) -> TimeInterval:
        """The time interval; ValueError for a field without an entry."""
        return TimeInterval(
            times=None if self.times is None else tuple(entry.range for entry in self.times),
            weekdays=self.weekdays,
            days_of_month=self.days_of_month,
            months=self.months,
            years=self.years,
            location=zone_of(self.location),
        )


class TimeIntervalsEntry(YamlModel):
    """Intervals under a name: Alertmanager's entry."""

    name: Name
    time_intervals: tuple[IntervalEntry, ...]

    @model_validator(mode="after")
    def _has_an_interval(self) -> Self:
        if not self.time_intervals:
            raise ValueError(f"found no interval in {self.name!r}, which never holds; expected one")
        return self

    def calendar(self) -> TimeIntervals:
        """The calendar."""
        return TimeIntervals(tuple(entry.interval() for entry in self.time_intervals))


class HolidaysEntry(YamlModel):
    """Holidays under a name: of a country or a part of it, further days, and days that are none."""

    name: Name
    country: str = ""
    subdivision: str = ""
    categories: tuple[str, ...] = (PUBLIC,)
    days: dict[Day, str] = Field(default_factory=dict)
    working_days: tuple[Day, ...] = ()
    location: TimeZone = "UTC"

    @model_validator(mode="after")
    def _is_known(self) -> Self:
        self.calendar()
        return self

    def calendar(self) -> Holidays:
        """The calendar; ValueError for an unknown country, part or category."""
        return Holidays(
            country=self.country,
            subdivision=self.subdivision,
            categories=self.categories,
            days=self.days,
            working_days=frozenset(self.working_days),
            location=zone_of(self.location),
        )


class BusinessHoursEntry(YamlModel):
    """Working hours under a name: names of time intervals, and of the holidays on which nobody works."""

    name: Name
    hours: tuple[str, ...]
    holidays: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _has_hours(self) -> Self:
        if not self.hours:
            raise ValueError(f"found no hours in {self.name!r}, which never holds; expected a name of time_intervals")
        return self


class CalendarsFile(YamlModel):
    """catalog/calendars.yml."""

    time_intervals: tuple[TimeIntervalsEntry, ...] | None = None
    holidays: tuple[HolidaysEntry, ...] | None = None
    business_hours: tuple[BusinessHoursEntry, ...] | None = None

    @model_validator(mode="after")
    def _names_are_known_and_single(self) -> Self:
        names = [entry.name for section in self._sections() for entry in section]
        if twice := next((name for place, name in enumerate(names) if name in names[:place]), None):
            raise ValueError(f"found the name {twice!r} twice; expected each once, whatever its section")
        self.calendars()
        return self

    def calendars(self) -> Calendars:
        """The calendars; ValueError where a name names nothing."""
        return Calendars(self._named())

    def _sections(self) -> Iterator[tuple[TimeIntervalsEntry | HolidaysEntry | BusinessHoursEntry, ...]]:
        yield self.time_intervals or ()
        yield self.holidays or ()
        yield self.business_hours or ()

    def _named(self) -> Iterator[tuple[str, ContainsInstants]]:
        hours = {entry.name: entry.calendar() for entry in self.time_intervals or ()}
        holidays = {entry.name: entry.calendar() for entry in self.holidays or ()}
        yield from ((entry.name, hours[entry.name]) for entry in self.time_intervals or ())
        yield from ((entry.name, holidays[entry.name]) for entry in self.holidays or ())
        for entry in self.business_hours or ():
            yield (
                entry.name,
                BusinessHours(
                    hours=TimeIntervals(
                        tuple(
                            one for name in entry.hours for one in _of(hours, name, "time_intervals", entry).intervals
                        )
                    ),
                    holidays=tuple(_of(holidays, name, "holidays", entry) for name in entry.holidays),
                ),
            )


def _of(known: Mapping[str, Entry], name: str, section: str, entry: BusinessHoursEntry) -> Entry:
    """The entry of a section that business hours name; ValueError with the nearest names where there is none."""
    if name not in known:
        expected = expected_one_of(name, known) if known else "one, and the section is empty"
        raise ValueError(
            f"found the name {name!r} in the business hours {entry.name!r}; in {section} expected {expected}"
        )
    return known[name]


def read_calendars_file(path: str) -> Calendars:
    """The calendars of a file; none for an empty path. InvalidCatalog where the file is missing or wrong."""
    file = read_catalog_file(path, CalendarsFile, page=PAGE) or CalendarsFile()
    return file.calendars()
