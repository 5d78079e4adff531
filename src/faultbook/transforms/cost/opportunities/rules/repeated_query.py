"""The same statement again and again, computed each time."""

from pyspark.sql import functions as F

from faultbook.transforms.cost.opportunities.rule import Rule, Subject, evidence_text, part_of, rounded

RULE = Rule(
    name="REPEATED_QUERY",
    subject=Subject.SHAPE,
    needs=("query.history",),
    measure="hours of execution of texts that were run before",
    measured=lambda: F.col("repeated_ms").cast("double") / F.lit(3_600_000.0),
    warn_at=1.0,
    critical_at=5.0,
    sample="runs",
    samples=lambda: F.col("runs"),
    min_samples=10,
    evidence=lambda: evidence_text(
        "%d runs, %d different texts, %d from the result cache; %s h executing",
        F.col("runs"),
        F.col("texts"),
        F.col("cached_runs"),
        rounded(F.col("execution_ms") / 3_600_000),
    ),
    guidance="Keep the result: a materialized view, a table by schedule, or a dashboard that refreshes less often.",
    saving=lambda: part_of("subject_cost", F.col("repeated_ms"), F.lit(2) * F.col("execution_ms")),
    saving_basis="half of the direct cost of runs whose text was run before: data may have changed in between",
    unknown=lambda: F.when(~F.col("text_known"), F.lit("the platform hides the text (grant: docs/grants.md)")),
)
