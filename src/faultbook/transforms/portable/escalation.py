"""The rule by which a pattern escalates: one day against the seven days before it."""

from pyspark.sql import Column

DAYS = 8
"""Days of the trend: the newest is compared with the seven before it."""
FEWEST_THAT_ESCALATE = 5


def escalates(count: Column, *, total: Column, squares: Column) -> Column:
    """The rule of the anomalies for a day against the seven before: more than five deviations above their mean.

    With x the day's count, S the sum (`total`) and Q the sum of squares of the n others, mean S/n, variance
    v = Q/n - (S/n)^2: (x - S/n)^2 > 25 max(v, S/n + 0.001 (S/n)^2), times n^2, without a division, in doubles that do
    not overflow. In: `total` and `squares` DOUBLE.
    """
    n = float(DAYS - 1)
    above = count.cast("double") * n - total
    excess = above * above
    return (
        (count >= FEWEST_THAT_ESCALATE)
        & (above > 0)
        & (excess > (squares * n - total * total) * 25.0)
        & (excess > (total * n + total * total * 0.001) * 25.0)
    )
