"""Statements that take long."""

from pyspark.sql import functions as F

from faultbook.transforms.cost.opportunities.rule import Rule, Subject, evidence_text, rounded

RULE = Rule(
    name="LONG_RUNNING_QUERY",
    subject=Subject.SHAPE,
    needs=("query.history",),
    measure="seconds of the longest run",
    measured=lambda: F.col("longest_ms").cast("double") / F.lit(1000.0),
    warn_at=120.0,
    critical_at=300.0,
    sample="runs",
    samples=lambda: F.col("runs"),
    min_samples=1,
    evidence=lambda: evidence_text(
        "%d of %d runs took over 120 s; %s s on average",
        F.col("slow_runs"),
        F.col("runs"),
        rounded(F.col("seconds_each")),
    ),
    guidance="Look at its profile: waits, spill, files read. The other rules on this shape show which of them it is.",
)
