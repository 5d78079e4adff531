"""How much failed on each day, of what kind and where, and what it cost."""

from pyspark.sql import Column as SparkColumn
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.tables import Column, SchemaRole
from faultbook.tables.cost.cost_ledger import PART
from faultbook.tables.view import View
from faultbook.transforms.portable.contracted import contracted
from faultbook.transforms.portable.failure_costs import cost_of_failures
from faultbook.transforms.portable.failure_rows import SEVERITY, named_failures

VIEW = View(
    name="failures_by_day",
    role=SchemaRole.ANSWERS,
    comment="How many failures happened per day, kind, severity, service and environment, and what they cost.",
    key=("occurred_on", "kind", "severity", "service", "environment", "currency_code"),
    columns=(
        Column("occurred_on", "DATE", "UTC day on which they happened.", nullable=False),
        Column("kind", "STRING", "run, task_run, statement, cluster, alert, ...", nullable=False),
        SEVERITY,
        Column("service", "STRING", "Service; NULL where no sender names one."),
        Column("environment", "STRING", "Environment; NULL where no sender names one."),
        Column(
            "currency_code", "STRING", "Currency; NULL for those without a known cost. Never add up different ones."
        ),
        Column("failures", "BIGINT", "Failures and warnings, over or not; add up for totals.", nullable=False),
        Column("still_failed", "BIGINT", "Those that no sender reports as over.", nullable=False),
        Column("warnings", "BIGINT", "Those that no sender calls failed.", nullable=False),
        Column("recovered", "BIGINT", "Those that are over.", nullable=False),
        Column("without_message", "BIGINT", "Those of which no sender gave the error text.", nullable=False),
        Column("cost", PART, "Money that they used; add up within a currency. NULL: none is known."),
    ),
    question="select occurred_on, sum(failures) from failures_by_day group by occurred_on order by occurred_on desc",
)


def failures_by_day(failure_events: DataFrame, job_run_cost: DataFrame, query_cost: DataFrame) -> DataFrame:
    """Failures by day. In: the tables of these names. Out: the columns of VIEW."""
    costs = cost_of_failures(failure_events, job_run_cost, query_cost)
    rows = named_failures(failure_events).join(costs, on=F.col("event_id") == F.col("costly_id"), how="left")
    has_none = F.col("message").isNull() | (F.col("message_path") == "fixed text")
    days = rows.groupBy(*VIEW.key).agg(
        F.count("*").alias("failures"),
        _counted(F.col("state") == "failed").alias("still_failed"),
        _counted(F.col("state") == "warning").alias("warnings"),
        _counted(F.col("state") == "recovered").alias("recovered"),
        _counted(has_none).alias("without_message"),
        F.sum("cost").cast(PART).alias("cost"),
    )
    return contracted(days, VIEW)


def _counted(condition: SparkColumn) -> SparkColumn:
    return F.count(F.when(condition, F.lit(1)))
