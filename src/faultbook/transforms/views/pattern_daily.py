"""How often each pattern occurred on each day, and how that compares with the week before."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.tables import Column, SchemaRole
from faultbook.tables.view import View
from faultbook.transforms.portable.completeness import complete
from faultbook.transforms.portable.contracted import contracted
from faultbook.transforms.portable.occurrences import (
    FIRST_OCCURRENCE,
    LAST_OCCURRENCE,
    OCCURRENCE_COUNT,
)
from faultbook.transforms.portable.pattern_days import PATTERN_DAY, judged_days
from faultbook.transforms.records.severity_ranks import with_rank, worst_severity

VIEW = View(
    name="pattern_daily",
    role=SchemaRole.ANSWERS,
    comment="How often each error pattern occurred on each day (UTC), beside the week before. Counts add up to all "
    "records.",
    key=PATTERN_DAY,
    columns=(
        Column("pattern_id", "STRING", "The pattern; see patterns.", nullable=False),
        Column("day", "DATE", "Day of the records, UTC; no row where nothing happened.", nullable=False),
        Column(
            "state",
            "STRING",
            "How it stood on that day. new: its first day. regressed: it came back after seven days of silence, or "
            "after somebody resolved it. escalating: far more than in the seven days before. ongoing: none of these.",
            nullable=False,
        ),
        OCCURRENCE_COUNT,
        Column("max_level", "STRING", "Worst severity among the day's records.", nullable=False),
        Column("day_before", "BIGINT", "Records of the day before, its predecessors' too.", nullable=False),
        Column(
            "week_before", "BIGINT", "Records of the same weekday a week before, its predecessors' too.", nullable=False
        ),
        Column(
            "seven_days_before",
            "BIGINT",
            "Records of the seven days before, together, its predecessors' too.",
            nullable=False,
        ),
        FIRST_OCCURRENCE,
        LAST_OCCURRENCE,
    ),
    question="select * from pattern_daily where day = date '2026-01-31' order by occurrence_count desc limit 10",
)


def pattern_daily(
    error_counts: DataFrame,
    ingest_ledger: DataFrame,
    pattern_map: DataFrame,
    pattern_decisions: DataFrame,
    severity_ranks: DataFrame,
) -> DataFrame:
    """Occurrences per pattern and day. In: the tables of these names. Out: the columns of VIEW.

    A day is judged by what came before it, so that its state stays the same later on, unless late records or decisions
    change what there was.
    """
    counts = with_rank(complete(error_counts, ingest_ledger), severity_ranks)
    days = judged_days(counts, pattern_map, pattern_decisions, worst_severity().alias("worst"))
    return contracted(days.withColumn("max_level", F.col("worst.severity")), VIEW)
