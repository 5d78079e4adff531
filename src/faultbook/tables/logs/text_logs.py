"""The records of text formats (log4j, syslog, logfmt ...): one row per record, which may be several lines."""

from faultbook.tables.contract import Column, Lease, SchemaRole, Table

TEXT_LOGS = Table(
    name="text_logs",
    role=SchemaRole.RAW,
    lease=Lease.LOGS,
    comment="One row per record of a text format; its lines are line to line + line_count - 1 of the landed file.",
    # As error_logs_parsed and logs: what people filter by, and a handful of validated values.
    partitioned_by=("severity",),
    order_by=("timestamp",),
    statistics=("timestamp", "service", "error_code", "template_hash", "batch_id"),
    columns=(
        Column("event_id", "STRING", "Hash of landed file and lines; byte-identical records share it.", nullable=False),
        Column("timestamp", "TIMESTAMP", "When it happened, UTC; see timestamp_from.", nullable=False),
        Column(
            "timestamp_from",
            "STRING",
            "line: as written; previous record, or file (its time of writing): the line names no time.",
            nullable=False,
        ),
        Column("service", "STRING", "Service, as in the line, else as for other files.", nullable=False),
        Column("environment", "STRING", "Environment, as in the line, else the setting `environment`.", nullable=False),
        Column("format", "STRING", "Format that read the record, e.g. log4j, cri/klog.", nullable=False),
        Column("level", "STRING", "Level as written; NULL where the line has none."),
        Column("severity", "STRING", "Canonical severity of the level; Unknown where it is none.", nullable=False),
        Column("message", "STRING", "Text of the record, secrets and e-mail addresses redacted.", nullable=False),
        Column("error_code", "STRING", "Code as written, else the exception's name, else (none).", nullable=False),
        Column("code_hint", "STRING", "Code found inside the message (ORA-00942, HTTP 503); NULL where none."),
        Column("template_hash", "STRING", "Versioned hash of template, exception and key parts.", nullable=False),
        Column("host", "STRING", "Host that wrote the line; NULL where the line has none."),
        Column("pod_name", "STRING", "Kubernetes pod; NULL where none is known."),
        Column("container_id", "STRING", "Container; NULL where none is known."),
        Column("process_id", "STRING", "Process, as written; NULL where the line has none."),
        Column("logger_name", "STRING", "Logger, program or tag; NULL where the line has none."),
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
        Column("user_id", "STRING", "User as in the line, else found in the message; NULL where none."),
        Column("request_id", "STRING", "Request as in the line, else found in the message; NULL where none."),
        Column("correlation_id", "STRING", "Correlation id; NULL where the line has none."),
        Column("source_file", "STRING", "Source code file that logged it; NULL where the line has none."),
        Column("source_line", "INT", "Line in that source code file; NULL where the line has none."),
        Column("metadata", "STRING", "JSON text of all named parts that have no column; NULL where there are none."),
        Column(
            "landed_file", "STRING", "Landed file the lines came from, relative to the landing folder.", nullable=False
        ),
        Column("line_number", "BIGINT", "Its first line in the landed file, from 1.", nullable=False),
        Column("line_count", "INT", "How many lines it has.", nullable=False),
        Column("parsed_at", "TIMESTAMP", "When the batch that holds the row was read, UTC.", nullable=False),
        Column("batch_id", "BIGINT", "Batch that wrote the row; see ingest_batches.", nullable=False),
    ),
    computed_from=("landed files of text formats", "error_logs_rejected"),
    kept="For `records_retention_days` after the record happened (0: for ever).",
)
