"""Matches of rules added up: what the judge of incidents reads."""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from faultbook.events.severities import SEVERITIES

FAULT = ("rule", "source", "fingerprint")
"""What one signal is about."""
_SAMPLE = ("title", "service", "environment", "group_key", "facts", "event_id")


def opening(matches: DataFrame) -> DataFrame:
    """The matches that incidents count: those with a fingerprint and all parts of what their rule groups by, and each
    event once where several rules identify it in the same way.

    In and out: the columns of rule_matches.
    """
    return matches.where(F.col("fingerprint").isNotNull() & F.col("group_key").isNotNull() & F.col("is_counted"))


def signal_rows(matches: DataFrame) -> DataFrame:
    """One row per fault and build.

    In: the columns of rule_matches, of `opening`. Out: FAULT; build STRING (NULL where events name none);
    events BIGINT; first_at, last_at TIMESTAMP (UTC); severity STRING, the worst; and of the first match title, service,
    environment, group_key, facts, sample_event_id.
    """
    build = F.col("facts")["build"].alias("build")
    first = F.min_by(F.struct(*_SAMPLE), F.struct("matched_at", "match_id")).alias("sample")
    grouped = matches.groupBy(*FAULT, build).agg(
        F.sum("events").alias("events"),
        F.min("matched_at").alias("first_at"),
        F.max("matched_at").alias("last_at"),
        F.min(_rank()).alias("severity_rank"),
        first,
    )
    return grouped.select(
        *FAULT,
        "build",
        "events",
        "first_at",
        "last_at",
        F.element_at(F.array(*map(F.lit, SEVERITIES)), F.col("severity_rank") + F.lit(1)).alias("severity"),
        *(F.col(f"sample.{name}").alias(name) for name in _SAMPLE if name != "event_id"),
        F.col("sample.event_id").alias("sample_event_id"),
    )


def _rank() -> Column:
    found = F.lit(len(SEVERITIES) - 1)
    for rank, severity in enumerate(SEVERITIES):
        found = F.when(F.col("severity") == severity, F.lit(rank)).otherwise(found)
    return found
