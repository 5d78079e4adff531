"""Jobs whose own clusters are larger than the work."""

from pyspark.sql import Column
from pyspark.sql import functions as F

from faultbook.transforms.cost.opportunities.rule import Rule, Subject, evidence_text, rounded, whole_of
from faultbook.transforms.cost.shares import cut_share

MEMORY_BELOW, SWAP_BELOW = 40.0, 1.0
"""Percent at most: a machine that needs its memory is not too large, however little it computes."""


def _measured() -> Column:
    has_reserve = (F.col("memory_percent") < MEMORY_BELOW) & (F.col("swap_percent") < SWAP_BELOW)
    return F.when(has_reserve, F.lit(100.0) - F.col("busy_percent")).otherwise(F.col("busy_percent") * F.lit(0.0))


def _of_clusters() -> Column:
    return F.greatest(whole_of("subject_cost") - whole_of("serverless_cost"), F.lit(0).cast("bigint"))


RULE = Rule(
    name="OVERSIZED_JOB_CLUSTER",
    subject=Subject.JOB,
    needs=("compute.node_timeline", "compute.clusters", "lakeflow.job_task_run_timeline"),
    measure="percent of CPU that nine of ten minutes of its machines leave, where memory is left too",
    measured=_measured,
    warn_at=70.0,
    critical_at=85.0,
    sample="runs with minutes of machines",
    samples=lambda: F.coalesce("machine_runs", F.lit(0)).cast("bigint"),
    min_samples=3,
    evidence=lambda: evidence_text(
        "CPU below %s %% in nine of ten minutes, memory %s %% at most, in %d minutes of machines",
        rounded(F.col("busy_percent")),
        rounded(F.col("memory_percent")),
        F.col("machine_minutes"),
    ),
    guidance="Fewer or smaller machines in the job's cluster; compare the duration of three runs.",
    saving=lambda: cut_share(_of_clusters(), F.lit(1), F.lit(4)).cast("bigint"),
    saving_basis="a quarter of the job's bill for clusters: half of its machines, and longer runs",
    unknown=lambda: F.when(
        F.col("busy_percent").isNull() | F.col("memory_percent").isNull(),
        F.lit("no minutes of its machines are reported, or not their CPU and memory"),
    ),
)
