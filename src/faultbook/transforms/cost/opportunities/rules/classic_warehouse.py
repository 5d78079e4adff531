"""Warehouses of the oldest type."""

from pyspark.sql import functions as F

from faultbook.transforms.cost.opportunities.rule import Rule, Subject, evidence_text

RULE = Rule(
    name="CLASSIC_WAREHOUSE",
    subject=Subject.WAREHOUSE,
    needs=("compute.warehouses",),
    measure="1 where the warehouse is CLASSIC",
    measured=lambda: F.when(F.col("warehouse_type") == "CLASSIC", F.lit(1.0)).otherwise(F.lit(0.0)),
    warn_at=1.0,
    critical_at=2.0,
    sample="hours",
    samples=lambda: F.col("hours_seen"),
    min_samples=1,
    evidence=lambda: evidence_text("its type is %s", F.coalesce("warehouse_type", F.lit("?"))),
    guidance="PRO and SERVERLESS read less (predictive I/O) and SERVERLESS starts in seconds.",
    unknown=lambda: F.when(~F.col("settings_known"), F.lit("its settings are not known")),
)
