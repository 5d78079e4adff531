"""The records of all formats in one shape: what all_records and all_failures are made of."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.transforms.portable.completeness import complete
from faultbook.transforms.portable.pattern_texts import with_pattern

TAB_SEPARATED = "tab_separated"
JSON = "json"

_SHARED = (
    "timestamp", "service", "environment", "severity", "level", "error_code", "code_hint", "message", "top_frames",
    "template_hash", "request_id", "user_id", "line_number", "line_count", "batch_id",
)  # fmt: skip
_SOURCES = ("trace_id", "host", "logger_name", "landed_file")


def every_record(
    error_logs_parsed: DataFrame,
    logs: DataFrame,
    text_logs: DataFrame,
    ingest_ledger: DataFrame,
    pattern_map: DataFrame,
) -> DataFrame:
    """The records of complete batches, with their pattern.

    In: the tables of these names. Out: the columns of all_records.
    """
    absent = F.lit(None).cast("string")
    of_errors = error_logs_parsed.select(
        *_SHARED,
        *(absent.alias(name) for name in _SOURCES[:3]),
        F.col("source_file").alias("landed_file"),
        "exception_type",
        F.lit(TAB_SEPARATED).alias("format"),
        "event_id",
    )
    root = F.col("root_exception_type").alias("exception_type")
    of_logs = logs.select(*_SHARED, *_SOURCES, root, F.lit(JSON).alias("format"), F.col("log_id").alias("event_id"))
    of_text = text_logs.select(*_SHARED, *_SOURCES, root, "format", "event_id")
    records = of_errors.unionByName(of_logs).unionByName(of_text)
    return with_pattern(complete(records, ingest_ledger), pattern_map)
