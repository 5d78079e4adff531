"""Days and hours in UTC, whatever time zone the asking session has (a cast or date_trunc would follow it)."""

from pyspark.sql import Column
from pyspark.sql import functions as F

MICROS_PER_HOUR = 3_600 * 1_000_000
MICROS_PER_DAY = 24 * MICROS_PER_HOUR


def utc_hour(instant: Column) -> Column:
    """The start of an instant's UTC hour."""
    return F.timestamp_add("MICROSECOND", -_since(instant, MICROS_PER_HOUR), instant)


def utc_day(instant: Column) -> Column:
    """The UTC day of an instant."""
    return F.date_add(F.lit("1970-01-01").cast("date"), utc_day_number(instant))


def utc_day_number(instant: Column) -> Column:
    """The UTC day of an instant as a whole number, 0 for 1970-01-01."""
    midnight = (F.unix_micros(instant) - _since(instant, MICROS_PER_DAY)).cast("double")
    # Whole numbers as doubles divide alike in every engine.
    return (midnight / F.lit(MICROS_PER_DAY).cast("double")).cast("int")


def week_of(day: str) -> Column:
    """The Monday of the week that a column's day is in."""
    days = F.date_diff(F.col(day), F.lit("1970-01-05").cast("date"))
    # The remainder twice, because that of a day before 1970 is negative.
    return F.date_add(F.col(day), -((days % F.lit(7) + F.lit(7)) % F.lit(7)).cast("int"))


def _since(instant: Column, micros: int) -> Column:
    # The remainder twice, because that of an instant before 1970 is negative.
    return (F.unix_micros(instant) % F.lit(micros) + F.lit(micros)) % F.lit(micros)
