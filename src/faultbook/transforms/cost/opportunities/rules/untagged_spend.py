"""Workspaces whose spend carries no tag."""

from pyspark.sql import functions as F

from faultbook.transforms.cost.opportunities.rule import Rule, Subject, evidence_text, rounded, share

RULE = Rule(
    name="UNTAGGED_SPEND",
    subject=Subject.WORKSPACE,
    needs=("billing.usage",),
    measure="part of the money without any tag",
    measured=lambda: share("untagged_cost", "subject_cost"),
    warn_at=0.20,
    critical_at=0.50,
    sample="days",
    samples=lambda: F.col("days_seen"),
    min_samples=1,
    evidence=lambda: evidence_text(
        "%s of %s without a tag", rounded(F.col("untagged_cost")), rounded(F.col("subject_cost"))
    ),
    guidance="Tag warehouses, clusters, jobs and serverless usage policies; cost_by_tag charges back what is tagged.",
    saving_basis="not estimated: nobody saves what nobody is charged for",
)
