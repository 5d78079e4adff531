"""What carries which tag, by day."""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from faultbook.tables import COST_TAGS
from faultbook.tables.cost.cost_tags import ANY_TAG, TAGGED
from faultbook.transforms.cost.as_of import version_at, versions
from faultbook.transforms.cost.hours import day_of
from faultbook.transforms.cost.usage import priced_usage, record_pieces

_PIPELINE = ("workspace_id", "pipeline_id")


def cost_tags(usage: DataFrame, windows: DataFrame, pipelines: DataFrame) -> DataFrame:
    """The rows of the table cost_tags: a record is under each of its tags, and once under <ANY> if it has one.

    Usage of serverless pipelines comes without tags; it takes those of its pipeline.

    In: the leaves of billing.usage and lakeflow.pipelines; the windows of `price_windows`.
    """
    tagged = _with_tags(usage, pipelines).where(F.size("tags") > 0)
    pieces = record_pieces(priced_usage(tagged, windows), "tags")
    rows = pieces.withColumn("tag", F.explode(F.concat("tags", _any_tag()))).groupBy(
        day_of(F.col("hour_ms")).alias("usage_date"),
        *("workspace_id", "billing_origin_product", "usage_unit", "currency_code"),
        F.col("tag.key").alias("tag_key"),
        F.coalesce("tag.value", F.lit("")).alias("tag_value"),
    )
    sums = rows.agg(
        F.sum("is_first").alias("record_count"),
        F.sum("quantity").alias("billed_quantity"),
        F.sum("amount").alias("billed_amount"),
    )
    return sums.select(*(F.col(column.name).cast(column.type).alias(column.name) for column in COST_TAGS.columns))


def _with_tags(usage: DataFrame, pipelines: DataFrame) -> DataFrame:
    settings = versions(
        pipelines.select(*_PIPELINE, "change_time", _entries("tags").alias("pipeline_tags")), on=_PIPELINE
    )
    at = F.coalesce("usage_end_time", "usage_start_time")
    named = version_at(usage.withColumn("pipeline_id", F.col("dlt_pipeline_id")), settings, on=_PIPELINE, at=at)
    own = F.when(F.size("custom_tags") > 0, _entries("custom_tags"))
    return named.withColumn("tags", F.coalesce(own, "pipeline_tags")).drop("pipeline_id", "pipeline_tags")


def _entries(name: str) -> Column:
    return F.sort_array(F.map_entries(name))


def _any_tag() -> Column:
    return F.array(F.struct(F.lit(ANY_TAG).alias("key"), F.lit(TAGGED).alias("value")))
