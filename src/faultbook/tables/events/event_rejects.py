"""Messages, and items of messages, that are no report."""

from faultbook.tables.contract import Column, Lease, SchemaRole, Table

EVENT_REJECTS = Table(
    name="event_rejects",
    role=SchemaRole.RAW,
    lease=Lease.EVENTS,
    comment="One row for each message, or item of one, that is no report, with the reason. raw_events has the message.",
    key=("landed_file", "line", "item"),
    columns=(
        Column("envelope_id", "STRING", "The message; NULL where the line is no envelope."),
        Column("source", "STRING", "Endpoint or poller; NULL where the line is no envelope."),
        Column("landed_file", "STRING", "File, below the events folder.", nullable=False),
        Column(
            "line",
            "BIGINT",
            "Number of the line, from 1; 0: not known, of a message that was a report before.",
            nullable=False,
        ),
        Column("item", "INT", "Which item of the message, from 0.", nullable=False),
        Column("reason", "STRING", "not_envelope, not_json, unknown_event, no_items or no_key.", nullable=False),
        Column("definition", "STRING", "Definition by which it was read; NULL where none fits."),
        Column("received_at", "TIMESTAMP", "When it arrived, UTC; NULL where the line is no envelope."),
        Column("batch_id", "BIGINT", "Batch that stored it.", nullable=False),
    ),
    computed_from=("envelopes in the events folder",),
)
