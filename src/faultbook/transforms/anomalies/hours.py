"""Hours as whole numbers since 1970 (UTC): neighbours, gaps and weeks are sums then, whatever zone a session has."""

from pyspark.sql import Column
from pyspark.sql import functions as F

HOURS_PER_WEEK = 168
SECONDS_PER_HOUR = 3_600
_MONDAY = 72
"""Hours from the first Monday before 1970 (1969-12-29) to 1970-01-01, a Thursday."""


def hour_number(instant: Column) -> Column:
    """The number of the hour that an instant lies in, BIGINT; 0 is 1970-01-01 00:00 to 01:00 UTC."""
    return F.floor(F.unix_seconds(instant) / SECONDS_PER_HOUR).cast("bigint")


def hour_start(number: Column) -> Column:
    """The instant at which the hour of a number begins."""
    return F.timestamp_seconds(number * SECONDS_PER_HOUR)


def hour_of_week(number: Column) -> Column:
    """0 for Monday 00:00 UTC to 167 for Sunday 23:00, INT."""
    return F.pmod(number + F.lit(_MONDAY), F.lit(HOURS_PER_WEEK)).cast("int")
