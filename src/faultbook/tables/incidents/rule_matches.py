"""What rules matched: of failures one row per event, of log records one per second."""

from faultbook.tables.contract import Column, Lease, SchemaRole, Table

RULE_MATCHES = Table(
    name="rule_matches",
    role=SchemaRole.ANSWERS,
    lease=Lease.INCIDENTS,
    comment="One row per rule and event that it matches; of log records one per rule, fingerprint, second and batch. "
    "Windows and the numbers of incidents are computed from it.",
    key=("match_id",),
    order_by=("matched_on", "rule"),
    statistics=("matched_on", "rule", "event_id", "batch_id", "source_batch"),
    columns=(
        Column("match_id", "STRING", "Hash of rule, source and event; of records also of second and batch.", False),
        Column("rule", "STRING", "Name of the rule.", False),
        Column("rule_version", "STRING", "Hash of the rule's text when it matched.", False),
        Column("source", "STRING", "Frame that the event is of: failures, logs, statements, ...", False),
        Column("event_id", "STRING", "The event; of records the first of them.", False),
        Column("matched_at", "TIMESTAMP", "When the event happened, UTC, in whole seconds.", False),
        Column("matched_on", "DATE", "Day of matched_at, UTC.", False),
        Column("service", "STRING", "Service; NULL where the event names none."),
        Column("environment", "STRING", "Environment; NULL where the event names none."),
        Column("group_key", "STRING", "JSON object of what the rule groups by; NULL where a part is missing."),
        Column("fingerprint", "STRING", "Identity of the fault, see incidents; NULL where all its parts are empty."),
        Column("slots", "MAP<STRING,STRING>", "The parts of the fingerprint that are there, by name.", False),
        Column(
            "value",
            "STRING",
            "What a count of distinct values counts; of several rules the names of those that the event meets, one a "
            "line; NULL for other rules.",
        ),
        Column("events", "BIGINT", "How many events: 1 of a failure, the records of the second.", False),
        Column(
            "is_counted",
            "BOOLEAN",
            "False: another rule gives the event the same fingerprint, and incidents count it there.",
            False,
        ),
        Column("severity", "STRING", "critical, high, medium, low or info: of the rule for this event.", False),
        Column("title", "STRING", "What failed, in words; redacted.", False),
        Column("facts", "MAP<STRING,STRING>", "What an incident keeps of its event: fields and extracts.", False),
        Column("source_batch", "BIGINT", "Batch of the source that had the event; 0 where it has none.", False),
        Column("batch_id", "BIGINT", "Run of judge that found it, counted from 1.", False),
    ),
    computed_from=(
        "failure_events",
        "error_logs_parsed",
        "logs",
        "text_logs",
        "query_statements",
        "anomaly_alerts",
        "budget_status",
        "cost_anomalies",
    ),
)
