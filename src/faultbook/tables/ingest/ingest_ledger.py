"""The ledger: what became of every line of every landed file."""

from faultbook.tables.contract import Column, Lease, SchemaRole, Table

INGEST_LEDGER = Table(
    name="ingest_ledger",
    role=SchemaRole.ANSWERS,
    lease=Lease.LOGS,
    comment="Per landed file: lines = headers + blanks + parsed + rejected. Written last: it completes the batch.",
    key=("batch_id", "source_file", "entry"),
    version=2,
    columns=(
        Column("batch_id", "BIGINT", "Batch of the entry.", nullable=False),
        Column("source_file", "STRING", "Landed file, relative to the landing folder.", nullable=False),
        Column("entry", "STRING", "ingest, reprocess, purge or unreadable.", nullable=False),
        Column("file_bytes", "BIGINT", "Size of the landed file; 0 for reprocess and purge.", nullable=False),
        Column(
            "file_modified_at", "TIMESTAMP", "When the landed file was last written, UTC; NULL for reprocess and purge."
        ),
        Column(
            "compressed", "BOOLEAN", "True where the file is gzip: its size says nothing of its lines.", nullable=False
        ),
        Column(
            "line_bytes",
            "BIGINT",
            "Bytes of all lines without their line feeds; 0 for reprocess and purge.",
            nullable=False,
        ),
        Column("lines", "BIGINT", "Lines read; 0 for reprocess and purge.", nullable=False),
        Column(
            "headers",
            "BIGINT",
            "Lines that are headers: # lines with fewer than four tabs, dash lines.",
            nullable=False,
        ),
        Column("blanks", "BIGINT", "Lines of nothing but white space.", nullable=False),
        Column(
            "parsed",
            "BIGINT",
            "Lines that became records. Reprocess adds here what it takes from rejected.",
            nullable=False,
        ),
        Column(
            "rejected",
            "BIGINT",
            "Lines that became rejects; negative where reprocess turned rejects into records.",
            nullable=False,
        ),
        Column("purged", "BIGINT", "Records that retention removed.", nullable=False),
        Column("purged_rejects", "BIGINT", "Rejects that retention removed.", nullable=False),
        Column(
            "first_occurrence",
            "TIMESTAMP",
            "Earliest instant among the entry's records, UTC; NULL where there are none.",
        ),
        Column(
            "last_occurrence", "TIMESTAMP", "Latest instant among the entry's records, UTC; NULL where there are none."
        ),
        Column("detail", "STRING", "unreadable: what the reader said; else NULL."),
        Column("recorded_at", "TIMESTAMP", "When the batch was completed, UTC.", nullable=False),
        Column(
            "unknown_severity",
            "BIGINT",
            "Records among `parsed` whose level is missing or not known; NULL in entries of versions before this.",
        ),
    ),
    computed_from=(
        "landed files",
        "error_logs_parsed",
        "logs",
        "error_logs_rejected",
    ),
)
