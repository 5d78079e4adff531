"""Which instants are in an interval: ranges, zones, changes of the clock; and when a route is active."""

from calendar import monthrange
from datetime import UTC, datetime, timedelta, timezone
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultbook.routing.calendars import TimeIntervals
from faultbook.routing.ranges import Range, days_of_month, months, times, weekdays, years
from faultbook.routing.time_intervals import TimeInterval, active
from faultbook.routing.zones import zone_of
from tests.examples import examples
from tests.routing import oracle
from tests.routing.generated import ZONES, clock_changes, instant_in, interval_around, offset_of

READERS = {"weekdays": weekdays, "days_of_month": days_of_month, "months": months, "years": years}
BERLIN = zone_of("Europe/Berlin")


def made(interval, zone="UTC"):
    """The interval of a mapping as files have it."""
    fields = {name: tuple(map(READERS[name], entries)) for name, entries in interval.items() if name in READERS}
    if "times" in interval:
        fields["times"] = tuple(times(**{key[:-5]: text for key, text in each.items()}) for each in interval["times"])
    return TimeInterval(**fields, location=zone_of(zone))


def at(text, zone=UTC):
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("read", "text", "expected"),
    [
        (weekdays, "monday:friday", (1, 5)),
        (weekdays, "Sunday", (0, 0)),
        (days_of_month, "1:7", (1, 7)),
        (days_of_month, "-3:-1", (-3, -1)),
        (days_of_month, "20:-1", (20, -1)),
        (days_of_month, "+5", (5, 5)),
        (months, "october:DECEMBER", (10, 12)),
        (months, "6:august", (6, 8)),
        (years, "2026:2028", (2026, 2028)),
    ],
)
def test_ranges_are_read(read, text, expected):
    assert read(text) == expected


@pytest.mark.parametrize(
    ("read", "text", "named"),
    [
        (weekdays, "mondy", "found 'mondy' in 'mondy'; expected a weekday, one of monday, sunday"),
        (weekdays, "1:5", "found '1' in '1:5'; expected a weekday"),
        (weekdays, "friday:monday", "expected two entries.*friday:saturday and sunday:monday"),
        (weekdays, "saturday:sunday", "expected two entries.*saturday:saturday and sunday$"),
        (weekdays, "a:b:c", "or two with one colon between them"),
        (days_of_month, "0", "found the day 0 in '0'; expected 1 to 31"),
        (days_of_month, "1:32", "found the day 32 in '1:32'"),
        (days_of_month, "-5:5", "expected an end below 0"),
        (days_of_month, "28:-1", "expected an end that is not earlier: here -1 counts as day 27, as in Alertmanager"),
        (days_of_month, "20:10", "found '20:10', which may end before it begins; expected an end that is not earlier$"),
        (days_of_month, "1 : 5", "found '1 ' in '1 : 5'; expected a day of the month, a whole number"),
        (months, "march:13", "found the month 13 in 'march:13'; expected 1 to 12"),
        (months, "november:february", "two entries: november:december and january:february"),
        (months, "sept", "expected a month, one of september"),
        (years, "2027:2026", "expected the earlier year first"),
    ],
)
def test_wrong_ranges_are_refused_with_what_is_expected(read, text, named):
    with pytest.raises(ValueError, match=named):
        read(text)


@pytest.mark.parametrize(
    ("start", "end", "named"),
    [
        ("9:00", "17:00", "found the time '9:00'; expected hours and minutes of two digits each"),
        ("09:00", "24:01", "found the time '24:01'"),
        ("22:00", "06:00", "22:00 to 24:00 and 00:00 to 06:00"),
        ("09:00", "09:00", "expected a start before the end"),
    ],
)
def test_wrong_times_are_refused_with_what_is_expected(start, end, named):
    with pytest.raises(ValueError, match=named):
        times(start, end)


