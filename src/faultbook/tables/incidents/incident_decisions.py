"""What people decided about incidents in the console and by the API; the next run carries it out."""

from faultbook.tables.contract import Column, Lease, SchemaRole, Table

INCIDENT_DECISIONS = Table(
    name="incident_decisions",
    role=SchemaRole.ANSWERS,
    lease=Lease.DECISIONS,
    comment="One row per decision of the console and the API; rows are added and never changed. It waits while "
    "incident_journal has no entry of it.",
    key=("decision_id",),
    order_by=("decided_at",),
    statistics=("decision_id", "incident_id", "decided_at"),
    columns=(
        Column("decision_id", "STRING", "Hash of who decided and of the idempotency key: one key is one row.", False),
        Column("kind", "STRING", "acknowledge, assign, mute, unmute, resolve, reopen, merge or split.", False),
        Column("incident_id", "STRING", "The incident it is about, see incidents.", False),
        Column("other_id", "STRING", "merge: the incident that goes on; split: the one to take out; else NULL."),
        Column("assignee", "STRING", "assign: who works on it, empty: no one; else NULL."),
        Column("until", "TIMESTAMP", "mute: up to this instant, UTC; NULL: without an end, or of another kind."),
        Column("count", "BIGINT", "mute: for this number of further events; else NULL."),
        Column("build", "STRING", "resolve: the build that fixes it; else NULL."),
        Column("in_next_build", "BOOLEAN", "resolve: any newer build fixes it; else NULL."),
        Column("not_planned", "BOOLEAN", "resolve: it will not be worked on; else NULL."),
        Column("author", "STRING", "Who decided.", False),
        Column("reason", "STRING", "Why; redacted.", False),
        Column("decided_at", "TIMESTAMP", "When, UTC.", False),
        Column("door", "STRING", "console or api.", False),
        Column("request_hash", "STRING", "Hash of what was sent: finds a key with other contents.", False),
    ),
    computed_from=("decisions of people",),
)
