"""Jobs whose attempts fail: their compute is paid for."""

from pyspark.sql import functions as F

from faultbook.transforms.cost.opportunities.rule import Rule, Subject, dollars, evidence_text, whole_of

RULE = Rule(
    name="FAILED_RUNS",
    subject=Subject.JOB,
    needs=("lakeflow.job_task_run_timeline",),
    measure="money for attempts that failed",
    measured=lambda: dollars("failed_cost"),
    warn_at=5.0,
    critical_at=50.0,
    sample="runs",
    samples=lambda: F.col("runs"),
    min_samples=1,
    evidence=lambda: evidence_text("%d failed attempts in %d runs", F.col("failed_attempts"), F.col("runs")),
    guidance="cost_by_pattern shows which error it was. Fail early: check inputs in the first task.",
    saving=lambda: whole_of("failed_cost"),
    saving_basis="the cost of attempts that failed",
)
