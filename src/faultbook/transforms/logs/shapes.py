"""Masks, hints and ids found once per distinct shape of a batch's messages, instead of once per message.

Equal to finding them per row, by definition: all of them are functions of the shape alone, or of a place in it.
"""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.transforms.logs.hints import hint_span
from faultbook.transforms.logs.identifiers import request_id_span, user_id_span
from faultbook.transforms.logs.kinds import without_carriage_return
from faultbook.transforms.logs.masking import shape, template_of_shape


def message_shapes(lines: DataFrame) -> DataFrame:
    """The distinct shapes of what may be a message: the rest of each line after its fourth tab.

    In: line STRING. Out: shape STRING.
    """
    message = F.get(F.split(without_carriage_return(F.col("line")), "\t", 5), F.lit(4))
    return lines.select(shape(message).alias("shape")).where(F.col("shape").isNotNull()).distinct()


def read_shapes(shapes: DataFrame) -> DataFrame:
    """What all messages of a shape have in common.

    In: shape STRING, distinct. Out: shape, template STRING, hint_span, request_id_span, user_id_span as
    STRUCT<start INT, length INT>. Nulls: a span is NULL where there is nothing.
    """
    text = F.col("shape")
    return shapes.select(
        "shape",
        template_of_shape(text).alias("template"),
        hint_span(text).alias("hint_span"),
        request_id_span(text).alias("request_id_span"),
        user_id_span(text).alias("user_id_span"),
    )
