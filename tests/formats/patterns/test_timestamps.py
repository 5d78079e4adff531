"""Formats of timestamps: what they read, and the same as strptime where that reads them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultbook.formats.patterns.timestamps import TimestampError, timestamp_format
from tests.examples import examples

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def micros(moment):
    return (moment - EPOCH) // timedelta(microseconds=1)


WRITTEN = micros(datetime(2026, 3, 1, 10, tzinfo=UTC))


def read(form, text, zone="UTC", written=WRITTEN):
    """By the reader for texts of the right shape, twice for what it remembers, and by the one for any text."""
    found = timestamp_format(form)
    shaped, any_text = (found.reader(zone, written, matched) for matched in (True, False))
    at = any_text(text)
    if found.groups.fullmatch(text):
        assert shaped(text) == shaped(text) == at
    return None if at is None else (EPOCH + timedelta(microseconds=at)).isoformat().removesuffix("+00:00")


@pytest.mark.parametrize(
    ("form", "text", "expected"),
    [
        ("%y/%m/%d %H:%M:%S", "26/02/03 23:02:07", "2026-02-03T23:02:07"),
        ("%y/%m/%d %H:%M:%S", "70/02/03 23:02:07", "1970-02-03T23:02:07"),
        ("%Y-%m-%d %H:%M:%S,%f", "2026-02-03 10:00:00,1", "2026-02-03T10:00:00.100000"),
        ("%Y-%m-%d %H:%M:%S.%f", "2026-02-03 10:00:00.123456789", "2026-02-03T10:00:00.123456"),
        ("%d/%b/%Y:%H:%M:%S %z", "03/Feb/2026:10:00:00 +0230", "2026-02-03T07:30:00"),
        ("%a %b %d %H:%M:%S.%f %Y", "Tue Feb 03 10:00:00.000123 2026", "2026-02-03T10:00:00.000123"),
        ("%A, %-d. %B %Y %-H:%M", "Tuesday, 3. February 2026 9:05", "2026-02-03T09:05:00"),
        ("%m/%d/%Y %I:%M:%S %p", "02/03/2026 12:00:05 AM", "2026-02-03T00:00:05"),
        ("%m/%d/%Y %I:%M:%S %p", "02/03/2026 12:00:05 pm", "2026-02-03T12:00:05"),
        ("%m/%d/%Y %I:%M:%S %p", "02/03/2026 00:00:05 AM", None),
        ("%Y%j %H%M", "2026034 1000", "2026-02-03T10:00:00"),
        ("%Y%j %H%M", "2026366 1000", None),
        ("%Y-%m-%d %k:%M:%S", "2026-02-03  9:00:00", "2026-02-03T09:00:00"),
        ("%Y-%m-%d %H:%M:%S", "2026-02-03 23:59:60", "2026-02-04T00:00:00"),
        ("%Y-%m-%d %H:%M:%S", "2026-02-03 23:59:61", None),
        ("%Y-%m-%d %H:%M:%S", "2026-02-03 24:00:00", None),
        ("%Y-%m-%d %H:%M:%S", "2026-02-30 10:00:00", None),
        ("%Y-%m-%d %H:%M:%S", "0000-01-01 10:00:00", None),
        ("%Y-%m-%d %H:%M:%S %z", "0001-01-01 00:00:00 +0100", None),
        ("%Y-%m-%d %H:%M:%S %z", "2026-02-03 10:00:00 +1900", None),
        ("%Y-%m-%d %H:%M:%S", " 2026-02-03 10:00:00", None),
        ("%Y-%m-%d %H:%M:%S.%f %Z", "2026-02-03 10:00:00.123 CET", "2026-02-03T09:00:00.123000"),
        ("%Y-%m-%d %H:%M:%S %Z", "2026-02-03 10:00:00 IST", None),
        ("iso8601", "2026-02-03T10:00:00.123Z", "2026-02-03T10:00:00.123000"),
        ("iso8601", "2026-02-03 10:00:00,123+0100", "2026-02-03T09:00:00.123000"),
        ("iso8601", "2026-02-03T10:00:60Z", None),
        ("iso8601", "2026-02-30T10:00:00Z", None),
        ("epoch", "1770112800", "2026-02-03T10:00:00"),
        ("epoch", "1770112800123", "2026-02-03T10:00:00.123000"),
        ("epoch", "17701128", None),
        ("%% %H", "% 10", "2026-03-01T10:00:00"),
    ],
)
def test_what_is_read(form, text, expected):
    assert read(form, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Feb  3 10:00:00", "2026-02-03T10:00:00"),
        ("Mar  2 10:00:00", "2026-03-02T10:00:00"),
        ("Mar  2 10:01:00", "2025-03-02T10:01:00"),
        ("Dec 31 23:59:59", "2025-12-31T23:59:59"),
        ("Feb 29 10:00:00", "2024-02-29T10:00:00"),
        ("Feb 30 10:00:00", None),
    ],
)
def test_without_a_year_it_is_the_latest_that_is_no_more_than_a_day_after_the_file(text, expected):
    assert read("%b %e %H:%M:%S", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("10:59:00", "2026-03-01T10:59:00"), ("11:01:00", "2026-02-28T11:01:00"), ("00:00:00", "2026-03-01T00:00:00")],
)
def test_without_a_day_it_is_that_of_the_file_or_the_one_before(text, expected):
    assert read("%H:%M:%S", text) == expected


def test_without_a_day_the_first_hour_of_a_file_of_one_day_is_of_that_day():
    ends = WRITTEN + 13 * 3_600_000_000 + 3_599_000_000
    assert read("%H:%M:%S", "00:10:00", written=ends) == "2026-03-01T00:10:00"


@pytest.mark.parametrize(
    ("form", "text", "zone", "expected"),
    [
        ("%Y-%m-%d %H:%M:%S", "2026-07-01 12:00:00", "Europe/Berlin", "2026-07-01T10:00:00"),
        ("iso8601", "2026-07-01 12:00:00", "Europe/Berlin", "2026-07-01T10:00:00"),
        ("iso8601", "2026-07-01T12:00:00Z", "Europe/Berlin", "2026-07-01T12:00:00"),
        # The earlier one of an hour that is there twice, as for all formats.
        ("%Y-%m-%d %H:%M:%S", "2025-10-26 02:30:00", "Europe/Berlin", "2025-10-26T00:30:00"),
        ("%Y-%m-%d %H:%M:%S %Z", "2025-10-26 02:30:00 CET", "Europe/Berlin", "2025-10-26T01:30:00"),
        ("%Y-%m-%d %H:%M:%S %Z", "2026-02-03 10:00:00 IST", "Asia/Kolkata", "2026-02-03T04:30:00"),
        ("%Y-%m-%d %H:%M:%S %Z", "2026-02-03 10:00:00 CST", "Asia/Shanghai", "2026-02-03T02:00:00"),
        ("%H:%M:%S", "00:30:00", "Asia/Tokyo", "2026-02-28T15:30:00"),
        ("%b %e %H:%M:%S", "Jan  1 00:30:00", "Asia/Tokyo", "2025-12-31T15:30:00"),
    ],
)
def test_zones(form, text, zone, expected):
    assert read(form, text, zone) == expected


FORMS = ("%Y-%m-%d %H:%M:%S,%f", "%d/%b/%Y:%H:%M:%S", "%a %b %d %H:%M:%S %Y", "%y%m%d %H%M%S", "%m/%d/%Y %I:%M:%S %p")


@examples(200)
@given(st.sampled_from(FORMS), st.datetimes(datetime(1970, 1, 1), datetime(2068, 12, 31)))
def test_the_same_as_strptime(form, moment):
    text = moment.strftime(form)
    expected = datetime.strptime(text, form).isoformat()
    assert read(form, text) == expected


@examples(200)
@given(st.sampled_from([*FORMS, "iso8601", "epoch", "%b %e %H:%M:%S", "%Y %j %k:%M:%S.%f %Z"]), st.text(max_size=30))
def test_any_text_is_an_instant_or_none(form, text):
    read(form, text)


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("%q", "at character 1: found '%q'"),
        ("%H %H", "at character 4: found %H"),
        ("%H%", "at character 3: found '%'"),
        ("%M", "expected an hour"),
        ("%I:%M", "%I with %p"),
        ("%Y %H", "the whole date"),
        ("%d %H", "the whole date"),
        ("%j %H", "expected a year"),
    ],
)
def test_a_format_that_is_none_is_refused(form, words):
    with pytest.raises(TimestampError, match="found") as wrong:
        timestamp_format(form)
    assert words in str(wrong.value)
