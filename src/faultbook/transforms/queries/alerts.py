"""Anomaly alerts, freshness of the tables, and the nightly reports."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.transforms.portable.ledger_counts import is_first_reading, records_of_entry
from faultbook.transforms.queries.parameters import between, equals, parameter

_SUMS = ("lines", "headers", "blanks", "parsed", "rejected", "part_rejects", "purged", "unknown_severity")


def anomalies(anomaly_alerts: DataFrame) -> DataFrame:
    """Alerts that match. In: the table of this name.

    Parameters: state, anomaly_type, service, environment, severity, alert_severity, pattern_id (equal); since, until
    (started_at). Out: the columns for what, where, when, severity and causes.
    """
    found = anomaly_alerts
    for name in ("state", "anomaly_type", "service", "environment", "severity", "alert_severity", "pattern_id"):
        found = found.where(equals(name))
    return found.where(between("started_at")).select(
        *("alert_id", "anomaly_type", "service", "environment", "severity", "alert_severity", "state"),
        *("started_at", "ended_at", "observed", "expected", "description", "pattern_id", "peak_hour", "z"),
        *("explanations", "suggested_actions", "llm_analysis", "detected_at"),
    )


def freshness(ingest_ledger: DataFrame, ingest_batches: DataFrame) -> DataFrame:
    """One row: how far the tables are and whether the lines add up. In: the tables of these names.

    Parameters: through_batch. Out: sums of the ledger (files, unreadable_files, lines, headers, blanks, parsed,
    rejected, part_rejects, records, purged, unknown_severity), lines_balance, oldest_ and newest_occurrence,
    completed_at, newest_batch, begun_batch (above newest_batch while a batch is under way). Nulls: instants and batches
    where there are none.
    """
    sums = ingest_ledger.where(F.col("batch_id") <= parameter("through_batch", "bigint")).agg(
        F.count(F.when(is_first_reading(), F.lit(1))).alias("files"),
        F.count(F.when(F.col("entry") == "unreadable", F.lit(1))).alias("unreadable_files"),
        *(F.coalesce(F.sum(name), F.lit(0)).cast("bigint").alias(name) for name in _SUMS),
        F.coalesce(F.sum(records_of_entry()), F.lit(0)).cast("bigint").alias("records"),
        F.min("first_occurrence").alias("oldest_occurrence"),
        F.max("last_occurrence").alias("newest_occurrence"),
        F.max("recorded_at").alias("completed_at"),
        F.max("batch_id").alias("newest_batch"),
    )
    begun = ingest_batches.agg(F.max("batch_id").alias("begun_batch"))
    balance = F.col("lines") - F.col("headers") - F.col("blanks") - F.col("parsed") - F.col("rejected")
    return sums.crossJoin(begun).withColumn("lines_balance", balance.cast("bigint"))


def system_tables(system_table_checks: DataFrame) -> DataFrame:
    """What the newest cost run could read: computed_at, system_table, assessment, newest_at, not_assessed.

    In: the table of this name.
    """
    newest = system_table_checks.agg(F.max("computed_at").alias("newest_run"))
    rows = system_table_checks.crossJoin(newest).where(F.col("computed_at") == F.col("newest_run"))
    return rows.select("computed_at", "system_table", "assessment", "newest_at", "not_assessed")


def reports(nightly_reports: DataFrame) -> DataFrame:
    """The nightly reports, without their pages.

    In: the table of this name. Parameters: first_day, end_day (DATE, end exclusive).
    """
    found = nightly_reports.where(between("day", type_="date", since="first_day", until="end_day"))
    return found.select("day", "title", "summary", "records", "new_patterns", "open_alerts", "laws_hold", "markdown")
