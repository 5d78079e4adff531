"""Shapes of statements that cost most."""

from pyspark.sql import functions as F

from faultbook.transforms.cost.opportunities.rule import Rule, Subject, dollars, evidence_text, rounded, share

RULE = Rule(
    name="HIGH_COST_QUERY",
    subject=Subject.SHAPE,
    needs=("query.history", "billing.list_prices"),
    measure="money for all its runs",
    measured=lambda: dollars("subject_cost"),
    warn_at=50.0,
    critical_at=200.0,
    sample="runs",
    samples=lambda: F.col("runs"),
    min_samples=1,
    evidence=lambda: evidence_text(
        "%d runs by %d users; %s %% of what its warehouse costs",
        F.col("runs"),
        F.col("users"),
        rounded(share("subject_cost", "resource_cost") * F.lit(100.0)),
    ),
    guidance="Look here first. Ask whether it has to run so often, over so much, on this warehouse.",
)
