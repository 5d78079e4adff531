"""Calendars by name: holidays of countries, business hours, and what a wrong name gets."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultbook.routing.calendars import BusinessHours, Calendars, TimeIntervals
from faultbook.routing.holiday_dates import Holidays
from faultbook.routing.ranges import Range, times, weekdays
from faultbook.routing.time_intervals import TimeInterval
from faultbook.routing.zones import zone_of

BERLIN = zone_of("Europe/Berlin")
OFFICE = TimeIntervals(
    (TimeInterval(times=(times("09:00", "17:00"),), weekdays=(weekdays("monday:friday"),), location=BERLIN),)
)
HOLIDAYS = Holidays(country="DE", subdivision="BE", location=BERLIN)


def noon(text, zone=BERLIN):
    return datetime.fromisoformat(f"{text}T12:00").replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("holidays", "day", "expected"),
    [
        (Holidays("DE"), "2026-12-25", True),
        (Holidays("DE"), "2026-12-24", False),
        (Holidays("DE"), "2026-04-03", True),  # Good Friday: by the moon
        (Holidays("DE"), "2026-03-08", False),
        (Holidays("DE", "BE"), "2026-03-08", True),  # of Berlin only
        (Holidays("US"), "2026-07-03", True),  # the 4th is a Saturday
        (Holidays("US"), "2027-12-31", True),  # the first day of 2028 is a Saturday
        (Holidays("GB", "SCT"), "2026-11-30", True),
        (Holidays("GB", "ENG"), "2026-11-30", False),
        (Holidays("JP"), "2026-05-05", True),
        (Holidays("DE", "BY", categories=("public", "catholic")), "2026-08-15", True),
        (Holidays("DE", "BY"), "2026-08-15", False),
    ],
)
def test_holidays_are_those_of_the_country_or_its_part(holidays, day, expected):
    assert holidays.contains(noon(day, UTC)) is expected


def test_a_holiday_is_a_day_of_its_zone():
    instant = datetime(2026, 12, 24, 23, 30, tzinfo=UTC)
    assert HOLIDAYS.contains(instant)
    assert not Holidays("DE", "BE").contains(instant)


def test_own_days_and_own_working_days():
    own = Holidays(
        "DE",
        days={date(2026, 12, 24): "Christmas Eve"},
        working_days=frozenset({date(2026, 5, 1), date(2026, 5, 2)}),
    )
    titles = [own.title(date(2026, *day)) for day in ((12, 24), (12, 25), (5, 1), (5, 2))]
    assert titles == ["Christmas Eve", "Christmas Day", None, None]
    assert Holidays(days={date(2026, 12, 24): "x"}).title(date(2026, 12, 25)) is None


@pytest.mark.parametrize(
    ("made", "named"),
    [
        (lambda: Holidays("GER"), "found the country 'GER'; expected a code of ISO 3166-1, as DE or US: one of"),
        (lambda: Holidays("de"), "one of DE"),
        (lambda: Holidays("DE", "Bayern"), "found the subdivision 'Bayern' of DE; expected one of"),
        (lambda: Holidays("DE", categories=("pubic",)), "found the category 'pubic' of DE; expected one of public"),
        (lambda: Holidays("DE", categories=()), "found no category"),
        (lambda: Holidays(subdivision="BE"), "without a country"),
        (Holidays, "found neither a country nor days"),
        (
            lambda: Holidays(days={date(2026, 1, 2): "x"}, working_days=frozenset({date(2026, 1, 2)})),
            "found 2026-01-02 as a holiday and as a working day",
        ),
    ],
)
def test_wrong_holidays_are_refused_with_the_nearest_names(made, named):
    with pytest.raises(ValueError, match=named):
        made()


def test_nobody_works_on_holidays():
    hours = BusinessHours(OFFICE, (HOLIDAYS,))
    assert hours.contains(noon("2026-12-23"))
    assert not hours.contains(noon("2026-12-25"))
    assert not hours.contains(noon("2026-12-26"))
    assert OFFICE.contains(noon("2026-12-25"))
    assert BusinessHours(OFFICE).contains(noon("2026-12-25"))


def test_a_calendar_of_any_kind_mutes_or_activates_by_its_name():
    calendars = Calendars([("office", OFFICE), ("holidays", HOLIDAYS), ("works", BusinessHours(OFFICE, (HOLIDAYS,)))])
    assert calendars.names == ("office", "holidays", "works")
    christmas, eve = noon("2026-12-25"), noon("2026-12-24")
    assert calendars.contains("office", christmas)
    assert not calendars.active(christmas, ["holidays"])
    assert calendars.active(eve, ["holidays"], ["works"])
    assert not calendars.active(christmas, active_time_intervals=["works"])
    assert calendars.active(christmas)


def test_an_unknown_name_is_refused_with_the_nearest():
    with pytest.raises(ValueError, match="found the calendar 'offce'; expected one of office"):
        Calendars([("office", OFFICE)]).active(noon("2026-12-24"), ["offce"])
    with pytest.raises(ValueError, match="found the calendar 'office'; expected no name, since no calendar is defined"):
        Calendars().contains("office", noon("2026-12-24"))
    with pytest.raises(ValueError, match="'a' is registered twice"):
        Calendars([("a", OFFICE), ("a", HOLIDAYS)])


@given(st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC)))
def test_business_hours_are_hours_without_holidays(instant):
    hours = BusinessHours(OFFICE, (HOLIDAYS,))
    assert hours.contains(instant) == (OFFICE.contains(instant) and not HOLIDAYS.contains(instant))
    everyday = BusinessHours(TimeIntervals((TimeInterval(years=(Range(1, 9999),)),)), (HOLIDAYS,))
    assert everyday.contains(instant) != HOLIDAYS.contains(instant)
