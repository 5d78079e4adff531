"""Since when each template is known in each series, and when it last came back from silence."""

from faultbook.tables.contract import Column, Lease, SchemaRole, Table

PATTERN_SIGHTINGS = Table(
    name="pattern_sightings",
    role=SchemaRole.ANSWERS,
    lease=Lease.LOGS,
    comment="Per series and template: first and last hour, and the last return after a long silence.",
    key=("service", "environment", "severity", "template_hash"),
    columns=(
        Column("service", "STRING", "Service of the series.", nullable=False),
        Column("environment", "STRING", "Environment of the series.", nullable=False),
        Column("severity", "STRING", "Severity of the series.", nullable=False),
        Column("template_hash", "STRING", "Template; see error_templates.", nullable=False),
        Column("first_hour", "TIMESTAMP", "Start of the first hour with a record of it, UTC.", nullable=False),
        Column("last_hour", "TIMESTAMP", "Start of the last hour with a record of it, UTC.", nullable=False),
        Column("returned_hour", "TIMESTAMP", "Start of the hour in which it came back, UTC; NULL if it never did."),
        Column("silent_hours", "BIGINT", "Hours of silence before that; NULL if it never came back."),
        Column("through_batch", "BIGINT", "Newest batch that the row knows.", nullable=False),
    ),
    computed_from=("error_counts",),
    kept="Replaced when there is a new batch.",
)
