"""Exact shares: wholes and parts are counted in units of 10^-10, and a part is cut, never rounded.

Parts that follow each other are differences of cut running shares, so they sum to the cut share of all of them and each
is less than one unit away from its true value. Nothing here divides decimals, whose digits differ between engines.
"""

from pyspark.sql import Column
from pyspark.sql import functions as F

_UNITS_PER_ONE = "10000000000"
_ONE_UNIT = "0.0000000001"
PART = "decimal(28,10)"
WEIGHT = "decimal(18,0)"
"""Weights as shares are computed with."""


def units_of(amount: Column) -> Column:
    """A decimal in units of 10^-10, BIGINT; digits beyond are cut. NULL where it does not fit (above 9 * 10^8)."""
    in_units = amount.try_cast("decimal(28,18)") * F.lit(_UNITS_PER_ONE).cast("decimal(11,0)")
    return in_units.try_cast("bigint")


def from_units(units: Column) -> Column:
    """Units of 10^-10 as DECIMAL(28,10)."""
    return (units.cast("decimal(19,0)") * F.lit(_ONE_UNIT).cast("decimal(10,10)")).cast(PART)


def cut_share(whole: Column, part: Column, total: Column) -> Column:
    """whole * part / total, cut toward zero, as BIGINT; 0 where total is 0 or NULL. Part and total below 10^18."""
    product = whole.cast("decimal(19,0)") * part.cast(WEIGHT)
    return F.coalesce(F.call_function("div", product, F.nullif(total.cast(WEIGHT), zero())), F.lit(0))


def share_between(whole: Column, start: Column, end: Column, total: Column) -> Column:
    """What lies between two running weights: the difference of their cut shares. BIGINT, as cut_share."""
    return cut_share(whole, end, total) - cut_share(whole, start, total)


def zero() -> Column:
    """A zero that compares with weights."""
    return F.lit(0).cast(WEIGHT)
