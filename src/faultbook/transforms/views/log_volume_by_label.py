"""How many log records carry which value of which label, by day."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.tables import Column, SchemaRole
from faultbook.tables.view import View
from faultbook.transforms.portable.completeness import complete
from faultbook.transforms.portable.contracted import contracted
from faultbook.transforms.portable.occurrences import SEVERITY
from faultbook.transforms.portable.utc import utc_day

VIEW = View(
    name="log_volume_by_label",
    role=SchemaRole.ANSWERS,
    comment="JSON log records of each day (UTC), service and severity by label (region, version ...). Retained ones.",
    key=("day", "service", "environment", "severity", "label", "value"),
    columns=(
        Column("day", "DATE", "Day on which the records happened, UTC.", nullable=False),
        Column("service", "STRING", "Service the records belong to.", nullable=False),
        Column("environment", "STRING", "Environment the records come from, e.g. prod.", nullable=False),
        SEVERITY,
        Column("label", "STRING", "Name of the label, e.g. region.", nullable=False),
        Column("value", "STRING", "Its value; NULL where it was given as null."),
        Column("record_count", "BIGINT", "Number of records. Add up within one label; they overlap.", nullable=False),
    ),
    question="select value, sum(record_count) from log_volume_by_label where label = 'version' group by value",
)


def log_volume_by_label(logs: DataFrame, ingest_ledger: DataFrame) -> DataFrame:
    """Records by label and value. In: the tables of these names. Out: the columns of VIEW."""
    records = complete(logs, ingest_ledger).withColumn("day", utc_day(F.col("timestamp")))
    entries = records.select(
        "day", "service", "environment", "severity", F.explode(F.map_entries("labels")).alias("entry")
    )
    named = entries.withColumn("label", F.col("entry.key")).withColumn("value", F.col("entry.value"))
    return contracted(named.groupBy(*VIEW.key).agg(F.count("*").alias("record_count")), VIEW)
