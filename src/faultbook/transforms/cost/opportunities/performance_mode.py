"""Serverless jobs that pay for starting fast."""

from pyspark.sql import Column
from pyspark.sql import functions as F

from faultbook.transforms.cost.opportunities.rule import Rule, Subject, dollars, part_of, rounded, share, told


def _fast_part() -> Column:
    return F.coalesce(share("fast_units", "used_units"), F.lit(0.0))


RULE = Rule(
    name="PERFORMANCE_MODE",
    subject=Subject.JOB,
    needs=("billing.usage",),
    measure="money for serverless runs in performance-optimized mode",
    measured=lambda: dollars("subject_cost") * _fast_part(),
    warn_at=1.0,
    critical_at=100.0,
    sample="runs",
    samples=lambda: F.col("runs"),
    min_samples=3,
    evidence=lambda: told("%s %% of its usage is performance-optimized", rounded(_fast_part() * 100)),
    guidance="Where nobody waits for a scheduled job, set performance_target: STANDARD; it starts some minutes later.",
    saving=lambda: part_of("subject_cost", F.col("fast_units"), F.lit(4) * F.col("used_units")),
    saving_basis="a quarter of the money for those runs; compare a week of both",
    unknown=lambda: F.when(
        F.col("is_serverless") & ~F.col("target_told"), F.lit("the performance target of its usage is not told")
    ),
)
