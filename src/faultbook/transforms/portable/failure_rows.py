"""What views and queries of failures share: the severity in one scale, what it is that failed, the pattern."""

from pyspark.sql import Column as SparkColumn
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.events.severities import SEVERITIES, spellings
from faultbook.tables import Column

SEVERITY = Column("severity", "STRING", "critical, high, medium, low or info; NULL: no sender names a known one.")
PATTERN_ID = Column("pattern_id", "STRING", "Pattern of the message, see patterns; NULL without a message.")

WHAT = ("job_name", "pipeline", "service", "resource_name", "title", "kind")
"""Fields of which the first that is there says what failed."""


def severity_of(word: str) -> SparkColumn:
    """The severity, one of `SEVERITIES`, that a column with words of vendors means; NULL where it is none of them."""
    found = F.lit(None).cast("string")
    for severity in reversed(SEVERITIES):
        found = F.when(F.col(word).isin(*spellings(severity)), F.lit(severity)).otherwise(found)
    return found


def named_failures(failure_events: DataFrame) -> DataFrame:
    """Failures with what failed, and their severity in one scale.

    In: any columns of failure_events, severity among them. Out: the same; severity STRING in one scale, NULL where no
    sender names a known one; severity_word STRING as the sender words it; what STRING, never NULL.
    """
    return (
        failure_events.withColumn("severity_word", F.col("severity"))
        .withColumn("severity", severity_of("severity_word"))
        .withColumn("what", F.coalesce(*WHAT))
    )


def with_failure_pattern(failures: DataFrame, pattern_map: DataFrame) -> DataFrame:
    """Failures with the pattern of their message. In: any columns with template_hash. Out: the same and pattern_id.

    It is NULL where there is no message, and the template's own id where no log record has the template.
    """
    mapped = pattern_map.select(F.col("template_hash").alias("mapped_hash"), F.col("pattern_id").alias("mapped_id"))
    joined = failures.join(mapped, on=F.col("template_hash") == F.col("mapped_hash"), how="left")
    return joined.withColumn("pattern_id", F.coalesce("mapped_id", "template_hash")).drop("mapped_id", "mapped_hash")
