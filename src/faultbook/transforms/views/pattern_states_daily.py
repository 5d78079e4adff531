"""How many patterns occurred on each day, and how many of them were new, back or getting worse."""

from pyspark.sql import Column as SparkColumn
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.tables import Column, SchemaRole
from faultbook.tables.view import View
from faultbook.transforms.portable.completeness import complete
from faultbook.transforms.portable.contracted import contracted
from faultbook.transforms.portable.occurrences import OCCURRENCE_COUNT, summed
from faultbook.transforms.portable.pattern_days import judged_days

VIEW = View(
    name="pattern_states_daily",
    role=SchemaRole.ANSWERS,
    comment="How many error patterns occurred on each day (UTC), and how many of them were new, back or getting worse.",
    key=("day",),
    columns=(
        Column("day", "DATE", "Day of the records, UTC; no row where nothing happened.", nullable=False),
        OCCURRENCE_COUNT,
        Column("patterns", "BIGINT", "Patterns that occurred. Not additive.", nullable=False),
        Column("new_patterns", "BIGINT", "Patterns whose first day it was.", nullable=False),
        Column("regressed_patterns", "BIGINT", "Patterns that came back; see pattern_daily.", nullable=False),
        Column("escalating_patterns", "BIGINT", "Patterns far louder than in the seven days before.", nullable=False),
    ),
    question="select * from pattern_states_daily order by day desc limit 14",
)


def pattern_states_daily(
    error_counts: DataFrame, ingest_ledger: DataFrame, pattern_map: DataFrame, pattern_decisions: DataFrame
) -> DataFrame:
    """Patterns per day and state. In: the tables of these names. Out: the columns of VIEW."""
    days = judged_days(complete(error_counts, ingest_ledger), pattern_map, pattern_decisions)
    counted = days.groupBy("day").agg(
        summed("occurrence_count"),
        F.count("*").alias("patterns"),
        *(_in_state(state) for state in ("new", "regressed", "escalating")),
    )
    return contracted(counted, VIEW)


def _in_state(state: str) -> SparkColumn:
    return F.count(F.when(F.col("state") == state, F.lit(1))).alias(f"{state}_patterns")
