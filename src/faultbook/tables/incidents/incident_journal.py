"""What happened to incidents, in order: the truth that the table of incidents follows from."""

from faultbook.tables.contract import Column, Lease, SchemaRole, Table

INCIDENT_JOURNAL = Table(
    name="incident_journal",
    role=SchemaRole.ANSWERS,
    lease=Lease.INCIDENTS,
    comment="One row per thing that happened to an incident; rows are added and never changed. incidents is computed "
    "from it.",
    key=("entry_id",),
    order_by=("recorded_on", "incident_id"),
    statistics=("recorded_on", "incident_id", "fingerprint", "batch_id"),
    version=2,
    columns=(
        Column("entry_id", "STRING", "Hash of incident, kind and cause: the same cause is written once.", False),
        Column("incident_id", "STRING", "inc- and 16 hexadecimal digits.", False),
        Column("number", "BIGINT", "Place in the journal, counted from 1: the order in which entries count.", False),
        Column("kind", "STRING", "opened, occurred, acknowledged, resolved, regressed, declined, ...", False),
        Column("at", "TIMESTAMP", "When it happened, UTC.", False),
        Column("recorded_at", "TIMESTAMP", "When it was written, UTC.", False),
        Column("recorded_on", "DATE", "Day of recorded_at, UTC.", False),
        Column("author", "STRING", "Who or what did it: a rule, a person, faultbook.", False),
        Column("reason", "STRING", "Why, in words; redacted; NULL where the kind is the reason."),
        Column("fingerprint", "STRING", "Identity of the fault; NULL where the entry is of no fault."),
        Column("rule", "STRING", "Rule that matched; NULL of other entries."),
        Column("source", "STRING", "Frame of the events; NULL of other entries."),
        Column("service", "STRING", "Service; NULL where its incident has none."),
        Column("environment", "STRING", "Environment; NULL where its incident has none."),
        Column("events", "BIGINT", "occurred: events that matched; 0 of other entries.", False),
        Column("first_at", "TIMESTAMP", "occurred: the first of them, UTC; else NULL."),
        Column("last_at", "TIMESTAMP", "occurred: the last of them, UTC; else NULL."),
        Column("facts", "MAP<STRING,STRING>", "What the kind needs: severity, build, until, other, title, ...", False),
        Column("batch_id", "BIGINT", "Run of judge; 0 of what a person did.", False),
        Column("decision_id", "STRING", "Row of incident_decisions that it carries out or declines; else NULL."),
    ),
    computed_from=(
        "rule_matches",
        "incident_decisions",
        "decisions of people",
        "the files of the settings `rules_folder`, `incidents_file`",
    ),
)
