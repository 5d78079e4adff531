"""Everything that failed: one row each, whoever reported it."""

from faultbook.tables.contract import Column, Lease, SchemaRole, Table
from faultbook.tables.events.event_columns import FACTS, IDENTITY, INSTANTS, TEXTS

FAILURE_EVENTS = Table(
    name="failure_events",
    role=SchemaRole.ANSWERS,
    lease=Lease.EVENTS,
    comment="One row for each failure, with its error text and all that reported it. A function of event_reports.",
    key=("event_id",),
    order_by=("occurred_on", "event_id"),
    statistics=("occurred_on", "event_id", "happened_at", "batch_id", "run_id", "statement_id"),
    columns=(
        Column("event_id", "STRING", "The failure.", nullable=False),
        Column("event_key", "STRING", "The names that event_id is made of.", nullable=False),
        Column("kind", "STRING", "run, task_run, statement, cluster, alert, ...", nullable=False),
        Column("state", "STRING", "failed, warning, or recovered: over since recovered_at.", nullable=False),
        Column("happened_at", "TIMESTAMP", "occurred_at, else the first report, UTC.", nullable=False),
        Column("occurred_on", "DATE", "Day of happened_at, UTC.", nullable=False),
        *INSTANTS,
        *TEXTS,
        Column("message_path", "STRING", "Path that gave the message; `fixed text` where no sender has one."),
        Column("message_source", "STRING", "Sender whose message it is; NULL without a message."),
        FACTS,
        *IDENTITY,
        Column("sources", "ARRAY<STRING>", "All senders that reported it, by name.", nullable=False),
        Column("reports", "BIGINT", "How many reports there are.", nullable=False),
        Column("first_reported_at", "TIMESTAMP", "The first report, UTC.", nullable=False),
        Column("last_reported_at", "TIMESTAMP", "The last report, UTC.", nullable=False),
        Column("batch_id", "BIGINT", "Batch of the newest report.", nullable=False),
    ),
    computed_from=("event_reports",),
)
