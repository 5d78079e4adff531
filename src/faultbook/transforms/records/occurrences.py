"""One shape for all formats: what is counted, whichever table its row lies in."""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

OCCURRENCE_COLUMNS = (
    "timestamp", "service", "environment", "severity", "error_code", "code_hint", "template_hash", "file_path",
    "message", "event_id", "source_file", "exception_type", "top_frames", "batch_id",
    "line_count",
)  # fmt: skip
"""An occurrence: one record as counts, examples and patterns see it. `source_file` is the landed file, `file_path` the
source code file ('' where none is named); exception_type and top_frames are those that the template hash holds.
line_count: lines of the record, 1 in rows older than the column.
"""


def occurrences_of_errors(error_logs_parsed: DataFrame) -> DataFrame:
    """The occurrences of tab-separated records. In: error_logs_parsed. Out: OCCURRENCE_COLUMNS."""
    return error_logs_parsed.select(*OCCURRENCE_COLUMNS[:-1], _line_count())


def occurrences_of_logs(logs: DataFrame) -> DataFrame:
    """The occurrences of JSON records. In: logs. Out: OCCURRENCE_COLUMNS."""
    return _of_named_sources(logs, event_id="log_id")


def occurrences_of_text(text_logs: DataFrame) -> DataFrame:
    """The occurrences of records of text formats. In: text_logs. Out: OCCURRENCE_COLUMNS."""
    return _of_named_sources(text_logs, event_id="event_id")


def occurrences(error_logs_parsed: DataFrame, logs: DataFrame, text_logs: DataFrame) -> DataFrame:
    """The occurrences of all formats. In: the tables of these names. Out: OCCURRENCE_COLUMNS."""
    of_files = occurrences_of_errors(error_logs_parsed).unionByName(occurrences_of_logs(logs))
    return of_files.unionByName(occurrences_of_text(text_logs))


def _of_named_sources(records: DataFrame, *, event_id: str) -> DataFrame:
    """Of tables whose source_file is the source code file, and landed_file the landed one."""
    return records.select(
        *OCCURRENCE_COLUMNS[:7],
        F.coalesce("source_file", F.lit("")).alias("file_path"),
        "message",
        F.col(event_id).alias("event_id"),
        F.col("landed_file").alias("source_file"),
        F.col("root_exception_type").alias("exception_type"),
        "top_frames",
        "batch_id",
        _line_count(),
    )


def _line_count() -> Column:
    return F.coalesce("line_count", F.lit(1)).alias("line_count")
