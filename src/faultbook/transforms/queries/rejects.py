"""Lines that are no records: the open rejects, one by one and by reason."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.transforms.portable import open_rejects as portable
from faultbook.transforms.queries.parameters import equals, parameter


def open_rejects(error_logs_rejected: DataFrame, ingest_batches: DataFrame, ingest_ledger: DataFrame) -> DataFrame:
    """The open rejects that match. In: the tables of these names.

    Parameters: reason (equal); file (within source_file, case matters). Out: reason, detail, source_file, raw_bytes,
    truncated, raw, rejected_at, batch_id, line_hash. Nulls: detail.
    """
    found = portable.open_rejects(error_logs_rejected, ingest_batches, ingest_ledger)
    file = parameter("file")
    return (
        found.where(equals("reason"))
        .where(file.isNull() | F.contains("source_file", file))
        .select(
            *("reason", "detail", "source_file", "raw_bytes", "truncated", "raw", "rejected_at", "batch_id"),
            "line_hash",
        )
    )


def open_rejects_by_reason(
    error_logs_rejected: DataFrame, ingest_batches: DataFrame, ingest_ledger: DataFrame
) -> DataFrame:
    """The same, counted: reason, reject_count, file_count (landed files), newest (when the newest was read).

    In and parameters: as of open_rejects.
    """
    found = open_rejects(error_logs_rejected, ingest_batches, ingest_ledger)
    return found.groupBy("reason").agg(
        F.count("*").alias("reject_count"),
        F.count_distinct("source_file").cast("bigint").alias("file_count"),
        F.max("rejected_at").alias("newest"),
    )
