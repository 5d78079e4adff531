"""What was polled: one row for each poll of a source, written when it ends."""

from faultbook.tables.contract import Column, Lease, SchemaRole, Table

SOURCE_POLLS = Table(
    name="source_polls",
    role=SchemaRole.ANSWERS,
    lease=Lease.POLLS,
    comment="One row per poll of a source. The newest row with the outcome `complete` has the watermark from which the "
    "next poll reads; every other outcome leaves it where it was, but for log sources, where each whole window moves "
    "it. No text of a message is in it.",
    key=("source", "scope", "started_at"),
    columns=(
        Column(
            "source",
            "STRING",
            "Name of the source, as envelopes have it: databricks-runs; logs for a log source.",
            nullable=False,
        ),
        Column(
            "scope",
            "STRING",
            "What of the source: a factory, a workspace of Synapse, a log source; empty where there is one of it.",
            nullable=False,
        ),
        Column("started_at", "TIMESTAMP", "When the poll began, UTC.", nullable=False),
        Column("ended_at", "TIMESTAMP", "When it ended, UTC.", nullable=False),
        Column("from_at", "TIMESTAMP", "From when it read: the watermark less the overlap, UTC.", nullable=False),
        Column("to_at", "TIMESTAMP", "Up to when it read, UTC: when it began.", nullable=False),
        Column("requests", "BIGINT", "Requests that it sent, with those that were sent again.", nullable=False),
        Column(
            "rows_read",
            "BIGINT",
            "Objects that the source sent, failures or not; of a log source the lines that landed.",
            nullable=False,
        ),
        Column("envelopes", "BIGINT", "Envelopes that it wrote: failures that no earlier poll had.", nullable=False),
        Column(
            "outcome",
            "STRING",
            "complete: all was read. partial: a part could not be, or the deadline passed. throttled: the source wants "
            "a pause. denied: no credential, or a right is missing. failed: no answer, or a wrong one.",
            nullable=False,
        ),
        Column("detail", "STRING", "What is missing and why, in a sentence; NULL for a complete poll without a gap."),
        Column(
            "watermark",
            "TIMESTAMP",
            "Up to when everything is read after this poll, UTC; NULL until the first complete poll of the source.",
        ),
        Column(
            "paused_until",
            "TIMESTAMP",
            "Until when the source is left alone: it wants a pause, or failed several times in a row, UTC; NULL: it is "
            "polled next time.",
        ),
        Column(
            "pending",
            "ARRAY<STRING>",
            "Ids of what was still at work, of a complete poll: the next one reads how it ended; of a log source its "
            "state, from which the next poll goes on; of azure-alert-rows what was tried in vain: event, attempts, "
            "when it is tried again, reason; NULL for others.",
        ),
        Column(
            "delivered",
            "ARRAY<STRING>",
            "Hashes of the keys of what was written, so that an overlapping poll need not read it again.",
        ),
        Column("run_id", "STRING", "Run of the job.", nullable=False),
    ),
    order_by=("source", "started_at"),
    computed_from=("the APIs that `poll_file` and `log_sources_file` name",),
)
