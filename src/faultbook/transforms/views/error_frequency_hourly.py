"""How often each error code occurred in each hour, by service and environment: what charts over time stand on."""

from pyspark.sql import DataFrame

from faultbook.tables import Column, SchemaRole
from faultbook.tables.view import View
from faultbook.transforms.portable.completeness import complete
from faultbook.transforms.portable.contracted import contracted
from faultbook.transforms.portable.occurrences import (
    ERROR_CODE,
    FIRST_OCCURRENCE,
    IS_ERROR,
    LAST_OCCURRENCE,
    OCCURRENCE_COUNT,
    SEVERITY,
    span,
    summed,
)
from faultbook.transforms.records.severity_ranks import with_rank

VIEW = View(
    name="error_frequency_hourly",
    role=SchemaRole.ANSWERS,
    comment="How often each error code occurred in each hour (UTC), by service and environment.",
    key=("hour", "service", "environment", "severity", "error_code"),
    columns=(
        Column(
            "hour", "TIMESTAMP", "Start of the hour of the records, UTC; no row where nothing happened.", nullable=False
        ),
        Column("service", "STRING", "Service the records belong to.", nullable=False),
        Column("environment", "STRING", "Environment the records come from, e.g. prod.", nullable=False),
        SEVERITY,
        ERROR_CODE,
        OCCURRENCE_COUNT,
        FIRST_OCCURRENCE,
        LAST_OCCURRENCE,
        IS_ERROR,
    ),
    question=(
        "select hour, service, sum(occurrence_count) as occurrences from error_frequency_hourly "
        "where hour >= timestamp '2026-01-30 00:00:00' group by hour, service order by hour, service"
    ),
)


def error_frequency_hourly(error_counts: DataFrame, ingest_ledger: DataFrame, severity_ranks: DataFrame) -> DataFrame:
    """Occurrences per hour and everything but the template. In: the tables of these names. Out: the columns of VIEW."""
    counts = complete(error_counts, ingest_ledger)
    hours = counts.groupBy(*VIEW.key).agg(summed("occurrence_count"), *span())
    return contracted(with_rank(hours, severity_ranks), VIEW)
