"""What the last cost run could read, how fresh it is, and what is unknown."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.tables import SYSTEM_TABLE_CHECKS, SchemaRole
from faultbook.tables.view import View
from faultbook.transforms.portable.contracted import contracted

VIEW = View(
    name="system_table_coverage",
    role=SchemaRole.ANSWERS,
    comment="One row per system table, as the last cost run found it. NOT_ASSESSED is never zero.",
    key=("system_table",),
    columns=SYSTEM_TABLE_CHECKS.columns,
    question="select * from system_table_coverage order by assessment desc, system_table",
)


def system_table_coverage(system_table_checks: DataFrame) -> DataFrame:
    """The rows of the last run. In: the table of this name. Out: the columns of VIEW."""
    last = system_table_checks.agg(F.max("computed_at").alias("last_at"))
    rows = system_table_checks.crossJoin(last).where(F.col("computed_at") == F.col("last_at"))
    return contracted(rows, VIEW)
