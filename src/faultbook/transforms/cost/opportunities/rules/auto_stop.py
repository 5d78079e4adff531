"""Warehouses that stop late or never."""

from pyspark.sql import functions as F

from faultbook.transforms.cost.opportunities.rule import Rule, Subject, evidence_text, part_of

RULE = Rule(
    name="AUTO_STOP",
    subject=Subject.WAREHOUSE,
    needs=("compute.warehouses",),
    measure="minutes without work until it stops (a day means never)",
    measured=lambda: F.when(F.col("settings_known"), F.col("stop_minutes").cast("double")),
    warn_at=61.0,
    critical_at=1440.0,
    sample="hours",
    samples=lambda: F.col("hours_seen"),
    min_samples=1,
    evidence=lambda: evidence_text("stops after %s minutes", F.col("stops_after")),
    guidance="Set auto-stop: 5 to 10 minutes, 1 for serverless.",
    saving=lambda: part_of("idle_cost", F.col("stop_minutes") - 10, F.col("stop_minutes")),
    saving_basis="idle and unattributed money, as if it stopped after ten minutes without work",
    unknown=lambda: F.when(~F.col("settings_known"), F.lit("its settings are not known")),
)
