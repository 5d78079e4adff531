"""The records of a trace in their order, each with the service that called it."""

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from faultbook.tables import Column, SchemaRole
from faultbook.tables.view import View
from faultbook.transforms.portable.completeness import complete
from faultbook.transforms.portable.contracted import contracted
from faultbook.transforms.portable.occurrences import ERROR_CODE, SEVERITY

_OF_TEXT = (
    "timestamp", "service", "span_id", "severity", "error_code", "message", "exception_type", "host",
)  # fmt: skip
_SHOWN = (*_OF_TEXT[:3], "parent_span_id", *_OF_TEXT[3:], "log_id")

VIEW = View(
    name="trace_flow",
    role=SchemaRole.RAW,
    comment="The records of each trace in logs and text_logs, oldest first, with the caller. Ask for one trace_id.",
    key=("trace_id", "position"),
    columns=(
        Column("trace_id", "STRING", "Trace that the record belongs to.", nullable=False),
        Column("position", "BIGINT", "1 for the trace's first record, 2 for the next ...", nullable=False),
        Column("timestamp", "TIMESTAMP", "When it happened, UTC.", nullable=False),
        Column("service", "STRING", "Service that logged it.", nullable=False),
        Column("parent_service", "STRING", "Service that called it; NULL where none or it logged nothing."),
        Column("span_id", "STRING", "Span within the trace; NULL where absent."),
        Column("parent_span_id", "STRING", "Span that called this one; NULL where absent."),
        SEVERITY,
        ERROR_CODE,
        Column("message", "STRING", "Text of the record; it may hold personal data.", nullable=False),
        Column("exception_type", "STRING", "Exception of the record; NULL where none."),
        Column("host", "STRING", "Host that wrote it; NULL where absent."),
        Column("log_id", "STRING", "log_id of the record in logs, or event_id in text_logs.", nullable=False),
    ),
    question="select * from trace_flow where trace_id = '4bf92f3577b34da6a3ce929d0e0e4736' order by position",
)


def trace_flow(logs: DataFrame, text_logs: DataFrame, ingest_ledger: DataFrame) -> DataFrame:
    """Records with a trace, numbered within it. In: the tables of these names. Out: the columns of VIEW.

    Records that tie in the whole order are equal in every column, so which comes first cannot be seen.
    """
    no_parent = F.lit(None).cast("string").alias("parent_span_id")
    records = logs.select("trace_id", *_SHOWN, "batch_id").unionByName(
        text_logs.select("trace_id", *_OF_TEXT, no_parent, F.col("event_id").alias("log_id"), "batch_id")
    )
    traced = complete(records, ingest_ledger).where(F.col("trace_id").isNotNull()).select("trace_id", *_SHOWN)
    # Only shown columns, those that may be NULL with their NULLs in one place: engines differ in where these sort.
    order = [F.col(name).asc_nulls_last() for name in _SHOWN]
    spans = traced.where(F.col("span_id").isNotNull()).groupBy("trace_id", F.col("span_id").alias("parent_span_id"))
    callers = spans.agg(F.min("service").alias("parent_service"))
    placed = traced.withColumn("position", F.row_number().over(Window.partitionBy("trace_id").orderBy(*order)))
    return contracted(placed.join(callers, on=["trace_id", "parent_span_id"], how="left"), VIEW)
