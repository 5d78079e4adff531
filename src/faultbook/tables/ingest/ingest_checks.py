"""Results of reconcile: one row per check and run."""

from faultbook.tables.contract import Column, Lease, SchemaRole, Table

INGEST_CHECKS = Table(
    name="ingest_checks",
    role=SchemaRole.ANSWERS,
    lease=Lease.LOGS,
    comment="One row per run of reconcile and check: the two sides, and whether they agree.",
    key=("checked_at", "check_name", "subject"),
    columns=(
        Column("checked_at", "TIMESTAMP", "When reconcile ran, UTC.", nullable=False),
        Column(
            "check_name", "STRING", "Name of the check, e.g. counts_equal_records, landed_file_unknown.", nullable=False
        ),
        Column("subject", "STRING", "Subject of the check: a table, a landed file or a landing root.", nullable=False),
        Column("expected", "BIGINT", "Number in the ledger; NULL where the check is no comparison of numbers."),
        Column(
            "found", "BIGINT", "Number in the table or the folder; NULL where the check is no comparison of numbers."
        ),
        Column("passed", "BOOLEAN", "True where both agree.", nullable=False),
        Column("detail", "STRING", "What to do; NULL where the check passed."),
        Column("through_batch", "BIGINT", "Newest complete batch that the check covers; NULL where there is none."),
    ),
    computed_from=(
        "landed files",
        "ingest_batches",
        "ingest_ledger",
        "error_counts",
        "error_file_counts",
        "error_logs_parsed",
        "logs",
        "text_logs",
        "error_logs_rejected",
    ),
)