@pytest.mark.parametrize(
    ("name", "named"),
    [
        ("Europe/Berln", "perhaps Europe/Berlin"),
        ("Berlin", "perhaps Europe/Berlin"),
        ("Local", "expected the IANA name"),
        ("localtime", "expected the IANA name"),
        ("", "expected the IANA name"),
        ("../zone", "expected the IANA name"),
    ],
)
def test_an_unknown_zone_is_refused_with_the_nearest_names(name, named):
    with pytest.raises(ValueError, match=f"found '{name}'; expected the IANA name of a time zone.*"):
        zone_of(name)
    with pytest.raises(ValueError, match=named):
        zone_of(name)


def test_an_end_is_outside_and_24_00_is_the_end_of_the_day():
    evening = made({"times": [{"start_time": "17:00", "end_time": "24:00"}]})
    found = [evening.contains(at(f"2026-12-01T{time}")) for time in ("16:59:59", "17:00", "23:59:59")]
    assert found == [False, True, True]
    assert not made({"times": [{"start_time": "09:00", "end_time": "17:00"}]}).contains(at("2026-12-01T17:00"))


def test_every_field_that_is_given_holds_and_one_of_its_ranges():
    interval = made({"weekdays": ["saturday", "sunday"], "months": ["12"], "years": ["2026"]})
    assert interval.contains(at("2026-12-05T00:00"))
    assert interval.contains(at("2026-12-06T00:00"))
    assert not interval.contains(at("2026-12-07T00:00"))
    assert not interval.contains(at("2026-11-28T00:00"))
    assert not interval.contains(at("2027-12-04T00:00"))
    assert made({}).contains(at("2026-12-07T00:00"))


@pytest.mark.parametrize(
    ("days", "month", "expected"),
    [
        ("-1", "2026-02", [28]),
        ("-1", "2028-02", [29]),
        ("30:31", "2026-02", []),
        ("29:31", "2028-02", [29]),
        ("-31:-30", "2026-04", [1]),
        ("-31", "2026-04", []),
        ("27:-1", "2026-02", [27, 28]),
        ("24:-4", "2026-02", [24, 25]),
        ("1:-1", "2026-12", list(range(1, 32))),
    ],
)
def test_days_count_from_either_end_of_their_month(days, month, expected):
    interval = made({"days_of_month": [days]})
    first = at(f"{month}-01T12:00")
    found = [
        day for day in range(1, monthrange(first.year, first.month)[1] + 1) if interval.contains(first.replace(day=day))
    ]
    assert found == expected


def test_the_last_day_of_a_month_is_its_last_although_its_clock_was_put_forward():
    """alertmanager#5447: a month of 743 hours was taken for one of 30 days."""
    last = made({"days_of_month": ["-1"]}, "America/New_York")
    assert last.contains(at("2026-03-31T12:00", ZoneInfo("America/New_York")))
    assert not last.contains(at("2026-03-30T12:00", ZoneInfo("America/New_York")))


def test_a_skipped_hour_is_in_no_interval_and_a_repeated_one_is_in_it_twice():
    night = made({"times": [{"start_time": "02:00", "end_time": "03:00"}]}, "Europe/Berlin")

    def minutes(day: str) -> int:
        begins = at(f"{day}T00:00", BERLIN).astimezone(UTC)
        return sum(night.contains(begins + timedelta(minutes=n)) for n in range(24 * 60))

    assert [minutes(day) for day in ("2026-03-28", "2026-03-29", "2026-10-25")] == [60, 0, 120]


def test_an_instant_means_the_same_in_whatever_zone_it_is_given():
    interval = made({"times": [{"start_time": "09:00", "end_time": "10:00"}]}, "Asia/Kathmandu")
    instant = at("2026-12-01T03:15")
    assert interval.contains(instant)
    assert interval.contains(instant.astimezone(timezone(timedelta(hours=-9, minutes=-30))))
    assert not interval.contains(instant - timedelta(minutes=1))


