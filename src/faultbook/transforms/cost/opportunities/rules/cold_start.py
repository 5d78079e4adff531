"""Warehouses whose statements wait for a start."""

from pyspark.sql import functions as F

from faultbook.transforms.cost.opportunities.rule import Rule, Subject, evidence_text, rounded, share

RULE = Rule(
    name="COLD_START",
    subject=Subject.WAREHOUSE,
    needs=("query.history",),
    measure="seconds per day that statements wait for the warehouse to start",
    measured=lambda: share(F.col("start_ms") / 1000, "days_seen"),
    warn_at=60.0,
    critical_at=600.0,
    sample="statements",
    samples=lambda: F.col("statements"),
    min_samples=20,
    evidence=lambda: evidence_text("%s minutes on %d days", rounded(F.col("start_ms") / 60_000), F.col("days_seen")),
    guidance="A serverless warehouse starts in seconds; a longer auto-stop starts less often and idles more.",
)
