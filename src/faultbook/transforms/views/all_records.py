"""Every record, whichever table it is stored in: for searches and rules over all formats."""

from pyspark.sql import DataFrame

from faultbook.tables import Column, SchemaRole
from faultbook.tables.view import View
from faultbook.transforms.portable.contracted import contracted
from faultbook.transforms.portable.every_record import JSON, TAB_SEPARATED, every_record
from faultbook.transforms.portable.occurrences import ERROR_CODE, SEVERITY

VIEW = View(
    name="all_records",
    role=SchemaRole.RAW,
    comment="Every retained record of error_logs_parsed, logs and text_logs in one shape. Ask for a time, a service.",
    key=(),
    columns=(
        Column("timestamp", "TIMESTAMP", "When it happened, UTC.", nullable=False),
        Column("service", "STRING", "Service the record belongs to.", nullable=False),
        Column("environment", "STRING", "Environment the record comes from, e.g. prod.", nullable=False),
        SEVERITY,
        Column("level", "STRING", "Level as written; NULL where the record has none."),
        ERROR_CODE,
        Column("code_hint", "STRING", "Code found inside the message (ORA-00942, HTTP 503); NULL where none."),
        Column("message", "STRING", "Text of the record; it may hold personal data.", nullable=False),
        Column(
            "exception_type",
            "STRING",
            "Root cause of its stack trace, else the exception that the record names; NULL where none.",
        ),
        Column("top_frames", "STRING", "Own code's frames nearest to the root cause, one a line; NULL where none."),
        Column("template_hash", "STRING", "Versioned hash of template and key parts.", nullable=False),
        Column("pattern_id", "STRING", "Pattern of the template; see patterns.", nullable=False),
        Column("trace_id", "STRING", "Trace that the record belongs to; NULL where none is named."),
        Column("request_id", "STRING", "Request; NULL where none is named."),
        Column("user_id", "STRING", "User; NULL where none is named."),
        Column("host", "STRING", "Host that wrote it; NULL where none is named."),
        Column("logger_name", "STRING", "Logger, program or tag; NULL where none is named."),
        Column(
            "format",
            "STRING",
            f"{TAB_SEPARATED} for error_logs_parsed, {JSON} for logs, else the format in text_logs, e.g. log4j.",
            nullable=False,
        ),
        Column("landed_file", "STRING", "Landed file the record came from.", nullable=False),
        Column("line_number", "BIGINT", "Its first line in the landed file, from 1; NULL in older rows."),
        Column("line_count", "INT", "How many lines it has; 0: an earlier record of the same line counts it."),
        Column(
            "event_id", "STRING", "Its event_id, or log_id in logs; byte-identical records share it.", nullable=False
        ),
        Column("batch_id", "BIGINT", "Batch that wrote the row.", nullable=False),
    ),
    question=(
        "select severity, service, count(*) from all_records where timestamp >= timestamp '2026-01-30 00:00:00' "
        "group by severity, service"
    ),
)


def all_records(
    error_logs_parsed: DataFrame,
    logs: DataFrame,
    text_logs: DataFrame,
    ingest_ledger: DataFrame,
    pattern_map: DataFrame,
) -> DataFrame:
    """The records of all formats. In: the tables of these names. Out: the columns of VIEW."""
    return contracted(every_record(error_logs_parsed, logs, text_logs, ingest_ledger, pattern_map), VIEW)
