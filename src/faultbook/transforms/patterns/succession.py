"""What a template was called under earlier masks, so that new masks keep the identity of what they see anew."""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F


def predecessors(examples: DataFrame, earlier_hash: Column) -> DataFrame:
    """The earlier template of each template that earlier masks would have seen otherwise.

    In: error_templates; `earlier_hash`, over its columns, is the hash that the example would have had. Out:
    template_hash, earlier_hash STRING, one row per template whose hash has another version: its earliest example tells.
    """
    version, earlier_version = (F.substring_index(name, ":", 1) for name in ("template_hash", "earlier_hash"))
    told = examples.withColumn("earlier_hash", earlier_hash).where(version != earlier_version)
    earliest = F.min(F.struct("example_timestamp", "example_event_id", "earlier_hash"))
    return told.groupBy("template_hash").agg(earliest["earlier_hash"].alias("earlier_hash"))
