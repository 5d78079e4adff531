"""Statements that read every column of a table."""

from pyspark.sql import Column
from pyspark.sql import functions as F

from faultbook.transforms.cost.opportunities.rule import Rule, Subject, dollars, evidence_text, part_of, rounded
from faultbook.transforms.cost.opportunities.texts import hidden_or_unread


def _measured() -> Column:
    return F.when(F.array_contains("traits", "SELECT_ALL"), dollars("subject_cost")).otherwise(F.lit(0.0))


RULE = Rule(
    name="SELECT_ALL_OPTIMIZATION",
    subject=Subject.SHAPE,
    needs=("query.history",),
    measure="money for statements with SELECT * over a table",
    measured=_measured,
    warn_at=1.0,
    critical_at=100.0,
    sample="runs",
    samples=lambda: F.col("runs"),
    min_samples=1,
    evidence=lambda: evidence_text("SELECT * in %d runs that read %s GB", F.col("runs"), rounded(F.col("read_gb"))),
    guidance="Name the columns that are needed: what is not named is neither read nor sent.",
    saving=lambda: part_of("subject_cost", F.lit(1), F.lit(10)),
    saving_basis="a tenth of the statements' direct cost; how much is read in vain is not reported",
    unknown=hidden_or_unread,
)
