"""How many log records of a service have each field: which fields can be relied on."""

from functools import reduce

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.tables import LOGS, TEXT_LOGS, Column, SchemaRole, Table
from faultbook.tables.view import View
from faultbook.transforms.portable.completeness import complete
from faultbook.transforms.portable.contracted import contracted
from faultbook.transforms.portable.occurrences import summed

_OF_FAULTBOOK = ("earlier_hash", "line_number", "line_count")
FIELDS = tuple(column.name for column in LOGS.columns if column.nullable and column.name not in _OF_FAULTBOOK)
"""Those of text_logs are among them."""

VIEW = View(
    name="field_coverage",
    role=SchemaRole.ANSWERS,
    comment="How many records of logs and text_logs have each field that may be missing, by service. Retained ones.",
    key=("service", "environment", "field"),
    columns=(
        Column("service", "STRING", "Service the records belong to.", nullable=False),
        Column("environment", "STRING", "Environment the records come from, e.g. prod.", nullable=False),
        Column("field", "STRING", "Column of logs, e.g. trace_id; text_logs has most of them.", nullable=False),
        Column("record_count", "BIGINT", "Number of records, the same for all fields of a service.", nullable=False),
        Column("with_field_count", "BIGINT", "Those of them that have the field.", nullable=False),
    ),
    question="select service, with_field_count, record_count from field_coverage where field = 'trace_id'",
)


def field_coverage(logs: DataFrame, text_logs: DataFrame, ingest_ledger: DataFrame) -> DataFrame:
    """Records with each field, per service. In: the tables of these names. Out: the columns of VIEW."""
    by_table = _by_service(complete(logs, ingest_ledger), LOGS).unionByName(
        _by_service(complete(text_logs, ingest_ledger), TEXT_LOGS)
    )
    by_service = by_table.groupBy("service", "environment").agg(*map(summed, ("record_count", *FIELDS)))
    fields = by_service.withColumn("field", F.explode(F.array(*(F.lit(field) for field in FIELDS))))
    first, *others = FIELDS
    is_first = F.when(F.col("field") == first, F.col(first))
    with_field = reduce(lambda found, field: found.when(F.col("field") == field, F.col(field)), others, is_first)
    return contracted(fields.withColumn("with_field_count", with_field), VIEW)


def _by_service(records: DataFrame, table: Table) -> DataFrame:
    """Records and those with each field, 0 for a field that the table lacks."""
    absent = F.lit(None).cast("string")
    counts = (F.count(field if field in table.column_names else absent).cast("bigint").alias(field) for field in FIELDS)
    return records.groupBy("service", "environment").agg(F.count("*").cast("bigint").alias("record_count"), *counts)
