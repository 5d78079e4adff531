"""What the frequency views share: how partial sums add up, and how the resulting columns are explained."""

from pyspark.sql import Column as SparkColumn
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.tables import Column

ERROR_CODE = Column("error_code", "STRING", "Code of the error as written in the log, e.g. CC-3005.", nullable=False)
SEVERITY = Column(
    "severity", "STRING", "Canonical severity, as in severity_ranks; Unknown: level not known.", nullable=False
)
IS_ERROR = Column("is_error", "BOOLEAN", "True for errors and what is worse; false for Unknown.", nullable=False)
OCCURRENCE_COUNT = Column("occurrence_count", "BIGINT", "Number of log records; add up for totals.", nullable=False)
FIRST_OCCURRENCE = Column("first_occurrence", "TIMESTAMP", "Instant of the earliest record, UTC.", nullable=False)
LAST_OCCURRENCE = Column("last_occurrence", "TIMESTAMP", "Instant of the latest record, UTC.", nullable=False)

SERIES_HOUR = (
    Column("hour", "TIMESTAMP", "Start of the hour, UTC; no row where nothing happened.", nullable=False),
    Column("service", "STRING", "Service the records belong to.", nullable=False),
    Column("environment", "STRING", "Environment the records come from, e.g. prod.", nullable=False),
    SEVERITY,
)

FREQUENCY = (
    ERROR_CODE,
    SEVERITY,
    OCCURRENCE_COUNT,
    Column("affected_files", "BIGINT", "Number of distinct source code files. Not additive.", nullable=False),
    Column("files", "ARRAY<STRING>", "Those files, sorted; '' where a record named none.", nullable=False),
    FIRST_OCCURRENCE,
    LAST_OCCURRENCE,
)


def summed(name: str) -> SparkColumn:
    """The sum of a BIGINT column under its own name; the cast keeps DuckDB from widening it."""
    return F.sum(name).cast("bigint").alias(name)


def span() -> tuple[SparkColumn, SparkColumn]:
    """Earliest first_occurrence and latest last_occurrence, under these names."""
    return F.min("first_occurrence").alias("first_occurrence"), F.max("last_occurrence").alias("last_occurrence")


def frequency_by(counts: DataFrame, *keys: str) -> DataFrame:
    """Occurrences and affected source code files per group of `keys`.

    In: error_file_counts rows. Out: the keys, occurrence_count, affected_files, files (sorted), first_ and
    last_occurrence.
    """
    by_key = counts.groupBy(*keys).agg(
        summed("occurrence_count"), F.array_sort(F.collect_set("file_path")).alias("files"), *span()
    )
    return by_key.withColumn("affected_files", F.size("files"))
