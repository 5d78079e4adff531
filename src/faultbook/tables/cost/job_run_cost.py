"""What runs of jobs cost, split over their tasks' attempts."""

from faultbook.tables.contract import Column, Lease, SchemaRole, Table
from faultbook.tables.cost.cost_ledger import PART

JOB_RUN_COST = Table(
    name="job_run_cost",
    role=SchemaRole.ANSWERS,
    lease=Lease.COST,
    comment=(
        "Per run of a job, attempt of a task and day: its share of the cost of the run, by time. What no "
        "attempt was under way for is in a row without task. The sum per run is its bill."
    ),
    key=(
        "usage_date",
        "workspace_id",
        "job_id",
        "job_run_id",
        "task_key",
        "task_run_id",
        "sku_name",
        "usage_unit",
        "currency_code",
    ),
    partitioned_by=("usage_date",),
    columns=(
        Column("usage_date", "DATE", "UTC day of the usage.", nullable=False),
        Column("workspace_id", "STRING", "Workspace."),
        Column("job_id", "STRING", "Job; unique in its workspace only."),
        Column("job_name", "STRING", "Its name on that day; NULL where it is not known."),
        Column("job_run_id", "STRING", "Run of the job."),
        Column("run_result_state", "STRING", "How the run ended; NULL while it runs or where it is not known."),
        Column("run_attempts", "BIGINT", "Times that the run ended: more than 1 after a repair; NULL: not known."),
        Column("task_key", "STRING", "Task; NULL: no task was under way (start of the cluster), or none is known."),
        Column("task_run_id", "STRING", "Run of the task: one attempt; NULL as task_key."),
        Column("attempt", "INT", "1 for the first run of the task in this run of the job, 2 for the next ..."),
        Column("result_state", "STRING", "How the attempt ended; NULL while it runs or where it is not known."),
        Column("identity", "STRING", "Who it ran as."),
        Column("sku_name", "STRING", "What is sold."),
        Column("usage_unit", "STRING", "Unit of the quantity."),
        Column("quantity", PART, "Units.", nullable=False),
        Column("currency_code", "STRING", "Currency of the amount; NULL without a price."),
        Column("cost", PART, "Money; NULL without a price."),
        Column("provisional", "BOOLEAN", "True while late rows may still change it.", nullable=False),
    ),
    computed_from=(
        "cost_ledger",
        "lakeflow.job_run_timeline",
        "lakeflow.job_task_run_timeline",
        "lakeflow.jobs",
    ),
    kept="For ever. The hours and days that late rows touch are replaced.",
)
