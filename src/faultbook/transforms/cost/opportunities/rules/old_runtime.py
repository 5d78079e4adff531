"""Clusters on a runtime that is out of support."""

from pyspark.sql import functions as F

from faultbook.transforms.cost.opportunities.rule import Rule, Subject, evidence_text

NEWEST = 100.0

RULE = Rule(
    name="OLD_RUNTIME",
    subject=Subject.CLUSTER,
    needs=("compute.clusters",),
    measure="100 less the major version of its Databricks Runtime",
    measured=lambda: F.lit(NEWEST) - F.regexp_extract("dbr_version", r"^(\d+)\.", 1).try_cast("double"),
    warn_at=NEWEST - 14,
    critical_at=NEWEST - 12,
    sample="days",
    samples=lambda: F.col("days_seen"),
    min_samples=1,
    evidence=lambda: evidence_text("Databricks Runtime %s", F.coalesce("dbr_version", F.lit("?"))),
    guidance="Move to a long-term support version: newer ones plan and read better, older ones get no fixes.",
    unknown=lambda: F.when(F.col("dbr_version").isNull(), F.lit("its runtime is not known")),
)
