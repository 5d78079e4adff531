"""Clusters of a fixed size."""

from pyspark.sql import functions as F

from faultbook.transforms.cost.opportunities.rule import Rule, Subject, evidence_text, part_of

RULE = Rule(
    name="NO_AUTOSCALE",
    subject=Subject.CLUSTER,
    needs=("compute.clusters",),
    measure="workers of a cluster that does not scale",
    measured=lambda: F.when(F.col("max_workers").isNull(), F.col("workers").cast("double")).otherwise(F.lit(0.0)),
    warn_at=2.0,
    critical_at=16.0,
    sample="days",
    samples=lambda: F.col("days_seen"),
    min_samples=1,
    evidence=lambda: evidence_text("%d workers, always", F.col("workers")),
    guidance="Let it scale between a few workers and today's number.",
    saving=lambda: part_of("subject_cost", F.lit(1), F.lit(5)),
    saving_basis="a fifth of its bill; how busy the workers are is reported by compute.node_timeline only",
    unknown=lambda: F.when(F.col("is_all_purpose").isNull(), F.lit("its settings are not known")),
)
