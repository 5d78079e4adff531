"""Warehouses whose statements wait for others."""

from pyspark.sql import functions as F

from faultbook.transforms.cost.opportunities.rule import Rule, Subject, evidence_text, rounded, share

RULE = Rule(
    name="QUEUEING",
    subject=Subject.WAREHOUSE,
    needs=("query.history",),
    measure="part of the statements' time in the queue",
    measured=lambda: share("queue_ms", "total_ms"),
    warn_at=0.05,
    critical_at=0.20,
    sample="statements",
    samples=lambda: F.col("statements"),
    min_samples=20,
    evidence=lambda: evidence_text(
        "%s of %s h waiting", rounded(F.col("queue_ms") / 3_600_000), rounded(F.col("total_ms") / 3_600_000)
    ),
    guidance="Allow one cluster more, or move what is not urgent to another time or warehouse.",
)
