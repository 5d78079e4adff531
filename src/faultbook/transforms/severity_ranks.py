"""Severities by their stored order: how bad a record is, whatever the setting calls it."""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from faultbook.severities import UNKNOWN_RANK


def with_rank(rows: DataFrame, severity_ranks: DataFrame) -> DataFrame:
    """The rows with severity_rank INT: the lowest is the worst, see the table severity_ranks.

    In: rows with severity; the table. A severity that the table does not have (records of an older setting) ranks as
    Unknown. Nulls: none.
    """
    ranks = severity_ranks.select(F.col("severity").alias("ranked_severity"), F.col("rank").alias("known_rank"))
    joined = rows.join(ranks, on=F.col("severity") == F.col("ranked_severity"), how="left")
    return joined.withColumn("severity_rank", F.coalesce("known_rank", F.lit(UNKNOWN_RANK))).drop(
        "ranked_severity", "known_rank"
    )


def errors_of(severity_ranks: DataFrame) -> DataFrame:
    """The severities that are errors or worse. In: the table. Out: severity."""
    return severity_ranks.where("is_error").select("severity")


def worst_severity() -> Column:
    """The worst severity of a group, by rank, then by name. In: the columns of `with_rank`."""
    return F.min(F.struct("severity_rank", "severity"))
