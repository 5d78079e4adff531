"""Clusters whose machines have little to do."""

from pyspark.sql import functions as F

from faultbook.transforms.cost.opportunities.rule import Rule, Subject, evidence_text, part_of, rounded, share

RULE = Rule(
    name="IDLE_CLUSTER",
    subject=Subject.CLUSTER,
    needs=("compute.node_timeline",),
    measure="part of the machines' minutes with less than 5 % of CPU",
    measured=lambda: share("idle_minutes", "node_minutes"),
    warn_at=0.50,
    critical_at=0.80,
    sample="minutes of machines",
    samples=lambda: F.col("node_minutes"),
    min_samples=60,
    evidence=lambda: evidence_text(
        "%d of %d minutes idle, CPU %s %% on average, memory %s %% at most",
        F.col("idle_minutes"),
        F.col("node_minutes"),
        rounded(F.col("cpu_percent")),
        rounded(F.col("memory_percent")),
    ),
    guidance="Fewer or smaller machines, or an end after fewer minutes.",
    saving=lambda: part_of("subject_cost", F.col("idle_minutes"), F.lit(2) * F.col("node_minutes")),
    saving_basis="half of its bill for the idle part of its machines' minutes",
    unknown=lambda: F.when(
        F.coalesce(F.col("node_minutes"), F.lit(0)) == 0, F.lit("no minutes of its machines are reported")
    ),
)
