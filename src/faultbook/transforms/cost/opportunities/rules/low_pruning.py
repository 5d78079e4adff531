"""Statements that read most files of a table to use some of their rows."""

from pyspark.sql import Column
from pyspark.sql import functions as F

from faultbook.transforms.cost.opportunities.rule import Rule, Subject, evidence_text, part_of, rounded, share


def _files() -> Column:
    return F.col("read_files") + F.col("pruned_files")


RULE = Rule(
    name="LOW_PRUNING",
    subject=Subject.SHAPE,
    needs=("query.history",),
    measure="part of the files that had to be read",
    measured=lambda: F.when(F.col("read_gb") >= 1, share("read_files", _files())),
    warn_at=0.5,
    critical_at=0.8,
    sample="files",
    samples=_files,
    min_samples=100,
    evidence=lambda: evidence_text(
        "%d of %d files read, %s GB", F.col("read_files"), _files(), rounded(F.col("read_gb"))
    ),
    guidance="Filter by the columns that the table is clustered by, or cluster it by what statements filter by.",
    saving=lambda: part_of("subject_cost", F.col("read_files"), F.lit(2) * _files()),
    saving_basis="half of the direct cost for the part of the files that was read",
    unknown=lambda: F.when(F.col("read_gb") < 1, F.lit("it reads less than 1 GB in all")).when(
        _files() == 0, F.lit("no files are reported")
    ),
)
