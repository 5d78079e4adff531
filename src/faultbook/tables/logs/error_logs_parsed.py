"""The records of tab-separated lines: one row per record, with the stack trace that follows its line."""

from faultbook.tables.contract import Column, Lease, SchemaRole, Table
from faultbook.tables.logs.record_columns import EARLIER_HASH, LINE_COUNT, LINE_NUMBER

ERROR_LOGS_PARSED = Table(
    name="error_logs_parsed",
    role=SchemaRole.RAW,
    lease=Lease.LOGS,
    comment="One row per record of tab-separated lines. Byte-identical records are separate rows of one event_id.",
    partitioned_by=("severity",),
    order_by=("timestamp",),
    # Of 16 columns they cost a quarter of the write, and would keep the beginnings of messages in Delta's log.
    statistics=("timestamp", "service", "error_code", "template_hash", "batch_id"),
    version=3,
    columns=(
        Column("timestamp", "TIMESTAMP", "When the error happened, as in the line, UTC.", nullable=False),
        Column("error_code", "STRING", "Code of the error as written, e.g. CC-3005.", nullable=False),
        Column("error_code_numeric", "INT", "The digits that end the code (3005); NULL where it ends in none."),
        Column("file_path", "STRING", "Source code file that reported the error, as in the line.", nullable=False),
        Column("severity", "STRING", "Canonical severity of the level; Unknown where it is none.", nullable=False),
        Column(
            "message", "STRING", "Text of the error, secrets and e-mail addresses redacted; tabs kept.", nullable=False
        ),
        Column(
            "source_file", "STRING", "Landed file the line came from, relative to the landing folder.", nullable=False
        ),
        Column("parsed_at", "TIMESTAMP", "When the batch that holds the row was read, UTC.", nullable=False),
        Column("event_id", "STRING", "Hash of landed file and line; byte-identical lines share it.", nullable=False),
        Column("template_hash", "STRING", "Versioned hash of the message's template and key parts.", nullable=False),
        Column(
            "code_hint",
            "STRING",
            "Code found inside the message (ORA-00942, HTTP 503); NULL where none.",
            nullable=True,
        ),
        Column(
            "service", "STRING", "First sub-folder of the landing folder, or the setting `service`.", nullable=False
        ),
        Column("environment", "STRING", "Where the logs come from, from the setting `environment`.", nullable=False),
        Column("request_id", "STRING", "Request id found in the message; NULL where none."),
        Column("user_id", "STRING", "User id found in the message; NULL where none."),
        Column("batch_id", "BIGINT", "Batch that wrote the row; see ingest_batches.", nullable=False),
        Column("level", "STRING", "Level as written; NULL where it is empty, and in rows of versions before this."),
        EARLIER_HASH,
        LINE_NUMBER,
        LINE_COUNT,
        Column("stack_trace", "STRING", "Stack trace that follows the line; NULL where there is none."),
        Column("exception_type", "STRING", "Root cause of that stack trace; NULL where there is none."),
        Column("top_frames", "STRING", "Own code's frames nearest to the root cause, one a line; NULL where none."),
    ),
    computed_from=(
        "landed files of tab-separated lines",
        "error_logs_rejected",
    ),
    kept="For `records_retention_days` after the record happened (0: for ever).",
)
