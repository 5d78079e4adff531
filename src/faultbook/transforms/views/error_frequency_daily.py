"""How often each error code occurred on each day."""

from pyspark.sql import DataFrame

from faultbook.tables import Column, SchemaRole
from faultbook.tables.view import View
from faultbook.transforms.portable.completeness import complete
from faultbook.transforms.portable.contracted import contracted
from faultbook.transforms.portable.occurrences import FREQUENCY, IS_ERROR, frequency_by
from faultbook.transforms.records.severity_ranks import with_rank

VIEW = View(
    name="error_frequency_daily",
    role=SchemaRole.ANSWERS,
    comment="How often each error code occurred at each severity on each day (UTC), and in which source code files.",
    key=("day", "error_code", "severity"),
    columns=(Column("day", "DATE", "Day on which the records happened, UTC.", nullable=False), *FREQUENCY, IS_ERROR),
    question="select * from error_frequency_daily where day >= date '2026-01-25' order by day, occurrence_count desc",
)


def error_frequency_daily(
    error_file_counts: DataFrame, ingest_ledger: DataFrame, severity_ranks: DataFrame
) -> DataFrame:
    """Occurrences per day, error code and severity. In: the tables of these names. Out: the columns of VIEW."""
    counts = complete(error_file_counts, ingest_ledger)
    return contracted(with_rank(frequency_by(counts, "day", "error_code", "severity"), severity_ranks), VIEW)
