"""What happened on each day, per series: how many records."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.tables import Column, SchemaRole
from faultbook.tables.view import View
from faultbook.transforms.portable.completeness import complete
from faultbook.transforms.portable.contracted import contracted
from faultbook.transforms.portable.occurrences import (
    FIRST_OCCURRENCE,
    IS_ERROR,
    LAST_OCCURRENCE,
    OCCURRENCE_COUNT,
    SERIES_HOUR,
    span,
    summed,
)
from faultbook.transforms.portable.utc import utc_day
from faultbook.transforms.records.severity_ranks import with_rank

VIEW = View(
    name="logs_daily_agg",
    role=SchemaRole.ANSWERS,
    comment="Records per day (UTC), service, environment and severity. Counts add up to all records.",
    key=("day", "service", "environment", "severity"),
    columns=(
        Column("day", "DATE", "Day of the records, UTC; no row where nothing happened.", nullable=False),
        *SERIES_HOUR[1:],
        OCCURRENCE_COUNT,
        FIRST_OCCURRENCE,
        LAST_OCCURRENCE,
        IS_ERROR,
    ),
    question="select * from logs_daily_agg where day >= date '2026-01-25' order by day, occurrence_count desc",
)


def logs_daily_agg(error_counts: DataFrame, ingest_ledger: DataFrame, severity_ranks: DataFrame) -> DataFrame:
    """Occurrences per day and series. In: the tables of these names. Out: the columns of VIEW."""
    counts = complete(error_counts, ingest_ledger).withColumn("day", utc_day(F.col("hour")))
    days = counts.groupBy(*VIEW.key).agg(summed("occurrence_count"), *span())
    return contracted(with_rank(days, severity_ranks), VIEW)
