"""Extracted items as reports: their id, and when they were reported."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F


def message_reports(items: DataFrame) -> DataFrame:
    """Items of messages with what a report has beside its fields.

    In: as `extracted` returns them, with sent_at and received_at. Out: the same; report_id STRING, reported_at
    TIMESTAMP.
    """
    name = F.concat_ws("/", "envelope_id", F.col("item").cast("string"))
    return items.withColumns(
        {
            "report_id": F.substring(F.sha2(name, 256), 1, 32),
            "reported_at": F.coalesce("sent_at", "received_at"),
        }
    )