def test_an_instant_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="found the instant 2026-12-01 00:00:00 without a zone"):
        made({}).contains(datetime(2026, 12, 1))


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/New_York"])
def test_instants_at_the_ends_of_time_are_answered(zone):
    interval = made({"weekdays": ["friday"]}, zone)
    assert interval.contains(datetime.max.replace(tzinfo=UTC))
    assert not interval.contains(datetime.min.replace(tzinfo=UTC))


def test_a_field_without_an_entry_is_refused():
    with pytest.raises(
        ValueError, match="found weekdays without an entry, which never holds; expected one, as 'monday"
    ):
        TimeInterval(weekdays=())


def test_a_route_is_active_outside_of_what_mutes_it_and_inside_of_what_activates_it():
    hours, weekend = (
        TimeIntervals((made(each),))
        for each in ({"times": [{"start_time": "09:00", "end_time": "17:00"}]}, {"weekdays": ["saturday", "sunday"]})
    )
    tuesday, night, saturday = at("2026-12-01T12:00"), at("2026-12-01T20:00"), at("2026-12-05T12:00")
    assert [active(each) for each in (tuesday, night, saturday)] == [True, True, True]
    assert [active(each, [weekend]) for each in (tuesday, night, saturday)] == [True, True, False]
    assert [active(each, [], [hours]) for each in (tuesday, night, saturday)] == [True, False, True]
    assert [active(each, [weekend], [hours]) for each in (tuesday, night, saturday)] == [True, False, False]
    assert [active(each, [], [hours, weekend]) for each in (tuesday, night, saturday)] == [True, False, True]


@given(st.randoms(use_true_random=False), st.sampled_from(ZONES))
@examples(300)
def test_what_is_contained_is_what_a_plain_reading_contains(chance: Random, zone):
    instant = instant_in(chance, zone)
    local = instant + offset_of(zone, instant)
    interval = interval_around(chance, local, monthrange(local.year, local.month)[1])
    assert made(interval, zone).contains(instant) == oracle.contains({**interval, "location": zone}, instant)


@given(st.randoms(use_true_random=False), st.sampled_from([zone for zone in ZONES if zone != "UTC"]))
@examples(20)
def test_as_many_minutes_around_a_change_of_the_clock_as_are_counted_one_by_one(chance: Random, zone):
    begins = datetime(chance.randrange(1992, 2036), 1, 1, tzinfo=UTC)
    changes = clock_changes(zone, begins, begins + timedelta(days=365)) or [begins]
    change = chance.choice(changes)
    local = change + offset_of(zone, change)
    interval = interval_around(chance, local, monthrange(local.year, local.month)[1])
    minutes = [change + timedelta(minutes=n) for n in range(-200, 200)]
    counted = sum(oracle.contains({**interval, "location": zone}, minute) for minute in minutes)
    assert sum(map(made(interval, zone).contains, minutes)) == counted


@given(st.randoms(use_true_random=False), st.sampled_from(ZONES))
def test_an_interval_and_its_parts(chance: Random, zone):
    """An interval is the intersection of its fields, and a field the union of its ranges."""
    instant = instant_in(chance, zone)
    interval = made(interval_around(chance, instant, 31), zone)
    fields = {name: each for name in (*READERS, "times") if (each := getattr(interval, name)) is not None}
    parts = [
        any(TimeInterval(**{name: (one,)}, location=interval.location).contains(instant) for one in ranges)
        for name, ranges in fields.items()
    ]
    assert interval.contains(instant) == all(parts)


@given(st.integers(-31, 31), st.integers(-31, 31), st.integers(1, 12), st.integers(1992, 2040))
def test_a_range_of_days_that_is_read_holds_days_in_a_row(first, last, month, year):
    try:
        found = days_of_month(f"{first}:{last}")
    except ValueError:
        return
    assert found == Range(first, last)
    days = range(1, monthrange(year, month)[1] + 1)
    held = [
        day for day in days if TimeInterval(days_of_month=(found,)).contains(datetime(year, month, day, tzinfo=UTC))
    ]
    assert held == list(range(held[0], held[-1] + 1)) if held else True
