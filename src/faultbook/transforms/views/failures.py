"""Everything that failed, with its error text, its pattern and its cost: one row each, whoever reported it."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.tables import FAILURE_EVENTS, Column, SchemaRole
from faultbook.tables.cost.cost_ledger import PART
from faultbook.tables.view import View
from faultbook.transforms.portable.contracted import contracted
from faultbook.transforms.portable.failure_costs import cost_of_failures
from faultbook.transforms.portable.failure_rows import PATTERN_ID, SEVERITY, named_failures, with_failure_pattern

_STORED = {column.name: column for column in FAILURE_EVENTS.columns}
WHAT = Column("what", "STRING", "What failed: its job, pipeline, service or resource, else the title.", nullable=False)

VIEW = View(
    name="failures",
    role=SchemaRole.ANSWERS,
    comment="One row for each failure that webhooks, pollers or system tables report, with its error text, pattern and "
    "cost. No log record is among them: all_failures has both.",
    key=("event_id",),
    columns=(
        *(_STORED[name] for name in ("event_id", "event_key", "kind", "state", "happened_at", "occurred_on")),
        *(_STORED[name] for name in ("occurred_at", "started_at", "fired_at", "recovered_at")),
        WHAT,
        *(_STORED[name] for name in ("title", "message", "stack_trace", "error_code", "error_type", "failure_type")),
        *(_STORED[name] for name in ("termination_code", "termination_type", "http_status")),
        SEVERITY,
        Column("severity_word", "STRING", "The sender's own word for the severity."),
        *(_STORED[name] for name in ("service", "environment", "build", "code_hint", "template", "template_hash")),
        PATTERN_ID,
        *(_STORED[name] for name in ("workspace_id", "job_id", "job_name", "run_id", "parent_run_id", "task_key")),
        *(_STORED[name] for name in ("attempt", "cluster_id", "warehouse_id", "statement_id", "pipeline")),
        *(_STORED[name] for name in ("pipeline_run_id", "activity", "activity_run_id", "alert_id", "user_name")),
        *(_STORED[name] for name in ("resource_type", "resource_id", "resource_name", "link")),
        Column("currency_code", "STRING", "Currency of the cost; NULL where none is known."),
        Column(
            "cost",
            PART,
            "Money that it used, as far as the bill has it: of a run without its attempts that are rows of their own, "
            "so that a sum counts nothing twice. NULL: none is known.",
        ),
        Column("provisional", "BOOLEAN", "True while late rows may still change the cost; NULL where none is known."),
        *(_STORED[name] for name in ("message_path", "message_source", "sources", "reports")),
        *(_STORED[name] for name in ("first_reported_at", "last_reported_at", "batch_id")),
    ),
    question="select happened_at, kind, what, message, sources from failures order by happened_at desc limit 20",
)


def failures(
    failure_events: DataFrame, pattern_map: DataFrame, job_run_cost: DataFrame, query_cost: DataFrame
) -> DataFrame:
    """Failures with pattern and cost. In: the tables of these names. Out: the columns of VIEW.

    A failure is computed from all stored reports, so that a batch which is under way shows no half of one.
    """
    costs = cost_of_failures(failure_events, job_run_cost, query_cost)
    rows = with_failure_pattern(named_failures(failure_events), pattern_map)
    return contracted(rows.join(costs, on=F.col("event_id") == F.col("costly_id"), how="left"), VIEW)
