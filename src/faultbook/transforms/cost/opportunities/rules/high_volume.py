"""Statements that read a great deal."""

from pyspark.sql import functions as F

from faultbook.transforms.cost.opportunities.rule import Rule, Subject, evidence_text, rounded, share

RULE = Rule(
    name="GENERAL_OPTIMIZATION",
    subject=Subject.SHAPE,
    needs=("query.history",),
    measure="GB read by each run",
    measured=lambda: share("read_gb", "runs"),
    warn_at=10.0,
    critical_at=100.0,
    sample="runs",
    samples=lambda: F.col("runs"),
    min_samples=1,
    evidence=lambda: evidence_text("%s GB in %d runs", rounded(F.col("read_gb")), F.col("runs")),
    guidance="Read less: filter by what the table is clustered or partitioned by, or keep a smaller table for this.",
)
