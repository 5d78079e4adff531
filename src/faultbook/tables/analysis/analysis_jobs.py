"""What the analyses did: one row per run."""

from faultbook.tables.contract import Column, Lease, SchemaRole, Table

ANALYSIS_JOBS = Table(
    name="analysis_jobs",
    role=SchemaRole.ANSWERS,
    lease=Lease.INCIDENTS,
    comment="One row per run of an analysis (baselines, detect, llm_analysis, report): its result, how far it read, "
    "what it changed.",
    key=("job", "started_at"),
    columns=(
        Column("job", "STRING", "Which analysis, e.g. detect.", nullable=False),
        Column("run_id", "STRING", "Name of the run, as in its log lines.", nullable=False),
        Column("status", "STRING", "done or failed. A run that was killed has no row.", nullable=False),
        Column("started_at", "TIMESTAMP", "When the run began, UTC.", nullable=False),
        Column("ended_at", "TIMESTAMP", "When the run ended, UTC.", nullable=False),
        Column("through_batch", "BIGINT", "Newest complete batch that the run read; NULL where it failed."),
        Column("judged_before", "TIMESTAMP", "detect: hours before this one were judged, UTC; else NULL."),
        Column("newest_hour", "TIMESTAMP", "detect: newest hour with a record so far, UTC; else NULL."),
        Column("rows_changed", "BIGINT", "Rows of its result that are new or changed; NULL where it failed."),
        Column("rule_version", "STRING", "Version of the rule; NULL where the run failed."),
        Column("faultbook_version", "STRING", "Version of faultbook.", nullable=False),
        Column("tokens_used", "BIGINT", "Tokens that a model took; NULL where none was used."),
        Column("detail", "STRING", "What went wrong; NULL where the run is done."),
    ),
    computed_from=("the runs of baselines, detect and report",),
)
