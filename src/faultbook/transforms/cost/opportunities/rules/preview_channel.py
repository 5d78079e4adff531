"""Warehouses on the channel of versions that are not released."""

from pyspark.sql import functions as F

from faultbook.transforms.cost.opportunities.rule import Rule, Subject, evidence_text

RULE = Rule(
    name="PREVIEW_CHANNEL",
    subject=Subject.WAREHOUSE,
    needs=("compute.warehouses",),
    measure="1 where the warehouse is on the channel PREVIEW",
    measured=lambda: F.when(F.col("channel") == "PREVIEW", F.lit(1.0)).otherwise(F.lit(0.0)),
    warn_at=1.0,
    critical_at=2.0,
    sample="hours",
    samples=lambda: F.col("hours_seen"),
    min_samples=1,
    evidence=lambda: evidence_text("its channel is %s", F.coalesce("channel", F.lit("?"))),
    guidance="Preview is for trying the next version; what people depend on belongs on CURRENT.",
    unknown=lambda: F.when(F.col("channel").isNull(), F.lit("its channel is not reported")),
)
