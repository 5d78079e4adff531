"""Up to where trackers were read, and messages of them."""

from faultbook.tables.contract import Column, Lease, SchemaRole, Table

TICKET_READS = Table(
    name="ticket_reads",
    role=SchemaRole.ANSWERS,
    lease=Lease.DELIVER,
    comment="One row per complete read of a repository's issues, or of messages about issues; rows are added only.",
    key=("read_at", "tracker", "repository"),
    statistics=("read_at", "through_batch"),
    columns=(
        Column("tracker", "STRING", "Name of the tracker; empty: messages of any.", False),
        Column("repository", "STRING", "Repository; empty: messages of any.", False),
        Column("read_at", "TIMESTAMP", "When the read began, UTC: changes before it are known.", False),
        Column("is_whole", "BOOLEAN", "Whether every open issue was read, not only those changed since.", False),
        Column("through_batch", "BIGINT", "Messages: batch of raw_events up to which they were read; else 0.", False),
        Column("calls", "BIGINT", "Requests that it took.", False),
        Column("issues", "BIGINT", "Linked issues, or messages of them, that were read.", False),
        Column("changes", "BIGINT", "Changes that were found.", False),
    ),
    computed_from=("raw_events", "the answers of the trackers of the setting `incidents_file`"),
)
