"""What was tried in trackers: a row before each call, and a row after it."""

from faultbook.tables.contract import Column, Lease, SchemaRole, Table

OUTBOX_ATTEMPTS = Table(
    name="outbox_attempts",
    role=SchemaRole.ANSWERS,
    lease=Lease.DELIVER,
    comment="One row before and one after each call of a tracker; rows are added and never changed. Which incident has "
    "which issue follows from it.",
    key=("intent_id", "attempt", "fence", "state"),
    order_by=("attempted_on", "incident_id"),
    statistics=("attempted_on", "incident_id", "intent_id", "fence"),
    columns=(
        Column("intent_id", "STRING", "int- and 16 hexadecimal digits: incident, tracker, action and number.", False),
        Column("incident_id", "STRING", "The incident, see incidents; wait-...: tickets that wait for a limit.", False),
        Column("tracker", "STRING", "Name of the tracker in the configuration.", False),
        Column("action", "STRING", "create, update, escalate, close, reopen, close_duplicate, assign or heal.", False),
        Column("attempt", "BIGINT", "Which attempt of the intent, from 1.", False),
        Column("fence", "BIGINT", "Run of deliver, see outbox_runs.", False),
        Column("state", "STRING", "sending before the call; then sent, refused, throttled or uncertain.", False),
        Column("attempted_at", "TIMESTAMP", "When the row was made, UTC.", False),
        Column("attempted_on", "DATE", "Day of attempted_at, UTC.", False),
        Column("repository", "STRING", "Repository as the tracker names it.", False),
        Column("issue_repository", "STRING", "Repository of the issue; NULL while none is known."),
        Column("issue_number", "BIGINT", "Number of the issue; NULL while none is known."),
        Column("url", "STRING", "Address of the issue; NULL while none is known."),
        Column("comment_id", "BIGINT", "The counter comment, as the tracker numbers it; NULL: there is none."),
        Column("moved_repository", "STRING", "Where the issue was before it was found moved; else NULL."),
        Column("moved_number", "BIGINT", "Its number there; else NULL."),
        Column("until", "TIMESTAMP", "throttled: not before this, UTC; else NULL."),
        Column("reason", "STRING", "Why not, in words, without any text of the tracker; NULL where it was done."),
        Column("through_number", "BIGINT", "Entry of the journal up to which the text goes; 0: no text.", False),
        Column("title_hash", "STRING", "Of the title that was written, or may have been; NULL: none."),
        Column("body_hash", "STRING", "Of the part of the body that is ours; NULL: none was written."),
        Column("comment_hash", "STRING", "Of the counter comment; NULL: none was written."),
        Column("labels", "ARRAY<STRING>", "Labels that were set; NULL: none were."),
        Column("is_open", "BOOLEAN", "Whether the issue is open after it; NULL: not known."),
        Column("assignee", "STRING", "assign: copilot, claude, or the login of a person after @; else NULL."),
        Column("found", "STRING", "closed, not_planned or deleted: what a person did in the tracker; NULL: nothing."),
        Column("found_at", "TIMESTAMP", "When the person did it, UTC, as far as the tracker has it."),
    ),
    computed_from=("the answers of the trackers of the setting `incidents_file`",),
)
