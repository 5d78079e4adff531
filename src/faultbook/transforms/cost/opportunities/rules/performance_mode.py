"""Serverless jobs that pay for starting fast."""

from pyspark.sql import functions as F

from faultbook.transforms.cost.opportunities.rule import Rule, Subject, dollars, evidence_text, part_of, rounded, share

RULE = Rule(
    name="PERFORMANCE_MODE",
    subject=Subject.JOB,
    needs=("billing.usage",),
    measure="money for serverless runs in performance-optimized mode",
    measured=lambda: dollars("fast_cost"),
    warn_at=1.0,
    critical_at=100.0,
    sample="runs",
    samples=lambda: F.col("runs"),
    min_samples=3,
    evidence=lambda: evidence_text(
        "%s %% of its cost is performance-optimized",
        rounded(F.coalesce(share("fast_cost", "subject_cost"), F.lit(0.0)) * 100),
    ),
    guidance="Where nobody waits for a scheduled job, set performance_target: STANDARD; it starts some minutes later.",
    saving=lambda: part_of("fast_cost", F.lit(1), F.lit(4)),
    saving_basis="a quarter of the money for those runs; compare a week of both",
    unknown=lambda: F.when(
        ~F.coalesce("target_told", F.lit(False)),
        F.lit("the performance target of its serverless usage is not reported"),
    ),
)
