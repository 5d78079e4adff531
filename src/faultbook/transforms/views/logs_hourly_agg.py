"""What happened in each hour, per series: how many records, of how many codes and templates."""

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
from faultbook.transforms.records.severity_ranks import with_rank

VIEW = View(
    name="logs_hourly_agg",
    role=SchemaRole.ANSWERS,
    comment="Records per hour (UTC), service, environment and severity, with the number of codes and templates.",
    key=("hour", "service", "environment", "severity"),
    columns=(
        *SERIES_HOUR,
        OCCURRENCE_COUNT,
        Column("error_codes", "BIGINT", "Number of distinct error codes. Not additive.", nullable=False),
        Column("templates", "BIGINT", "Number of distinct message templates. Not additive.", nullable=False),
        FIRST_OCCURRENCE,
        LAST_OCCURRENCE,
        IS_ERROR,
    ),
    question="select * from logs_hourly_agg where hour >= timestamp '2026-01-30 00:00:00' order by hour, service",
)


def logs_hourly_agg(error_counts: DataFrame, ingest_ledger: DataFrame, severity_ranks: DataFrame) -> DataFrame:
    """Occurrences per hour and series. In: the tables of these names. Out: the columns of VIEW."""
    by_hour = (
        complete(error_counts, ingest_ledger)
        .groupBy(*VIEW.key)
        .agg(
            summed("occurrence_count"),
            F.count_distinct("error_code").alias("error_codes"),
            F.count_distinct("template_hash").alias("templates"),
            *span(),
        )
    )
    return contracted(with_rank(by_hour, severity_ranks), VIEW)
