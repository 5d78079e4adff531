"""What the messages look like once their varying parts are masked, with examples."""

from faultbook.tables.contract import Column, Lease, SchemaRole, Table

ERROR_TEMPLATES = Table(
    name="error_templates",
    role=SchemaRole.ANSWERS,
    lease=Lease.LOGS,
    comment="Up to three examples per batch, template and severity: the smallest by instant and event id.",
    columns=(
        Column("template_hash", "STRING", "Versioned hash of template and key parts.", nullable=False),
        Column("service", "STRING", "Service the records belong to.", nullable=False),
        Column("error_code", "STRING", "Code of the records.", nullable=False),
        Column("code_hint", "STRING", "Code found inside the messages; NULL where none."),
        Column("template", "STRING", "The message with <*> for what varies.", nullable=False),
        Column("severity", "STRING", "Severity of the example.", nullable=False),
        Column("example_timestamp", "TIMESTAMP", "When the example happened, UTC.", nullable=False),
        Column("example_event_id", "STRING", "event_id of the example.", nullable=False),
        Column(
            "example_message", "STRING", "The example's message, secrets and e-mail addresses redacted.", nullable=False
        ),
        Column(
            "batch_id",
            "BIGINT",
            "Batch that wrote the row; after compaction the newest of its batches.",
            nullable=False,
        ),
        Column("exception_type", "STRING", "Root cause of the records' stack trace; NULL where there is none."),
        Column("top_frames", "STRING", "Its topmost frames in own code; NULL where there are none."),
    ),
    version=2,
    computed_from=(
        "error_logs_parsed",
        "logs",
        "text_logs",
    ),
    kept="For ever, also when the records are purged; maintenance keeps three examples of each template and severity.",
)
