"""Statements that pair every row with every row."""

from pyspark.sql import Column
from pyspark.sql import functions as F

from faultbook.transforms.cost.opportunities.rule import Rule, Subject, dollars, evidence_text, part_of, rounded
from faultbook.transforms.cost.opportunities.texts import hidden_or_unread


def _measured() -> Column:
    return F.when(F.array_contains("traits", "CROSS_JOIN"), dollars("subject_cost")).otherwise(F.lit(0.0))


RULE = Rule(
    name="CROSS_JOIN",
    subject=Subject.SHAPE,
    needs=("query.history",),
    measure="money for statements that join tables without a condition",
    measured=_measured,
    warn_at=1.0,
    critical_at=20.0,
    sample="runs",
    samples=lambda: F.col("runs"),
    min_samples=1,
    evidence=lambda: evidence_text(
        "%d runs join without a condition; %s s each", F.col("runs"), rounded(F.col("seconds_each"))
    ),
    guidance="Say which rows belong together, or reduce one side to a row first.",
    saving=lambda: part_of("subject_cost", F.lit(1), F.lit(4)),
    saving_basis="a quarter of the statements' direct cost; what a condition would leave is not reported",
    unknown=hidden_or_unread,
)
