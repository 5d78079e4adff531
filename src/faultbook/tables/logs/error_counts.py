"""How often what happened, by hour: partial sums per batch."""

from faultbook.tables.contract import Column, Lease, SchemaRole, Table

ERROR_COUNTS = Table(
    name="error_counts",
    role=SchemaRole.ANSWERS,
    lease=Lease.LOGS,
    comment="Partial sums: one row per batch, hour, service, environment, severity, code and template. Sum them.",
    key=("batch_id", "hour", "service", "environment", "severity", "error_code", "template_hash"),
    columns=(
        Column("hour", "TIMESTAMP", "Start of the hour, UTC.", nullable=False),
        Column("service", "STRING", "Service the records belong to.", nullable=False),
        Column("environment", "STRING", "Environment the records belong to.", nullable=False),
        Column("severity", "STRING", "Severity of the records.", nullable=False),
        Column("error_code", "STRING", "Code of the records.", nullable=False),
        Column("template_hash", "STRING", "Template of the records; see error_templates.", nullable=False),
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
