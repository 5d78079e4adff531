"""Messages of senders, as they arrived."""

from faultbook.tables.contract import Column, Lease, SchemaRole, Table

RAW_EVENTS = Table(
    name="raw_events",
    role=SchemaRole.RAW,
    lease=Lease.EVENTS,
    comment="One row for each message of a sender, as it arrived: unredacted, for the readers of rows alone.",
    key=("envelope_id",),
    partitioned_by=("received_on",),
    columns=(
        Column("envelope_id", "STRING", "Hash of source, delivery and body: equal for repeats.", nullable=False),
        Column("source", "STRING", "Endpoint or poller.", nullable=False),
        Column("received_at", "TIMESTAMP", "When it arrived, UTC.", nullable=False),
        Column("sent_at", "TIMESTAMP", "When it was sent, UTC; NULL where the sender does not tell."),
        Column("delivery_id", "STRING", "The sender's id of the delivery; NULL where it has none."),
        Column("content_type", "STRING", "Media type, as sent."),
        Column("headers", "MAP<STRING,STRING>", "Headers of an allow-list; none is a credential.", nullable=False),
        Column("remote", "STRING", "Address of the sender; NULL of pollers."),
        Column("auth", "STRING", "Method by which the sender was recognised.", nullable=False),
        Column("body", "STRING", "The body as text; NULL where it is not UTF-8."),
        Column("body_base64", "STRING", "The body in base64 where it is not UTF-8, else NULL."),
        Column("body_bytes", "BIGINT", "Size of the body.", nullable=False),
        Column("definition", "STRING", "Definition by which it was read; NULL where none fits."),
        Column("reject_reason", "STRING", "not_json or unknown_event; NULL where a definition fits."),
        Column("wrapped_in", "STRING", "Member of the body that holds the message; empty: none.", nullable=False),
        Column("landed_file", "STRING", "File of the envelope, below the events folder.", nullable=False),
        Column("received_on", "DATE", "Day of received_at, UTC.", nullable=False),
        Column("batch_id", "BIGINT", "Batch that stored it.", nullable=False),
    ),
    computed_from=("envelopes in the events folder",),
    kept="`raw_events_retention_days`.",
)
