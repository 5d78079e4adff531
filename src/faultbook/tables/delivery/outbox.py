"""What the journal wants of trackers, and how far that is: the newest run of deliver as rows."""

from faultbook.tables.contract import Column, Lease, SchemaRole, Table

OUTBOX = Table(
    name="outbox",
    role=SchemaRole.ANSWERS,
    lease=Lease.DELIVER,
    comment="One row per thing to do in a tracker: done, due, waiting with a reason, or over with one. A function of "
    "incident_journal and outbox_attempts.",
    key=("intent_id",),
    order_by=("wanted_at", "incident_id"),
    statistics=("state", "incident_id", "wanted_at"),
    columns=(
        Column("intent_id", "STRING", "int- and 16 hexadecimal digits: incident, tracker, action and number.", False),
        Column("incident_id", "STRING", "The incident, see incidents.", False),
        Column("tracker", "STRING", "Name of the tracker in the configuration.", False),
        Column("action", "STRING", "create, update, escalate, close, reopen, close_duplicate or assign.", False),
        Column("number", "STRING", "Which one of its action; of notes the window.", False),
        Column("state", "STRING", "due, looked_up (may have been done), waiting, sent, refused or over.", False),
        Column("reason", "STRING", "Why it waits or is over; of assign also who got it. NULL where it is due or done."),
        Column("wanted_at", "TIMESTAMP", "When the journal wanted it, UTC.", False),
        Column("due_at", "TIMESTAMP", "Not before this, UTC.", False),
        Column("waits_until", "TIMESTAMP", "Until when it waits, UTC; NULL where that is not known."),
        Column("ended_at", "TIMESTAMP", "When it was done or refused, UTC; NULL where it is not."),
        Column("attempts", "BIGINT", "How often it was tried.", False),
        Column("repository", "STRING", "Repository of the issue; NULL where none is known."),
        Column("issue_number", "BIGINT", "Number of the issue; NULL where none is known."),
        Column("url", "STRING", "Address of the issue; NULL where none is known."),
        Column("is_open", "BOOLEAN", "Whether the issue is open, as far as was seen; NULL: not known."),
        Column("fence", "BIGINT", "Run of deliver that wrote the row, see outbox_runs.", False),
    ),
    computed_from=("incident_journal", "incidents", "outbox_attempts", "the file of the setting `incidents_file`"),
)
