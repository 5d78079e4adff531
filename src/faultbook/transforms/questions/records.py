"""Log records by what they say: code, severity, service, file, text, time."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.transforms.logs.occurrences import occurrences
from faultbook.transforms.questions.parameters import asked, between, holds, lacks, not_asked, pinned_rows


def records(error_logs_parsed: DataFrame, logs: DataFrame) -> DataFrame:
    """The retained records of both formats that match, one row per record.

    In: the tables of these names. Parameters: error_code, severity, service, environment, file_path (equal);
    file_contains, message_contains (within, letters' case aside); the same with `not_` before (equal or within); since,
    until; through_batch. Out: timestamp, error_code, severity, service, environment, file_path, message, source_file
    (the landed file), record_id, template_hash.
    """
    found = occurrences(error_logs_parsed, logs)
    for name in ("error_code", "severity", "service", "environment"):
        found = found.where(asked(name)).where(not_asked(name, f"not_{name}"))
    found = found.where(asked("file_path")).where(holds("file_path", "file_contains"))
    found = found.where(lacks("file_path", "not_file_contains"))
    found = found.where(holds("message", "message_contains")).where(lacks("message", "not_message_contains"))
    found = found.where(between("timestamp")).withColumn("record_id", F.col("event_id"))
    return pinned_rows(found).select(
        *("timestamp", "error_code", "severity", "service", "environment", "file_path", "message", "source_file"),
        *("record_id", "template_hash"),
    )
