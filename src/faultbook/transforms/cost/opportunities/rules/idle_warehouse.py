"""Warehouses that run without work."""

from pyspark.sql import functions as F

from faultbook.transforms.cost.opportunities.rule import Rule, Subject, evidence_text, part_of, rounded, share

RULE = Rule(
    name="IDLE_WAREHOUSE",
    subject=Subject.WAREHOUSE,
    needs=("query.history", "compute.warehouse_events"),
    measure="part of the running time without work",
    measured=lambda: F.when(F.col("events_known"), share(F.col("running_ms") - F.col("busy_ms"), "running_ms")),
    warn_at=0.30,
    critical_at=0.60,
    sample="minutes of running",
    samples=lambda: F.call_function("div", F.col("running_ms"), F.lit(60_000)),
    min_samples=100,
    evidence=lambda: evidence_text(
        "ran %s h, worked %s h; stops after %s minutes",
        rounded(F.col("running_ms") / 3_600_000),
        rounded(F.col("busy_ms") / 3_600_000),
        F.col("stops_after"),
    ),
    guidance="Let it stop after fewer minutes; put statements of one hour on one warehouse.",
    saving=lambda: part_of("idle_cost", F.col("stop_minutes") - 1, F.col("stop_minutes")),
    saving_basis="idle and unattributed money, as if each wait lasted one minute instead of the minutes until it stops",
    unknown=lambda: F.when(~F.col("events_known"), F.lit("no events of it are known")),
)
