"""Partial sums of one batch's records: by hour, by source code file, by landed file."""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from faultbook.faults.severities import UNKNOWN
from faultbook.tables import ERROR_COUNTS, ERROR_FILE_COUNTS, Table


def counts_by_hour(records: DataFrame) -> DataFrame:
    """Records counted by hour, service, environment, severity, code and template, in the columns of error_counts."""
    return _counted(records.withColumn("hour", F.date_trunc("hour", "timestamp")), ERROR_COUNTS)


def counts_by_file(records: DataFrame) -> DataFrame:
    """Records counted by day, source code file, service, environment, severity and code: error_file_counts."""
    return _counted(records.withColumn("day", F.to_date("timestamp")), ERROR_FILE_COUNTS)


def counts_by_landed_file(records: DataFrame) -> DataFrame:
    """Records counted by landed file: source_file, records, parsed (their lines) and unknown_severity BIGINT, first_
    and last_occurrence.
    """
    is_unknown = F.when(F.col("severity") == UNKNOWN, F.lit(1))
    return records.groupBy("source_file").agg(
        F.count("*").alias("records"),
        F.sum(F.col("line_count").cast("bigint")).alias("parsed"),
        F.count(is_unknown).alias("unknown_severity"),
        *_span(F.col("timestamp"), F.col("timestamp")),
    )


def summed_counts(partials: DataFrame, table: Table, *, batch_id: int) -> DataFrame:
    """Partial sums added up into one row per key under one batch number. In and out: the columns of `table`."""
    keys = [name for name in table.key if name != "batch_id"]
    return (
        partials.groupBy(*keys)
        .agg(
            F.sum("occurrence_count").alias("occurrence_count"),
            *_span(F.col("first_occurrence"), F.col("last_occurrence")),
        )
        .withColumn("batch_id", F.lit(batch_id).cast("bigint"))
        .select(*table.column_names)
    )


def _counted(records: DataFrame, table: Table) -> DataFrame:
    counted = records.groupBy(*table.key).agg(
        F.count("*").alias("occurrence_count"), *_span(F.col("timestamp"), F.col("timestamp"))
    )
    return counted.select(*table.column_names)


def _span(first: Column, last: Column) -> tuple[Column, Column]:
    return F.min(first).alias("first_occurrence"), F.max(last).alias("last_occurrence")
