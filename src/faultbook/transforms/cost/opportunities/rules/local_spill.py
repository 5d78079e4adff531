"""Statements that do not fit into memory."""

from pyspark.sql import functions as F

from faultbook.transforms.cost.opportunities.rule import Rule, Subject, evidence_text, part_of, rounded, share

RULE = Rule(
    name="LOCAL_SPILL",
    subject=Subject.SHAPE,
    needs=("query.history",),
    measure="part of execution time in runs that spill 100 MB or more",
    measured=lambda: share("spilling_ms", "execution_ms"),
    warn_at=0.10,
    critical_at=0.25,
    sample="runs",
    samples=lambda: F.col("runs"),
    min_samples=3,
    evidence=lambda: evidence_text(
        "%d of %d runs spill, %s GB", F.col("spilling_runs"), F.col("runs"), rounded(F.col("spilled_gb"))
    ),
    guidance="Reduce what is joined, sorted or grouped; or run it on a larger warehouse for a shorter time.",
    saving=lambda: part_of("subject_cost", F.col("spilling_ms"), F.lit(5) * F.col("execution_ms")),
    saving_basis="a fifth of the direct cost of the runs that spill",
)
