"""A full join whose keys come from either side, written so that every engine accepts it."""

from collections.abc import Sequence
from functools import reduce
from operator import and_

from pyspark.sql import DataFrame
from pyspark.sql import functions as F


def full_join(left: DataFrame, right: DataFrame, *, on: Sequence[str]) -> DataFrame:
    """Rows of both sides; a key column is that of the side that has a row. Other columns must differ in their names.

    Written out, because SQLFrame gives a full join over names the left side's keys only.
    """
    mine = {name: f"left_{name}" for name in on}
    theirs = {name: f"right_{name}" for name in on}
    own = [name for name in left.columns if name not in on]
    others = [name for name in right.columns if name not in on]
    one = left.select(*(F.col(name).alias(alias) for name, alias in mine.items()), *own)
    other = right.select(*(F.col(name).alias(alias) for name, alias in theirs.items()), *others)
    same = reduce(and_, (F.col(mine[name]) == F.col(theirs[name]) for name in on))
    keys = [F.coalesce(F.col(mine[name]), F.col(theirs[name])).alias(name) for name in on]
    return one.join(other, on=same, how="full").select(*keys, *own, *others)
