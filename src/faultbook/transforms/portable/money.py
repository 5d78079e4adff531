"""Sums of exact decimals, cast at once: engines differ in the digits that they give a sum."""

from pyspark.sql import Column
from pyspark.sql import functions as F


def total(name: str, type_: str) -> Column:
    """The sum of a decimal column under its name, in its type. Nulls: not counted; NULL where there is nothing else."""
    return F.sum(name).cast(type_).alias(name)
