"""Jobs with a run that cost far more than the others."""

from pyspark.sql import functions as F

from faultbook.transforms.cost.opportunities.rule import Rule, Subject, evidence_text, rounded, share
from faultbook.transforms.cost.shares import PART, units_of

RULE = Rule(
    name="COST_OUTLIER_RUN",
    subject=Subject.JOB,
    needs=("billing.list_prices",),
    measure="the most expensive run as multiple of the 90th percentile",
    measured=lambda: share("dearest_run", "usual_run"),
    warn_at=2.0,
    critical_at=5.0,
    sample="runs",
    samples=lambda: F.col("runs"),
    min_samples=10,
    evidence=lambda: evidence_text("run %s cost %s", F.col("dearest_run_id"), rounded(F.col("dearest_run"))),
    guidance="Compare that run with a usual one: more data, a cluster that was not there, a retry of everything?",
    saving=lambda: units_of((F.col("dearest_run") - F.col("usual_run")).cast(PART)),
    saving_basis="what the most expensive run cost beyond the 90th percentile",
)
