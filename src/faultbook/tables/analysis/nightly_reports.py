"""The nightly report: one row per day."""

from faultbook.tables.contract import Column, Lease, SchemaRole, Table

NIGHTLY_REPORTS = Table(
    name="nightly_reports",
    role=SchemaRole.ANSWERS,
    lease=Lease.INCIDENTS,
    comment="One row per day: the report as Markdown and as a page, with its totals. Replaced when it is made again.",
    key=("day",),
    columns=(
        Column("day", "DATE", "Day that the report is about, UTC.", nullable=False),
        Column("title", "STRING", "The day and what it is about.", nullable=False),
        Column("summary", "STRING", "The day in a sentence.", nullable=False),
        Column("records", "BIGINT", "Records that happened on the day.", nullable=False),
        Column("records_day_before", "BIGINT", "Records of the day before.", nullable=False),
        Column("records_week_before", "BIGINT", "Records of the same weekday a week before.", nullable=False),
        Column("rejects", "BIGINT", "Lines ingested on the day that are no records.", nullable=False),
        Column("patterns", "BIGINT", "Patterns that occurred on the day.", nullable=False),
        Column("new_patterns", "BIGINT", "Patterns seen for the first time on the day.", nullable=False),
        Column("regressed_patterns", "BIGINT", "Patterns that came back on the day.", nullable=False),
        Column("escalating_patterns", "BIGINT", "Patterns far louder than in the week before.", nullable=False),
        Column("open_alerts", "BIGINT", "Anomalies that were open at some time of the day.", nullable=False),
        Column("laws_hold", "BOOLEAN", "True where every count that must agree agrees.", nullable=False),
        Column("markdown", "STRING", "The report as Markdown.", nullable=False),
        Column("html", "STRING", "The report as a page that needs nothing else.", nullable=False),
        Column("made_at", "TIMESTAMP", "When the report was made, UTC.", nullable=False),
        Column("through_batch", "BIGINT", "Newest complete batch that it read; 0: none.", nullable=False),
    ),
    computed_from=("views of counts, patterns, alerts and rejects",),
    kept="For ever; a day is replaced when its report is made again.",
)
