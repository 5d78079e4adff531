"""The instant that a JSON line names: as text, or as a number since 1970."""

from pyspark.sql import Column
from pyspark.sql import functions as F

from tests.oracles.spark_formats.tab_separated.instants import instant

_SINCE_1970 = r"^(?:\d{10}|\d{13}|\d{16}|\d{19})(?:\.\d{1,9})?\z"
_MICROS = {10: "1000000", 13: "1000", 16: "1", 19: "0.001"}
"""Digits before the point: what one unit is in microseconds."""


def instant_or_epoch(text: Column) -> Column:
    """The UTC instant as TIMESTAMP: a full date and time, or seconds, milli-, micro- or nanoseconds since 1970.

    Which unit a number has, follows from its digits before the point: 10, 13, 16 or 19 of them, which is 2001 to 2286.
    Another number of digits is a date without separators, or a mistake. Nulls: where it is neither.
    """
    number = _plain(text)
    whole = F.when(number.rlike(_SINCE_1970), F.length(F.substring_index(number, ".", 1)))
    unit = F.lit(None).cast("decimal(10,3)")
    for digits, size in _MICROS.items():
        unit = F.when(whole == digits, F.lit(size).cast("decimal(10,3)")).otherwise(unit)
    micros = F.floor(number.try_cast("decimal(28,9)") * unit).try_cast("bigint")
    return F.coalesce(instant(text), F.timestamp_micros(micros))


def _plain(text: Column) -> Column:
    # Spark writes a number with a fraction and more than seven digits as 1.7E9.
    return F.when(text.contains("E"), text.try_cast("decimal(28,6)").cast("string")).otherwise(text)
