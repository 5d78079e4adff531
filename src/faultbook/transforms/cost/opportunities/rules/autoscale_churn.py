"""Warehouses that scale up and down all the time."""

from pyspark.sql import functions as F

from faultbook.transforms.cost.opportunities.rule import Rule, Subject, evidence_text, share

RULE = Rule(
    name="AUTOSCALE_CHURN",
    subject=Subject.WAREHOUSE,
    needs=("compute.warehouse_events",),
    measure="times that it scaled per hour of running",
    measured=lambda: F.when(F.col("events_known"), share("scalings", F.col("running_ms") / 3_600_000)),
    warn_at=4.0,
    critical_at=10.0,
    sample="hours",
    samples=lambda: F.col("hours_seen"),
    min_samples=5,
    evidence=lambda: evidence_text("scaled %d times in %d hours", F.col("scalings"), F.col("hours_seen")),
    guidance="Raise the least number of clusters, or spread what starts at the same minute.",
    unknown=lambda: F.when(~F.col("events_known"), F.lit("no events of it are known")),
)
