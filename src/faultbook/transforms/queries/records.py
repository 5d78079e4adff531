"""Log records by code, severity, service, file, text and time."""

from functools import reduce

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from faultbook.transforms.queries.parameters import (
    between,
    contains_text,
    differs,
    equals,
    lacks_text,
    parameter,
    pinned,
    pinned_rows,
)
from faultbook.transforms.records.occurrences import occurrences

_HOUR = 3_600_000_000
_OF_COUNTS = ("error_code", "severity", "service", "environment")


def records(error_logs_parsed: DataFrame, logs: DataFrame, text_logs: DataFrame) -> DataFrame:
    """The retained records of all formats that match, one row per record.

    In: the tables of these names. Parameters: error_code, severity, service, environment, file_path (equal);
    file_contains, message_contains (within, letters' case aside); the same with `not_` before (equal or within); since,
    until; through_batch. Out: timestamp, error_code, severity, service, environment, file_path, message, source_file
    (the landed file), record_id, template_hash.
    """
    found = occurrences(error_logs_parsed, logs, text_logs)
    for name in ("error_code", "severity", "service", "environment"):
        found = found.where(equals(name)).where(differs(name, f"not_{name}"))
    found = found.where(equals("file_path")).where(contains_text("file_path", "file_contains"))
    found = found.where(lacks_text("file_path", "not_file_contains"))
    found = found.where(contains_text("message", "message_contains")).where(
        lacks_text("message", "not_message_contains")
    )
    found = found.where(between("timestamp")).withColumn("record_id", F.col("event_id"))
    return pinned_rows(found).select(
        *("timestamp", "error_code", "severity", "service", "environment", "file_path", "message", "source_file"),
        *("record_id", "template_hash"),
    )


def records_cutoff(error_logs_parsed: DataFrame, logs: DataFrame, text_logs: DataFrame) -> DataFrame:
    """How many records match, and how far back the newest of them reach: one row, total and edge.

    In: the tables of these names. Parameters: as of records, and wanted (BIGINT). Out: total; edge, the start of the
    newest hour from which on there are at least so many as wanted, in microseconds since 1970. Nulls: total where none
    match, edge where there are fewer.
    """
    instant = F.unix_micros("timestamp")
    # % keeps the sign, and the hour of an instant before 1970 begins before it too.
    within = (instant % _HOUR + _HOUR) % _HOUR
    found = records(error_logs_parsed, logs, text_logs)
    hours = found.select((instant - within).alias("hour")).groupBy("hour")
    return _cutoff(hours.agg(F.count("*").alias("record_count")))


def counts_cutoff(error_counts: DataFrame, ingest_ledger: DataFrame) -> DataFrame:
    """The same from counts, which include records that are no longer kept: `purged` is their number.

    In: the tables of these names. Parameters: error_code, severity, service, environment; wanted, through_batch.
    """
    counts = _matching(pinned_rows(error_counts), *_OF_COUNTS)
    hours = counts.groupBy(F.unix_micros("hour").alias("hour")).agg(F.sum("occurrence_count").alias("record_count"))
    return _cutoff(hours).crossJoin(_purged(ingest_ledger))


def file_counts_cutoff(error_file_counts: DataFrame, ingest_ledger: DataFrame) -> DataFrame:
    """As counts_cutoff, with the parameter file_path (equal) as well; edge is the start of a day."""
    counts = _matching(pinned_rows(error_file_counts), *_OF_COUNTS, "file_path")
    day = F.datediff("day", F.lit("1970-01-01").cast("date")).cast("bigint") * F.lit(24 * _HOUR)
    days = counts.groupBy(day.alias("hour")).agg(F.sum("occurrence_count").alias("record_count"))
    return _cutoff(days).crossJoin(_purged(ingest_ledger))


def _matching(counts: DataFrame, *names: str) -> DataFrame:
    return reduce(lambda rows, name: rows.where(equals(name)), names, counts)


def _cutoff(counts: DataFrame) -> DataFrame:
    newest_first = Window.orderBy(F.col("hour").desc()).rowsBetween(Window.unboundedPreceding, Window.currentRow)
    through = counts.withColumn("through", F.sum("record_count").over(newest_first))
    enough = F.when(F.col("through") >= parameter("wanted", "bigint"), F.col("hour"))
    return through.agg(F.sum("record_count").cast("bigint").alias("total"), F.max(enough).cast("bigint").alias("edge"))


def _purged(ingest_ledger: DataFrame) -> DataFrame:
    return pinned(ingest_ledger).agg(F.coalesce(F.sum("purged"), F.lit(0)).cast("bigint").alias("purged"))
