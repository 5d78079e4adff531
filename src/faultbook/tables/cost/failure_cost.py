"""What failed, what it cost, and the first error that the logs have of it."""

from faultbook.tables.contract import Column, Lease, SchemaRole, Table
from faultbook.tables.cost.cost_ledger import PART

FAILURE_COST = Table(
    name="failure_cost",
    role=SchemaRole.ANSWERS,
    lease=Lease.COST,
    comment="One row per failed attempt of a job's task or failed statement and day: its cost, and the template of the "
    "first error in the logs of its run. Their sum is what failures cost, whether a log was found or not.",
    key=(
        "usage_date",
        "failure_kind",
        "workspace_id",
        "job_id",
        "job_run_id",
        "task_run_id",
        "statement_id",
        "currency_code",
    ),
    partitioned_by=("usage_date",),
    version=2,
    columns=(
        Column("usage_date", "DATE", "UTC day of the cost.", nullable=False),
        Column("failure_kind", "STRING", "RUN (an attempt of a job's task) or STATEMENT.", nullable=False),
        Column("workspace_id", "STRING", "Workspace."),
        Column("job_id", "STRING", "Job of the run; NULL for statements."),
        Column("job_run_id", "STRING", "Run of the job; of a statement: the run that sent it, NULL where none did."),
        Column("task_run_id", "STRING", "Attempt of the task; NULL for statements."),
        Column("statement_id", "STRING", "Statement; NULL for runs."),
        Column("currency_code", "STRING", "Currency of the cost.", nullable=False),
        Column("cost", PART, "Money for it on the day.", nullable=False),
        Column("provisional", "BOOLEAN", "True while late rows may still change it.", nullable=False),
        Column(
            "matched_by",
            "STRING",
            "How the log was found: OWN_ID (statement or attempt), RUN_ID, CLUSTER (at that time); NULL: not at all.",
        ),
        Column("template_hash", "STRING", "Template of the first error; see error_templates. NULL: no log matched."),
        Column("first_error_at", "TIMESTAMP", "When it was logged, UTC; NULL: no log matched."),
        Column(
            "severity",
            "STRING",
            "Severity of that record, Unknown where its level is not known; NULL: no log matched, or a row of before.",
        ),
    ),
    computed_from=(
        "job_run_cost",
        "lakeflow.job_task_run_timeline",
        "query_cost",
        "query_statements",
        "error_logs_parsed",
        "logs",
        "text_logs",
        "ingest_ledger",
        "severity_ranks",
    ),
    kept="For ever; the last `opportunity_days` are replaced by each run.",
)
