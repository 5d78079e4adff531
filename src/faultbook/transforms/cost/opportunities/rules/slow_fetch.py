"""Statements whose results take long to fetch."""

from pyspark.sql import functions as F

from faultbook.transforms.cost.opportunities.rule import Rule, Subject, evidence_text, rounded, share

RULE = Rule(
    name="SLOW_RESULT_FETCH",
    subject=Subject.SHAPE,
    needs=("query.history",),
    measure="part of the time that is fetching the result",
    measured=lambda: share("fetch_ms", F.col("total_ms") + F.col("fetch_ms")),
    warn_at=0.10,
    critical_at=0.30,
    sample="runs",
    samples=lambda: F.col("runs"),
    min_samples=5,
    evidence=lambda: evidence_text(
        "%s s to fetch %s rows per run", rounded(F.col("fetch_ms") / 1000), rounded(F.col("rows_per_run"))
    ),
    guidance="Return fewer rows: group or filter in SQL, page in the program; write large results to a table.",
)
