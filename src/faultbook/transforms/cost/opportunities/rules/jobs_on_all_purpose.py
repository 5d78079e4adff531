"""All-purpose clusters that run jobs."""

from pyspark.sql import functions as F

from faultbook.transforms.cost.opportunities.rule import Rule, Subject, dollars, evidence_text, part_of

RULE = Rule(
    name="JOBS_ON_ALL_PURPOSE",
    subject=Subject.CLUSTER,
    needs=("compute.clusters", "lakeflow.job_task_run_timeline"),
    measure="money for all-purpose clusters on which tasks of jobs ran",
    measured=lambda: F.when(F.col("is_all_purpose") & (F.col("task_runs") > 0), dollars("subject_cost")).otherwise(
        F.lit(0.0)
    ),
    warn_at=0.01,
    critical_at=100.0,
    sample="days",
    samples=lambda: F.col("days_seen"),
    min_samples=1,
    evidence=lambda: evidence_text("%d runs of tasks of %d jobs", F.col("task_runs"), F.col("jobs")),
    guidance="Run jobs on job clusters or serverless jobs: the same machines at a lower rate, and they end.",
    saving=lambda: part_of("subject_cost", F.lit(1), F.lit(2)),
    saving_basis="half of the cluster's bill: job compute is sold at about half the rate",
    unknown=lambda: F.when(F.col("is_all_purpose").isNull(), F.lit("its settings are not known")),
)
