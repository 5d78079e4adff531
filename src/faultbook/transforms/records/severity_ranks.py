"""Severities by their stored order: how bad a record is, whatever the setting calls it."""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from faultbook.faults.severities import UNKNOWN_RANK


def with_rank(rows: DataFrame, severity_ranks: DataFrame) -> DataFrame:
    """The rows with severity_rank INT (the lowest is the worst) and is_error BOOLEAN, as in the table severity_ranks.

    In: rows with severity; the table. A severity that the table does not have (records of an older setting) ranks as
    Unknown and is no error. Nulls: none.
    """
    ranks = severity_ranks.select(
        F.col("severity").alias("ranked_severity"),
        F.col("rank").alias("known_rank"),
        F.col("is_error").alias("known_error"),
    )
    joined = rows.join(ranks, on=F.col("severity") == F.col("ranked_severity"), how="left")
    return joined.withColumns(
        {
            "severity_rank": F.coalesce("known_rank", F.lit(UNKNOWN_RANK)),
            "is_error": F.coalesce("known_error", F.lit(False)),
        }
    ).drop("ranked_severity", "known_rank", "known_error")


def worst_severity() -> Column:
    """The worst severity of a group, by rank, then by name. In: the columns of `with_rank`."""
    return F.min(F.struct("severity_rank", "severity"))
