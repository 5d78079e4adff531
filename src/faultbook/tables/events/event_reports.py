"""What each sender reports about each failure."""

from faultbook.tables.contract import Column, Lease, SchemaRole, Table
from faultbook.tables.events.event_columns import FACTS, IDENTITY, INSTANTS, TEXTS

EVENT_REPORTS = Table(
    name="event_reports",
    role=SchemaRole.RAW,
    lease=Lease.EVENTS,
    comment="One row for each report of a sender: a failure that four senders report has four.",
    key=("report_id",),
    order_by=("event_id",),
    statistics=("batch_id", "event_id", "reported_at"),
    columns=(
        Column("report_id", "STRING", "Hash of the message and the item in it, or of a row.", nullable=False),
        Column("event_id", "STRING", "What failed: equal for every sender that reports it.", nullable=False),
        Column("event_key", "STRING", "The names that event_id is made of.", nullable=False),
        Column("source", "STRING", "Who reports: endpoint, poller or system table.", nullable=False),
        Column("definition", "STRING", "Definition by which it was read; NULL for rows of system tables."),
        Column("kind", "STRING", "run, task_run, statement, cluster, alert, ...", nullable=False),
        Column("phase", "STRING", "failed, warning, recovered, started or other.", nullable=False),
        Column("reported_at", "TIMESTAMP", "When the report was sent, else received, UTC.", nullable=False),
        *INSTANTS,
        *TEXTS,
        Column("message_path", "STRING", "Path that gave the message; `fixed text` where none did."),
        FACTS,
        *IDENTITY,
        Column("envelope_id", "STRING", "The message; NULL for rows of system tables."),
        Column("item", "INT", "Which of its items, from 0.", nullable=False),
        Column("batch_id", "BIGINT", "Batch that stored it.", nullable=False),
    ),
    computed_from=("raw_events", "query.history", "lakeflow.job_run_timeline", "lakeflow.job_task_run_timeline"),
)
