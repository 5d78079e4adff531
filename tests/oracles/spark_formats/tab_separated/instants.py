"""The instant that a log line names, from the spellings that real files hold."""

from pyspark.sql import Column
from pyspark.sql import functions as F

INSTANT_SHAPE = (
    r"^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?+"
    r"(?:[+-](?:(?:0\d|1[0-7])(?::?[0-5]\d)?|18(?::?00)?))?[Zz]?\z"
)
"""A full date and time. Without this guard `try_cast` reads '12:30:00' as today and '2026' as a date: hidden clocks."""

PLAIN_INSTANT = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\z"
_OFFSET = r"^(.{19})(?:[.,](\d{1,6})\d*)?(?:([+-]\d\d):?(\d\d)?)?[Zz]?$"


def instant(text: Column) -> Column:
    """The UTC instant as TIMESTAMP, fractions cut to microseconds; no zone means UTC.

    Nulls: for NULL, for anything less than a full date and time, for a day or an hour that does not exist, and for
    instants outside the years 0001 to 9999 (an offset can lead there).
    """
    return within_years(any_instant(text))


def any_instant(text: Column) -> Column:
    """The instant before its year is looked at, so that a frame can hold it in a column: it is costly to read twice."""
    normal = F.concat(
        F.translate(F.left(text, F.lit(19)), "t ", "TT"),
        F.rpad(F.concat(F.lit("."), F.regexp_extract(text, _OFFSET, 2)), 7, "0"),
        F.coalesce(_offset(text), F.lit("Z")),
    )
    return F.when(text.rlike(PLAIN_INSTANT), F.try_to_timestamp(text)).when(
        text.rlike(INSTANT_SHAPE), F.try_to_timestamp(normal)
    )


def within_years(instant: Column) -> Column:
    """The instant; NULL outside the years 0001 to 9999."""
    return F.when(F.year(instant).between(1, 9999), instant)


def _offset(text: Column) -> Column:
    hours = F.regexp_extract(text, _OFFSET, 3)
    minutes = F.regexp_extract(text, _OFFSET, 4)
    return F.when(hours != "", F.concat(hours, F.lit(":"), F.when(minutes == "", "00").otherwise(minutes)))
