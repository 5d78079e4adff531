"""How many log records of a service have each field: which fields can be relied on."""

from functools import reduce

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.tables import LOGS, Column, SchemaRole
from faultbook.tables.view import View
from faultbook.transforms.portable.completeness import complete
from faultbook.transforms.portable.contracted import contracted

FIELDS = tuple(column.name for column in LOGS.columns if column.nullable and column.name != "earlier_hash")

VIEW = View(
    name="field_coverage",
    role=SchemaRole.ANSWERS,
    comment="How many JSON log records of each service have each field of logs that may be missing. Retained ones.",
    key=("service", "environment", "field"),
    columns=(
        Column("service", "STRING", "Service the records belong to.", nullable=False),
        Column("environment", "STRING", "Environment the records come from, e.g. prod.", nullable=False),
        Column("field", "STRING", "Column of logs, e.g. trace_id.", nullable=False),
        Column("record_count", "BIGINT", "Number of records, the same for all fields of a service.", nullable=False),
        Column("with_field_count", "BIGINT", "Those of them that have the field.", nullable=False),
    ),
    question="select service, with_field_count, record_count from field_coverage where field = 'trace_id'",
)


def field_coverage(logs: DataFrame, ingest_ledger: DataFrame) -> DataFrame:
    """Records with each field, per service. In: the tables of these names. Out: the columns of VIEW."""
    by_service = (
        complete(logs, ingest_ledger)
        .groupBy("service", "environment")
        .agg(F.count("*").alias("record_count"), *(F.count(field).alias(field) for field in FIELDS))
    )
    fields = by_service.withColumn("field", F.explode(F.array(*(F.lit(field) for field in FIELDS))))
    first, *others = FIELDS
    is_first = F.when(F.col("field") == first, F.col(first))
    with_field = reduce(lambda found, field: found.when(F.col("field") == field, F.col(field)), others, is_first)
    return contracted(fields.withColumn("with_field_count", with_field), VIEW)
