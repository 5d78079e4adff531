"""Clusters that stay up long after their last work."""

from pyspark.sql import functions as F

from faultbook.transforms.cost.opportunities.rule import Rule, Subject, evidence_text

RULE = Rule(
    name="LATE_TERMINATION",
    subject=Subject.CLUSTER,
    needs=("compute.clusters",),
    measure="minutes without work until it ends (a day means never)",
    measured=lambda: F.when(
        F.col("is_all_purpose"), F.coalesce(F.nullif(F.col("ends_after_minutes"), F.lit(0)), F.lit(1440)).cast("double")
    ).otherwise(F.lit(0.0)),
    warn_at=61.0,
    critical_at=1440.0,
    sample="days",
    samples=lambda: F.col("days_seen"),
    min_samples=1,
    evidence=lambda: evidence_text(
        "ends after %s minutes without work", F.coalesce(F.col("ends_after_minutes").cast("string"), F.lit("no"))
    ),
    guidance="20 to 60 minutes are enough for people.",
    unknown=lambda: F.when(F.col("is_all_purpose").isNull(), F.lit("its settings are not known")),
)
