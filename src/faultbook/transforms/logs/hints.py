"""The code that a message itself carries: the Spark twin of faults/code_hint.py, equal to it on every text."""

from pyspark.sql import Column
from pyspark.sql import functions as F

from faultbook.faults.code_hint import CODE_HINT_V1, HEX_RESULTS
from faultbook.transforms.logs.masking import first_characters, listed

_ABOVE_DIGITS = ":"


def code_hint(message: Column) -> Column:
    """The first code in the message, as written; `''` where there is none. Nulls: NULL."""
    return _unless_address(F.regexp_extract(first_characters(message), listed(CODE_HINT_V1), 0))


def hint_span(shape: Column) -> Column:
    """Where the hint stands in all messages of one shape: a span. Nulls: NULL where there is none."""
    return span(shape, CODE_HINT_V1)


def hint_at(message: Column, hint_span: Column) -> Column:
    """The hint of a message whose shape has `hint_span`; equal to code_hint(message). Nulls: `''`."""
    return _unless_address(F.coalesce(text_at(message, hint_span), F.lit("")))


def span(shape: Column, text: str, *, lead: str = "") -> Column:
    """STRUCT<start INT, length INT> of the leftmost match of `text` that follows `lead`. Nulls: NULL where none.

    In code points, start from 1, as substring wants them; Spark's regexp_instr counts UTF-16 units.
    """
    lead_on_shapes, text_on_shapes = listed(lead, digits="0"), listed(text, digits="0")
    found = F.regexp_extract(shape, f"{lead_on_shapes}({text_on_shapes})", 1)
    before = F.regexp_extract(shape, f"^([\\s\\S]*?{lead_on_shapes})(?:{text_on_shapes})", 1)
    return F.when(found != "", F.struct((F.length(before) + 1).alias("start"), F.length(found).alias("length")))


def text_at(message: Column, span: Column) -> Column:
    """The text of a message at a span. Nulls: NULL where there is no span."""
    return F.substring(message, span["start"], span["length"])


def _unless_address(hint: Column) -> Column:
    # Only a hexadecimal number begins with a digit, and digits sort before ":".
    is_result = F.lower(F.left(hint, F.lit(5))).between(*HEX_RESULTS)
    return F.when((hint < _ABOVE_DIGITS) & ~is_result, F.lit("")).otherwise(hint)
