"""Which system tables a cost run could read, and how fresh they were. Its rows are written last: they end the run."""

from faultbook.tables.contract import Column, Lease, SchemaRole, Table

SYSTEM_TABLE_CHECKS = Table(
    name="system_table_checks",
    role=SchemaRole.ANSWERS,
    lease=Lease.COST,
    comment="One row per cost run and system table: readable or not, rows, freshness, and what is missing without it.",
    key=("computed_at", "system_table"),
    columns=(
        Column("computed_at", "TIMESTAMP", "Instant that the run computed at, UTC.", nullable=False),
        Column("system_table", "STRING", "Schema and name, e.g. billing.usage.", nullable=False),
        Column("readability", "STRING", "readable, absent or denied.", nullable=False),
        Column("rows_read", "BIGINT", "Rows read by this run; NULL where it is not readable."),
        Column("newest_at", "TIMESTAMP", "Newest instant in it, UTC; NULL where there is none."),
        Column("newest_ingestion_date", "DATE", "billing.usage: newest day of arrival; NULL for all others."),
        Column("latency_hours", "INT", "How late rows arrive by the documentation, hours.", nullable=False),
        Column("missing_leaves", "ARRAY<STRING>", "Fields that its schema lacks: NULL in everything made of them."),
        Column("assessment", "STRING", "ASSESSED, EMPTY or NOT_ASSESSED.", nullable=False),
        Column("not_assessed", "STRING", "What cannot be assessed without it; NULL where it is assessed."),
        Column("detail", "STRING", "What the platform answered; NULL where it is readable."),
        Column("days_computed", "BIGINT", "Days that the run computed again.", nullable=False),
    ),
    computed_from=("the system tables",),
)
