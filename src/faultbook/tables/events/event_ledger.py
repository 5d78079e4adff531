"""The ledger of messages: every line of the events folder, counted by what became of it."""

from faultbook.tables.contract import Column, Lease, SchemaRole, Table

EVENT_LEDGER = Table(
    name="event_ledger",
    role=SchemaRole.ANSWERS,
    lease=Lease.EVENTS,
    comment="Per batch and file: lines = envelopes + repeated + bad_lines. Written last: it completes the batch.",
    key=("batch_id", "landed_file"),
    columns=(
        Column("batch_id", "BIGINT", "Batch of the entry: an instant in microseconds.", nullable=False),
        Column("landed_file", "STRING", "File, below the events folder; or a system table.", nullable=False),
        Column("source", "STRING", "Endpoint, poller or system table; NULL where no line is a new envelope."),
        Column("lines", "BIGINT", "Lines of the file, or failed rows of the system table.", nullable=False),
        Column("envelopes", "BIGINT", "Lines that are new messages, or rows that are new.", nullable=False),
        Column("repeated", "BIGINT", "Lines whose message was stored before.", nullable=False),
        Column("bad_lines", "BIGINT", "Lines that are no envelope.", nullable=False),
        Column("reports", "BIGINT", "Reports of new messages, or of rows; of a replay the difference.", nullable=False),
        Column(
            "rejects",
            "BIGINT",
            "Rejects of new messages and of their items; of a replay the difference.",
            nullable=False,
        ),
        Column("ignored", "BIGINT", "Items that a definition leaves out; of a replay the difference.", nullable=False),
        Column("first_received_at", "TIMESTAMP", "Earliest arrival, UTC; NULL where no line is a new envelope."),
        Column("last_received_at", "TIMESTAMP", "Latest arrival, UTC; NULL as before."),
        Column("listed_at", "TIMESTAMP", "When the folder was listed, UTC; NULL where more of that list followed."),
        Column("recorded_at", "TIMESTAMP", "When the batch was completed, UTC.", nullable=False),
    ),
    computed_from=("envelopes in the events folder", "raw_events", "event_reports", "event_rejects"),
)
