"""Counts of the records that match: the views' functions over filtered counts."""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from faultbook.transforms.portable.occurrences import span, summed
from faultbook.transforms.portable.pattern_texts import with_pattern
from faultbook.transforms.queries.parameters import between, equals, pinned, pinned_rows
from faultbook.transforms.views import error_frequency as frequency
from faultbook.transforms.views import error_patterns as by_code


def error_frequency(error_file_counts: DataFrame, ingest_ledger: DataFrame) -> DataFrame:
    """The view error_frequency over some days. In: the tables of these names. Out: the view's columns.

    Parameters: error_code, severity, service, environment, file_path (equal); first_day, end_day (DATE, end exclusive);
    through_batch.
    """
    return frequency.error_frequency(_of_days(error_file_counts), pinned(ingest_ledger))


def error_patterns(error_counts: DataFrame, error_templates: DataFrame, ingest_ledger: DataFrame) -> DataFrame:
    """The view error_patterns over some hours. In: the tables of these names. Out: the view's columns.

    Parameters: error_code, severity, service, environment; since, until (hours); through_batch.
    """
    counts = error_counts.where(_of("error_code", "severity", "service", "environment")).where(between("hour"))
    templates = error_templates.where(_of("error_code", "severity", "service"))
    return by_code.error_patterns(counts, templates, pinned(ingest_ledger))


def severities(error_file_counts: DataFrame) -> DataFrame:
    """One row per severity: severity, occurrence_count, error_codes, affected_files, first_ and last_occurrence.

    In: the tables of these names. Parameters: as of error_frequency.
    """
    counts = pinned_rows(_of_days(error_file_counts))
    return counts.groupBy("severity").agg(
        summed("occurrence_count"),
        F.count_distinct("error_code").cast("bigint").alias("error_codes"),
        F.count_distinct("file_path").cast("bigint").alias("affected_files"),
        *span(),
    )


def files_of_code(error_file_counts: DataFrame) -> DataFrame:
    """One row per source code file: file_path, occurrence_count, error_codes, first_ and last_occurrence.

    In: the tables of these names. Parameters: as of error_frequency.
    """
    counts = pinned_rows(_of_days(error_file_counts))
    return counts.groupBy("file_path").agg(
        summed("occurrence_count"), F.count_distinct("error_code").cast("bigint").alias("error_codes"), *span()
    )


def hours(error_counts: DataFrame, pattern_map: DataFrame) -> DataFrame:
    """One row per hour in which something happened: hour, occurrence_count.

    In: the tables of these names. Parameters: error_code, severity, service, environment, pattern_id; since, until;
    through_batch.
    """
    counts = error_counts.where(_of("error_code", "severity", "service", "environment")).where(between("hour"))
    of_pattern = with_pattern(pinned_rows(counts), pattern_map).where(equals("pattern_id"))
    return of_pattern.groupBy("hour").agg(summed("occurrence_count"))


def _of_days(error_file_counts: DataFrame) -> DataFrame:
    some = error_file_counts.where(_of("error_code", "severity", "service", "environment", "file_path"))
    return some.where(between("day", type_="date", since="first_day", until="end_day"))


def _of(*names: str) -> Column:
    condition = equals(names[0])
    for name in names[1:]:
        condition = condition & equals(name)
    return condition
