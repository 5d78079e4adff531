"""The batches: one growing number for the lakehouse, and the files of each."""

from faultbook.tables.contract import Column, Lease, SchemaRole, Table

INGEST_BATCHES = Table(
    name="ingest_batches",
    role=SchemaRole.ANSWERS,
    lease=Lease.LOGS,
    comment="One row per batch that began. It is complete once ingest_ledger has rows of it.",
    key=("batch_id",),
    columns=(
        Column(
            "batch_id", "BIGINT", "Number of the batch, growing by one through the lakehouse's life.", nullable=False
        ),
        Column(
            "kind",
            "STRING",
            "ingest, reprocess, purge, replace (takes back the ends of files that went on), or abandoned: removed and "
            "read again under another number.",
            nullable=False,
        ),
        Column(
            "stream_id",
            "STRING",
            "Name of the run that began the batch; transactions carry it.",
            nullable=False,
        ),
        Column(
            "stream_batch_id",
            "BIGINT",
            "The stream's own number of the batch; it starts at 0 with each checkpoint.",
            nullable=False,
        ),
        Column(
            "files",
            "ARRAY<STRING>",
            "Landed files of the batch, sorted; named as in ingest_ledger.",
            nullable=False,
        ),
        Column(
            "by_name",
            "BOOLEAN",
            "True in batches of earlier versions whose files were read one by one; now always false.",
            nullable=False,
        ),
        Column(
            "consumes_through", "BIGINT", "reprocess: rejects up to this batch are replaced by this one's; else NULL."
        ),
        Column("purges_before", "TIMESTAMP", "purge: records older than this instant leave the table; else NULL."),
        Column(
            "purges_rejects_before", "TIMESTAMP", "purge: rejects older than this instant leave the table; else NULL."
        ),
        Column("began_at", "TIMESTAMP", "When the batch began, UTC; parsed_at of its rows.", nullable=False),
    ),
    computed_from=("landed files",),
)
