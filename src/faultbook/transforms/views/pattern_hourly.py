"""How often each pattern occurred in each hour, by service, environment and severity."""

from pyspark.sql import DataFrame

from faultbook.tables import Column, SchemaRole
from faultbook.tables.view import View
from faultbook.transforms.portable.completeness import complete
from faultbook.transforms.portable.contracted import contracted
from faultbook.transforms.portable.occurrences import (
    FIRST_OCCURRENCE,
    LAST_OCCURRENCE,
    OCCURRENCE_COUNT,
    SEVERITY,
    span,
    summed,
)
from faultbook.transforms.portable.pattern_texts import with_pattern

VIEW = View(
    name="pattern_hourly",
    role=SchemaRole.ANSWERS,
    comment="How often each error pattern occurred in each hour (UTC). Counts add up to all records.",
    key=("pattern_id", "hour", "service", "environment", "severity"),
    columns=(
        Column("pattern_id", "STRING", "The pattern; see patterns.", nullable=False),
        Column(
            "hour", "TIMESTAMP", "Start of the hour of the records, UTC; no row where nothing happened.", nullable=False
        ),
        Column("service", "STRING", "Service the records belong to.", nullable=False),
        Column("environment", "STRING", "Environment the records come from, e.g. prod.", nullable=False),
        SEVERITY,
        OCCURRENCE_COUNT,
        FIRST_OCCURRENCE,
        LAST_OCCURRENCE,
    ),
    question=(
        "select hour, sum(occurrence_count) as occurrences from pattern_hourly "
        "where hour >= timestamp '2026-01-30 00:00:00' group by hour order by hour"
    ),
)


def pattern_hourly(error_counts: DataFrame, ingest_ledger: DataFrame, pattern_map: DataFrame) -> DataFrame:
    """Occurrences per pattern and hour. In: the tables of these names. Out: the columns of VIEW."""
    counts = with_pattern(complete(error_counts, ingest_ledger), pattern_map)
    return contracted(counts.groupBy(*VIEW.key).agg(summed("occurrence_count"), *span()), VIEW)
