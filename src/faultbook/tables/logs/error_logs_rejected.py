"""The lines that did not parse, with the reason and their bytes."""

from faultbook.tables.contract import Column, Lease, SchemaRole, Table

ERROR_LOGS_REJECTED = Table(
    name="error_logs_rejected",
    role=SchemaRole.RAW,
    lease=Lease.LOGS,
    version=2,
    comment="One row per log line, or part of one, that did not parse. `faultbook run reprocess` parses it again.",
    columns=(
        Column(
            "source_file", "STRING", "Landed file the line came from, relative to the landing folder.", nullable=False
        ),
        Column("reason", "STRING", "Why the line is no record, e.g. bad_timestamp.", nullable=False),
        Column("detail", "STRING", "What was found where, and what is expected."),
        Column(
            "raw",
            "BINARY",
            "The line's bytes without its line end; the first part only where truncated.",
            nullable=False,
        ),
        Column("raw_bytes", "BIGINT", "Length of the whole line in bytes.", nullable=False),
        Column("truncated", "BOOLEAN", "True where raw holds only the line's beginning.", nullable=False),
        Column(
            "line_hash", "STRING", "SHA-256 of the whole line, to find a truncated line in its file.", nullable=False
        ),
        Column("rejected_at", "TIMESTAMP", "When the batch that holds the row was read, UTC.", nullable=False),
        Column(
            "service", "STRING", "First sub-folder of the landing folder, or the setting `service`.", nullable=False
        ),
        Column("environment", "STRING", "Where the logs come from, from the setting `environment`.", nullable=False),
        Column("batch_id", "BIGINT", "Batch that wrote the row; see ingest_batches.", nullable=False),
        Column("line_number", "BIGINT", "The line in the landed file, from 1; NULL in older rows."),
        Column(
            "part",
            "INT",
            "Place of a bad part among the records of a line that is counted as another kind; NULL: the whole line.",
        ),
        Column("nearest_format", "STRING", "Format that the line looks like; NULL where it looks like none."),
    ),
    computed_from=("landed files",),
    kept="For `rejects_retention_days` (0: for ever), or until a reprocess turns the line into a record.",
)
