"""Jobs that get there by trying again."""

from pyspark.sql import functions as F

from faultbook.transforms.cost.opportunities.rule import Rule, Subject, evidence_text

RULE = Rule(
    name="RETRIES",
    subject=Subject.JOB,
    needs=("lakeflow.job_task_run_timeline",),
    measure="attempts after the first",
    measured=lambda: F.col("retries").cast("double"),
    warn_at=5.0,
    critical_at=20.0,
    sample="runs",
    samples=lambda: F.col("runs"),
    min_samples=3,
    evidence=lambda: evidence_text("%d attempts after the first in %d runs", F.col("retries"), F.col("runs")),
    guidance="A retry hides an error. Find its pattern; repair runs from the task that failed, not from the start.",
    saving_basis="not estimated: FAILED_RUNS has the money",
)
