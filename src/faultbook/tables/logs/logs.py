"""The records of JSON logs: one row per record, with its request, place and trace."""

from faultbook.tables.contract import Column, Lease, SchemaRole, Table
from faultbook.tables.logs.record_columns import EARLIER_HASH, LINE_COUNT, LINE_NUMBER

LOGS = Table(
    name="logs",
    role=SchemaRole.RAW,
    lease=Lease.LOGS,
    comment="One row per record of JSON logs. Byte-identical records are separate rows with the same log_id.",
    # As error_logs_parsed: what people filter by, and a handful of validated values. A partition per day or service
    # would let one hostile file, whose instants and names are free text, make thousands of folders.
    partitioned_by=("severity",),
    order_by=("timestamp",),
    # Of 16 columns they cost a quarter of the write, and would keep the beginnings of messages in Delta's log.
    statistics=("timestamp", "service", "error_code", "template_hash", "batch_id"),
    columns=(
        Column("log_id", "STRING", "Hash of landed file and line; byte-identical lines share it.", nullable=False),
        Column("timestamp", "TIMESTAMP", "When it happened, as in the line, UTC.", nullable=False),
        Column("service", "STRING", "Service, as in the line, else as for other files.", nullable=False),
        Column("environment", "STRING", "Environment, as in the line, else the setting `environment`.", nullable=False),
        Column("level", "STRING", "Level as written; NULL where the line has none."),
        Column("severity", "STRING", "Canonical severity of the level; Unknown where it is none.", nullable=False),
        Column("message", "STRING", "Text of the record.", nullable=False),
        Column("error_code", "STRING", "Code as written, else the exception's name, else (none).", nullable=False),
        Column("code_hint", "STRING", "Code found inside the message (ORA-00942, HTTP 503); NULL where none."),
        Column("template_hash", "STRING", "Versioned hash of template, exception and key parts.", nullable=False),
        Column("host", "STRING", "Host that wrote the line; NULL where the line has none."),
        Column("pod_name", "STRING", "Kubernetes pod; NULL where the line has none."),
        Column("container_id", "STRING", "Container; NULL where the line has none."),
        Column("logger_name", "STRING", "Logger; NULL where the line has none."),
        Column("thread_name", "STRING", "Thread; NULL where the line has none."),
        Column("stack_trace", "STRING", "Stack trace as written; NULL where there is none."),
        Column(
            "exception_type", "STRING", "Exception as the line names it, else the trace's root cause; NULL where none."
        ),
        Column("root_exception_type", "STRING", "Root cause of the trace, else exception_type; NULL where none."),
        Column("top_frames", "STRING", "Own code's frames nearest to the root cause, one a line; NULL where none."),
        Column("stack_hash_all_frames", "STRING", "Versioned hash of all frames of the trace; NULL where none."),
        Column("trace_id", "STRING", "Trace that the line belongs to; NULL where the line has none."),
        Column("span_id", "STRING", "Span within the trace; NULL where the line has none."),
        Column("parent_span_id", "STRING", "Span that called this one; NULL where the line has none."),
        Column("user_id", "STRING", "User as in the line, else found in the message; NULL where none."),
        Column("request_id", "STRING", "Request as in the line, else found in the message; NULL where none."),
        Column("correlation_id", "STRING", "Correlation id; NULL where the line has none."),
        Column("labels", "MAP<STRING,STRING>", "Labels (region, version ...); NULL where the line has no such object."),
        Column("http_method", "STRING", "Method of the HTTP request; NULL where the line has none."),
        Column(
            "http_endpoint",
            "STRING",
            "Path of the request without query, ids in it as <*>; NULL where the line has none.",
        ),
        Column("http_status", "INT", "Status code of the answer; NULL where the line has none."),
        Column("http_duration_ms", "DOUBLE", "Duration of the request (milliseconds); NULL where the line has none."),
        Column("http_remote_address", "STRING", "Address of the caller; NULL where the line has none."),
        Column("http_user_agent", "STRING", "Program of the caller; NULL where the line has none."),
        Column("source_type", "STRING", "Kind of source, as in the line; NULL where the line has none."),
        Column(
            "source_file", "STRING", "Source code file that logged it, as in the line; NULL where the line has none."
        ),
        Column("source_line", "INT", "Line in that source code file; NULL where the line has none."),
        Column(
            "metadata",
            "STRING",
            "JSON text of all fields that have no column; the whole line where it repeats a name; NULL where none.",
        ),
        Column(
            "landed_file", "STRING", "Landed file the line came from, relative to the landing folder.", nullable=False
        ),
        Column("parsed_at", "TIMESTAMP", "When the batch that holds the row was read, UTC.", nullable=False),
        Column("batch_id", "BIGINT", "Batch that wrote the row; see ingest_batches.", nullable=False),
        EARLIER_HASH,
        LINE_NUMBER,
        LINE_COUNT,
        Column("process_id", "STRING", "Process, as written; NULL where the line has none."),
    ),
    version=3,
    computed_from=(
        "landed files of JSON lines",
        "error_logs_rejected",
    ),
    kept="For `records_retention_days` after the record happened (0: for ever).",
)
