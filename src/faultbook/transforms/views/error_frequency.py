"""How often each error code occurred, over everything on record."""

from pyspark.sql import DataFrame

from faultbook.tables import SchemaRole
from faultbook.tables.view import View
from faultbook.transforms.portable.completeness import complete
from faultbook.transforms.portable.contracted import contracted
from faultbook.transforms.portable.occurrences import FREQUENCY, frequency_by

VIEW = View(
    name="error_frequency",
    role=SchemaRole.ANSWERS,
    comment="How often each error code occurred at each severity, in which source code files, since when. All time.",
    key=("error_code", "severity"),
    columns=FREQUENCY,
    question="select * from error_frequency order by occurrence_count desc, error_code, severity limit 10",
)


def error_frequency(error_file_counts: DataFrame, ingest_ledger: DataFrame) -> DataFrame:
    """Occurrences per error code and severity. In: the tables of these names. Out: the columns of VIEW."""
    counts = complete(error_file_counts, ingest_ledger)
    return contracted(frequency_by(counts, "error_code", "severity"), VIEW)
