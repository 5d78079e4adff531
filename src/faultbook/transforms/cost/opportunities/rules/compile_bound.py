"""Statements that take longer to plan than to run."""

from pyspark.sql import functions as F

from faultbook.transforms.cost.opportunities.rule import Rule, Subject, evidence_text, rounded, share

RULE = Rule(
    name="COMPILE_BOUND",
    subject=Subject.SHAPE,
    needs=("query.history",),
    measure="part of the time that is compilation",
    measured=lambda: F.when(
        F.col("compilation_ms") >= F.lit(2000) * F.col("runs"), share("compilation_ms", "total_ms")
    ).otherwise(F.lit(0.0)),
    warn_at=0.5,
    critical_at=0.8,
    sample="runs",
    samples=lambda: F.col("runs"),
    min_samples=5,
    evidence=lambda: evidence_text(
        "%s of %s s are compilation", rounded(F.col("compilation_ms") / 1000), rounded(F.col("total_ms") / 1000)
    ),
    guidance="Shorten what is generated: fewer views in views, fewer IN values, fewer columns; parameters help reuse.",
)
