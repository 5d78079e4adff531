"""What people did in trackers, as far as it is known here, and how each linked issue was when it was seen last."""

from faultbook.tables.contract import Column, Lease, SchemaRole, Table

TICKET_CHANGES = Table(
    name="ticket_changes",
    role=SchemaRole.ANSWERS,
    lease=Lease.DELIVER,
    comment="One row per change of a linked issue that was read or reported, with what became of it; rows are added "
    "and never changed.",
    key=("change_id",),
    order_by=("recorded_on", "incident_id"),
    statistics=("recorded_on", "incident_id", "kind"),
    columns=(
        Column("change_id", "STRING", "Hash of tracker, issue, kind and time: reports of one change are one.", False),
        Column("incident_id", "STRING", "The incident, see incidents.", False),
        Column("tracker", "STRING", "Name of the tracker in the configuration.", False),
        Column("repository", "STRING", "Repository of the issue, as the tracker names it.", False),
        Column("issue_number", "BIGINT", "Number of the issue.", False),
        Column(
            "kind", "STRING", "closed, reopened, assigned, labelled, deleted, moved, command, or seen: no news.", False
        ),
        Column("changed_at", "TIMESTAMP", "When it was changed, UTC, as far as the tracker has it.", False),
        Column("author", "STRING", "Who changed it, by login; NULL where that is not known."),
        Column("value", "STRING", "Reason of a close, assignee, labels, new place, or text of a command; else NULL."),
        Column("decision", "STRING", "Decision about the incident that it became; NULL: it is noted only."),
        Column("refused", "STRING", "Why the decision was not carried out; NULL where it was, or none was wanted."),
        Column("comment_id", "BIGINT", "command: the comment, as the tracker numbers it; else NULL."),
        Column("known_by", "STRING", "read or message.", False),
        Column("is_open", "BOOLEAN", "Whether the issue is open after it; NULL of a command."),
        Column("closed_at", "TIMESTAMP", "When it was closed, UTC; NULL where it is open, or that is not known."),
        Column("labels", "ARRAY<STRING>", "Its labels then; NULL of a command."),
        Column("assignees", "ARRAY<STRING>", "Logins of its assignees then; NULL of a command."),
        Column("updated_at", "TIMESTAMP", "When the tracker changed it last, UTC; NULL of a command."),
        Column("recorded_at", "TIMESTAMP", "When the run that noted it began to read, UTC.", False),
        Column("recorded_on", "DATE", "Day of recorded_at, UTC.", False),
    ),
    computed_from=("raw_events", "the answers of the trackers of the setting `incidents_file`"),
)
