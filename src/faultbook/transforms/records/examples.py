"""Up to three examples per template and severity: what a person sees of a pattern."""

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from faultbook.tables import ERROR_TEMPLATES
from faultbook.transforms.records.templates import with_template

EXAMPLES_PER_TEMPLATE = 3
_GROUP = ("template_hash", "severity")


def template_examples(records: DataFrame) -> DataFrame:
    """The smallest records of each template and severity by instant and event id, with their template.

    In: occurrences of one batch (occurrences.py), messages redacted. Out: the columns of error_templates.
    Byte-identical lines count once.
    """
    examples = records.select(
        *_GROUP,
        "service",
        "error_code",
        "code_hint",
        "exception_type",
        "top_frames",
        F.col("timestamp").alias("example_timestamp"),
        F.col("event_id").alias("example_event_id"),
        "message",
        "batch_id",
    )
    chosen = smallest_examples(examples).withColumnRenamed("message", "example_message")
    return with_template(chosen, "example_message").select(*ERROR_TEMPLATES.column_names)


def smallest_examples(examples: DataFrame) -> DataFrame:
    """Of every template and severity the three smallest examples by instant and event id, one row per event id.

    In and out: the columns given, among them template_hash, severity, example_timestamp and example_event_id.
    """
    # dense_rank, so that byte-identical lines take one place together; the aggregate after it leaves one of them.
    order = Window.partitionBy(*_GROUP).orderBy("example_timestamp", "example_event_id")
    ranked = examples.withColumn("place", F.dense_rank().over(order)).where(F.col("place") <= EXAMPLES_PER_TEMPLATE)
    keys = (*_GROUP, "example_timestamp", "example_event_id")
    others = [name for name in examples.columns if name not in keys]
    return ranked.groupBy(*keys).agg(*(F.min(name).alias(name) for name in others)).select(*examples.columns)
