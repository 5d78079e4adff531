"""The template of a redacted message, in Python: one definition of it, over Arrow batches."""

from collections.abc import Iterator
from functools import partial

import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql.types import StringType, StructField, StructType

from faultbook.faults.v2.templates import template

Batches = Iterator[pa.RecordBatch]


def with_template(rows: DataFrame, message: str) -> DataFrame:
    """Rows with the template of a redacted message. In: the STRING column `message`. Out: the same and template."""
    schema = StructType([*rows.schema.fields, StructField("template", StringType())])
    return rows.mapInArrow(partial(_with_templates, message=message), schema)


def _with_templates(batches: Batches, *, message: str) -> Batches:
    for batch in batches:
        texts = batch.column(batch.schema.names.index(message))
        made = pa.array([None if text is None else template(text) for text in texts.to_pylist()], pa.string())
        names = [*batch.schema.names, "template"]
        yield pa.RecordBatch.from_arrays([*batch.columns, made], names=names)
