"""Statements that write many small files, which every reader pays for."""

from pyspark.sql import functions as F

from faultbook.transforms.cost.opportunities.rule import Rule, Subject, evidence_text, rounded, share

RULE = Rule(
    name="SMALL_FILES_WRITTEN",
    subject=Subject.SHAPE,
    needs=("query.history",),
    measure="files written per GB",
    measured=lambda: share("written_files", "written_gb"),
    warn_at=32.0,
    critical_at=128.0,
    sample="files",
    samples=lambda: F.col("written_files"),
    min_samples=100,
    evidence=lambda: evidence_text("%d files for %s GB", F.col("written_files"), rounded(F.col("written_gb"))),
    guidance="Write less often and more at once; turn on optimized writes or predictive optimization for the table.",
    unknown=lambda: F.when(F.col("written_files") == 0, F.lit("it writes no files, or none are reported")),
)
