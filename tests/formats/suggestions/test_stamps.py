"""Timestamps in lines of unknown formats: where they are, and the directives that read them."""

import pytest

from faultbook.formats.patterns.timestamps import timestamp_format
from faultbook.formats.suggestions.stamps import Stamp, formats_of, stamp_of

STAMPS = [
    ("2026-02-03T10:00:00.123Z x", "2026-02-03T10:00:00.123Z", "%Y-%m-%dT%H:%M:%S.%f%z"),
    ("at [03/Feb/2026:10:00:00 +0100] x", "03/Feb/2026:10:00:00 +0100", "%d/%b/%Y:%H:%M:%S %z"),
    ("Feb  3 10:00:00 host x", "Feb  3 10:00:00", "%b %e %H:%M:%S"),
    ("Mon Feb  3 10:00:00.123456 2026] x", "Mon Feb  3 10:00:00.123456 2026", "%a %b %e %H:%M:%S.%f %Y"),
    ("1770120000.123: x", "1770120000.123", "epoch"),
    ("- 1117838570 2005.06.03 R02", "1117838570", "epoch"),
    ("26/02/03 10:00:00 INFO", "26/02/03 10:00:00", "%y/%m/%d %H:%M:%S"),
    ("2/3/2026 1:05:06 PM foo", "2/3/2026 1:05:06 PM", "%-m/%-d/%Y %-I:%M:%S %p"),
    ("<03.02.2026 10:00:00,123> x", "03.02.2026 10:00:00,123", "%d.%m.%Y %H:%M:%S,%f"),
    ("2026-02-03 10:00:00 CET x", "2026-02-03 10:00:00 CET", "%Y-%m-%d %H:%M:%S %Z"),
    ("2026-02-03 10:00:00 +0100 x", "2026-02-03 10:00:00 +0100", "%Y-%m-%d %H:%M:%S %z"),
    ("081109 203615 148 INFO", "081109 203615", "%y%m%d %H%M%S"),
    ("20260203 100000 x", "20260203 100000", "%Y%m%d %H%M%S"),
    ("Feb 3, 2026 10:00:00 AM x", "Feb 3, 2026 10:00:00 AM", "%b %-d, %Y %I:%M:%S %p"),
]


@pytest.mark.parametrize(("line", "text", "format_"), STAMPS)
def test_a_timestamp_is_found_with_the_directives_that_read_it(line, text, format_):
    stamp = stamp_of(line)
    assert stamp is not None
    assert (line[stamp.start : stamp.end], stamp.format) == (text, format_)
    assert timestamp_format(format_).reader("UTC", 1_770_120_000_000_000, matched=False)(text) is not None


@pytest.mark.parametrize("line", ["", "no time", "version 1.2.3.4", "10:00:00 only a time", "12345678 id", "9-9-9 9:9"])
def test_other_numbers_are_none(line):
    assert stamp_of(line) is None


def test_a_time_without_a_date_counts_where_it_is_wanted():
    assert stamp_of("x 10:00:00.5 y", undated=True) == Stamp(2, 12, "%H:%M:%S.%f", is_dated=False)


def formats(*lines: str):
    return formats_of([(line, stamp) for line in lines if (stamp := stamp_of(line))])


def test_a_number_above_twelve_decides_what_is_the_day():
    assert formats("03/04/2026 10:00:00", "25/04/2026 10:00:00").formats == ("%d/%m/%Y %H:%M:%S",)
    assert formats("03/04/2026 10:00:00", "03/25/2026 10:00:00").formats == ("%m/%d/%Y %H:%M:%S",)
    assert formats("03/04/2026 10:00:00").is_ambiguous
    assert not formats("03/25/2026 10:00:00").is_ambiguous


def test_what_reads_one_digit_reads_two():
    found = formats("2/3/2026 1:05:06 PM", "12/13/2026 10:05:06 PM")
    assert found.formats == ("%-m/%-d/%Y %-I:%M:%S %p",)
