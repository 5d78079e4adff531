"""Which source code files reported what, by day: partial sums per batch."""

from faultbook.tables.contract import Column, Lease, SchemaRole, Table

ERROR_FILE_COUNTS = Table(
    name="error_file_counts",
    role=SchemaRole.ANSWERS,
    lease=Lease.LOGS,
    comment="Partial sums: one row per batch, day, code file, service, environment, severity and code. Sum them.",
    key=("batch_id", "day", "file_path", "service", "environment", "severity", "error_code"),
    columns=(
        Column("day", "DATE", "Day of the records, UTC.", nullable=False),
        Column("file_path", "STRING", "Source code file that reported the errors.", nullable=False),
        Column("service", "STRING", "Service the records belong to.", nullable=False),
        Column("environment", "STRING", "Environment the records belong to.", nullable=False),
        Column("severity", "STRING", "Severity of the records.", nullable=False),
        Column("error_code", "STRING", "Code of the records.", nullable=False),
        Column("occurrence_count", "BIGINT", "Number of records.", nullable=False),
        Column("first_occurrence", "TIMESTAMP", "Earliest instant among them, UTC.", nullable=False),
        Column("last_occurrence", "TIMESTAMP", "Latest instant among them, UTC.", nullable=False),
        Column(
            "batch_id",
            "BIGINT",
            "Batch that wrote the row; after compaction the newest of its batches.",
            nullable=False,
        ),
    ),
    computed_from=(
        "error_logs_parsed",
        "logs",
        "text_logs",
    ),
    kept="For ever, also when the records are purged; maintenance adds the rows of batches up.",
)
