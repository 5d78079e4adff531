"""The ledger: lines of every landed file, counted by result."""

from faultbook.tables.contract import Column, Lease, SchemaRole, Table

INGEST_LEDGER = Table(
    name="ingest_ledger",
    role=SchemaRole.ANSWERS,
    lease=Lease.LOGS,
    comment="Per landed file: lines = headers + blanks + parsed + rejected. Written last: it completes the batch.",
    key=("batch_id", "source_file", "entry"),
    version=4,
    columns=(
        Column("batch_id", "BIGINT", "Batch of the entry.", nullable=False),
        Column(
            "source_file",
            "STRING",
            "Landed file, relative to its landing root; //root_id/ comes before it where the root is not the first.",
            nullable=False,
        ),
        Column("entry", "STRING", "ingest, reprocess, purge or unreadable.", nullable=False),
        Column("file_bytes", "BIGINT", "Size of the landed file; 0 for reprocess and purge.", nullable=False),
        Column(
            "file_modified_at", "TIMESTAMP", "When the landed file was last written, UTC; NULL for reprocess and purge."
        ),
        Column(
            "compressed", "BOOLEAN", "True where the file is gzip: its size is not that of its lines.", nullable=False
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
        Column("blanks", "BIGINT", "Lines of white space only.", nullable=False),
        Column(
            "parsed",
            "BIGINT",
            "Lines of records. Reprocess adds here the lines that it subtracts from rejected.",
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
        Column("detail", "STRING", "unreadable: message of the reader; else NULL."),
        Column("recorded_at", "TIMESTAMP", "When the batch was completed, UTC.", nullable=False),
        Column(
            "unknown_severity",
            "BIGINT",
            "Records among `parsed` whose level is missing or not known; NULL in entries of versions before this.",
        ),
        Column("root_id", "STRING", "Landing root of the file, see landing_roots; NULL for the first one."),
        Column(
            "records",
            "BIGINT",
            "Records made of the lines in `parsed`: several lines may be one record, and one line several; NULL in "
            "entries of versions before this, where it equals `parsed`.",
        ),
        Column(
            "part_rejects",
            "BIGINT",
            "Bad parts of lines that are counted in `parsed`; rows of error_logs_rejected beside `rejected`.",
        ),
        Column("format", "STRING", "Format that the file was read as; NULL for reprocess and purge, and before this."),
        Column("encoding", "STRING", "Encoding that the file was read in, e.g. utf-8; NULL as for format."),
    ),
    computed_from=(
        "landed files",
        "error_logs_parsed",
        "logs",
        "text_logs",
        "error_logs_rejected",
    ),
)
