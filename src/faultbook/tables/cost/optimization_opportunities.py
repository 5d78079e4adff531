"""Where money could be saved, how much at most, and what could not be assessed."""

from faultbook.tables.contract import Column, Lease, SchemaRole, Table
from faultbook.tables.cost.cost_ledger import PART

OPTIMIZATION_OPPORTUNITIES = Table(
    name="optimization_opportunities",
    role=SchemaRole.ANSWERS,
    lease=Lease.COST,
    comment=(
        "One row per finding of a rule; and one per rule that found nothing (OK) or could not judge all it should "
        "(NOT_ASSESSED, with the reason). estimated_saving of one resource never adds up to more than it cost."
    ),
    key=("rule", "workspace_id", "resource_kind", "resource_id", "subject_id", "currency_code"),
    columns=(
        Column("rule", "STRING", "Rule; docs/cost.md lists them.", nullable=False),
        Column("optimization_type", "STRING", "The rule's name as Genie and dashboards ask for it.", nullable=False),
        Column("status", "STRING", "CRITICAL, WARN, OK or NOT_ASSESSED.", nullable=False),
        Column("reason", "STRING", "Why it, or part of it, is not assessed; NULL: it is."),
        Column("workspace_id", "STRING", "Workspace; NULL in rows of a whole rule."),
        Column("resource_kind", "STRING", "What the bill names: WAREHOUSE, JOB, CLUSTER or WORKSPACE."),
        Column("resource_id", "STRING", "Its id; NULL in rows of a whole rule."),
        Column("resource_name", "STRING", "Its name; NULL where it is not known."),
        Column("subject_id", "STRING", "What was judged: the resource, or a shape of statements on it."),
        Column("query_id", "STRING", "The most expensive statement of a shape; NULL for all else."),
        Column("user_id", "STRING", "Who ran that statement, or whom the resource runs as."),
        Column("measure", "STRING", "What was measured, with its unit.", nullable=False),
        Column("measured", "DOUBLE", "How much it is; NULL in rows of a whole rule."),
        Column("warn_at", "DOUBLE", "From this on it is WARN."),
        Column("critical_at", "DOUBLE", "From this on it is CRITICAL."),
        Column("samples", "BIGINT", "What it was measured on; in rows of a whole rule: subjects that were judged."),
        Column("min_samples", "BIGINT", "Fewer are no ground to judge on."),
        Column("evidence", "STRING", "The numbers behind it, in words."),
        Column("guidance", "STRING", "What to do."),
        Column("currency_code", "STRING", "Currency of the amounts. Never add up different ones."),
        Column("resource_cost", PART, "What the resource cost in the analysed days."),
        Column("subject_cost", PART, "The part of it that the rule assessed."),
        Column("rule_saving", PART, "What the rule alone would save; NULL: it does not estimate."),
        Column("estimated_saving", PART, "Of it what larger savings of the same resource leave; add these up."),
        Column("saving_basis", "STRING", "How the saving was estimated."),
        Column("overlaps", "ARRAY<STRING>", "Other rules that would save the same money; NULL: it saves none."),
        Column("assessed_from", "DATE", "First analysed day, UTC.", nullable=False),
        Column("assessed_through", "DATE", "Last analysed day, UTC.", nullable=False),
    ),
    computed_from=(
        "query_statements",
        "query_cost",
        "query_daily",
        "statement_shapes",
        "job_run_cost",
        "cost_ledger",
        "cost_daily",
        "cost_tags",
        "warehouse_hours",
        "system_table_checks",
        "billing.usage",
        "compute.warehouses",
        "compute.warehouse_events",
        "compute.clusters",
        "compute.node_timeline",
        "lakeflow.job_task_run_timeline",
    ),
    kept="Replaced by each run, from the last `opportunity_days`.",
)
