"""Statements that send much between machines."""

from pyspark.sql import functions as F

from faultbook.transforms.cost.opportunities.rule import Rule, Subject, evidence_text, rounded, share

RULE = Rule(
    name="SHUFFLE_HEAVY",
    subject=Subject.SHAPE,
    needs=("query.history",),
    measure="GB sent between machines per day",
    measured=lambda: share("shuffled_gb", "days_seen"),
    warn_at=50.0,
    critical_at=200.0,
    sample="runs",
    samples=lambda: F.col("runs"),
    min_samples=1,
    evidence=lambda: evidence_text("%s GB in %d runs", rounded(F.col("shuffled_gb")), F.col("runs")),
    guidance="Filter and group before joins; let small sides be broadcast; cluster both sides by the join's key.",
)
