"""The severities of the setting, worst first: what views, reports and pages order and count errors by."""

from faultbook.tables.contract import Column, Lease, SchemaRole, Table

SEVERITY_RANKS = Table(
    name="severity_ranks",
    role=SchemaRole.ANSWERS,
    lease=Lease.LOGS,
    comment="One row per severity of the setting `severities`, and Unknown. Written by setup, and by ingest where the "
    "setting is another. A severity of older records that has no row here ranks as Unknown does.",
    key=("severity",),
    columns=(
        Column("severity", "STRING", "Canonical severity; Unknown: the level is missing or not known.", nullable=False),
        Column(
            "rank",
            "INT",
            "0: the severity that is spelled `error`. Below 0 is worse, 1 is Unknown, above 1 is milder.",
            nullable=False,
        ),
        Column("is_error", "BOOLEAN", "True for errors and what is worse; false for Unknown.", nullable=False),
        Column("spellings", "ARRAY<STRING>", "Levels that mean it, in lower case; empty for Unknown.", nullable=False),
    ),
    computed_from=("the setting `severities`",),
    kept="Replaced when the setting changes.",
)
