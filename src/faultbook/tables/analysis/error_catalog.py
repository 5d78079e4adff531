"""What is known about a code or a pattern."""

from faultbook.tables.contract import Column, Lease, SchemaRole, Table

ERROR_CATALOG = Table(
    name="error_catalog",
    role=SchemaRole.ANSWERS,
    lease=Lease.INCIDENTS,
    comment="What people know about an error: written in a YAML file, with a stub for each new pattern.",
    key=("kind", "subject"),
    columns=(
        Column("kind", "STRING", "code or pattern.", nullable=False),
        Column("subject", "STRING", "The error code, or the pattern_id.", nullable=False),
        Column("title", "STRING", "What it is; for a stub the pattern's text."),
        Column("cause", "STRING", "Why it happens; NULL where it is not known."),
        Column("fix", "STRING", "What to do; NULL where it is not known."),
        Column("owner", "STRING", "Who knows; NULL where it is not known."),
        Column("link", "STRING", "Where to read on; NULL where it is not known."),
        Column("severity_override", "STRING", "medium, high or critical for its alerts; NULL: the rule decides."),
        Column("source", "STRING", "yaml (the file of the users) or stub (made for a new pattern).", nullable=False),
    ),
    computed_from=(
        "the file of the setting `errors_file`",
        "anomaly_alerts",
    ),
    kept="Until the file no longer has it; stubs for ever.",
)
