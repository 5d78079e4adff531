"""Statements that fail: their work is paid for."""

from pyspark.sql import functions as F

from faultbook.transforms.cost.opportunities.rule import Rule, Subject, dollars, evidence_text, whole_of

RULE = Rule(
    name="FAILED_STATEMENTS",
    subject=Subject.SHAPE,
    needs=("query.history",),
    measure="money for runs that failed",
    measured=lambda: dollars("failed_cost"),
    warn_at=5.0,
    critical_at=50.0,
    sample="runs",
    samples=lambda: F.col("runs"),
    min_samples=1,
    evidence=lambda: evidence_text(
        "%d of %d runs failed, %d were canceled", F.col("failed_runs"), F.col("runs"), F.col("canceled_runs")
    ),
    guidance="Fix it or stop its schedule; cost_by_pattern shows which error of the logs it belongs to.",
    saving=lambda: whole_of("failed_cost"),
    saving_basis="the direct cost of the runs that failed; canceled ones are not counted",
)
