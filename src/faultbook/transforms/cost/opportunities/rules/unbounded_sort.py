"""Statements that sort all they return."""

from pyspark.sql import Column
from pyspark.sql import functions as F

from faultbook.transforms.cost.opportunities.rule import Rule, Subject, dollars, evidence_text, part_of, rounded
from faultbook.transforms.cost.opportunities.texts import hidden_or_unread


def _measured() -> Column:
    return F.when(F.array_contains("traits", "UNBOUNDED_SORT"), dollars("subject_cost")).otherwise(F.lit(0.0))


RULE = Rule(
    name="UNBOUNDED_SORT",
    subject=Subject.SHAPE,
    needs=("query.history",),
    measure="money for statements with ORDER BY and no LIMIT",
    measured=_measured,
    warn_at=1.0,
    critical_at=100.0,
    sample="runs",
    samples=lambda: F.col("runs"),
    min_samples=1,
    evidence=lambda: evidence_text(
        "ORDER BY without LIMIT in %d runs, %s rows returned by each", F.col("runs"), rounded(F.col("rows_per_run"))
    ),
    guidance="Give a LIMIT, or sort where the rows are shown; a table does not keep the order it was written in.",
    saving=lambda: part_of("subject_cost", F.lit(1), F.lit(10)),
    saving_basis="a tenth of the statements' direct cost: the sort's share of work is not reported",
    unknown=hidden_or_unread,
)
