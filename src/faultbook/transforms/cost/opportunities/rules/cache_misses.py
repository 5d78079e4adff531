"""Warehouses that read the same data from storage again."""

from pyspark.sql import functions as F

from faultbook.transforms.cost.opportunities.rule import Rule, Subject, evidence_text, rounded, share

RULE = Rule(
    name="CACHE_MISSES",
    subject=Subject.WAREHOUSE,
    needs=("query.history",),
    measure="part of the bytes that did not come from the disk cache",
    measured=lambda: share(F.col("cache_known_gb") - F.col("cached_gb"), "cache_known_gb"),
    warn_at=0.5,
    critical_at=0.8,
    sample="GB read",
    samples=lambda: F.col("cache_known_gb").cast("bigint"),
    min_samples=100,
    evidence=lambda: evidence_text(
        "%s of %s GB from the disk cache", rounded(F.col("cached_gb")), rounded(F.col("cache_known_gb"))
    ),
    guidance="Keep statements over the same tables on one warehouse, and let it live between them.",
    unknown=lambda: F.when(
        F.coalesce(F.col("cache_known_gb"), F.lit(0.0)) == 0, F.lit("the disk cache's part is not reported")
    ),
)
