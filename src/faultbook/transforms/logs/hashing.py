"""The identity of an error: the Spark twin of faults/template_hash.py, equal to it on every row."""

from pyspark.sql import Column
from pyspark.sql import functions as F

from faultbook.faults.template_hash import HASH_LENGTH, HASH_VERSION, UNIT_SEPARATOR


def template_hash(
    *,
    service: Column,
    error_code: Column,
    code_hint: Column,
    exception_type: Column,
    template: Column,
    top_frames: Column,
) -> Column:
    """`v1:` and 16 hexadecimal digits. All six slots take part. Nulls: a NULL slot counts as empty."""
    slots = (service, error_code, code_hint, exception_type, template, top_frames)
    # concat_ws skips NULLs, which would shift the slots.
    text = F.concat_ws(UNIT_SEPARATOR, *(F.coalesce(slot, F.lit("")) for slot in slots))
    return F.concat(F.lit(f"{HASH_VERSION}:"), F.left(F.sha2(text.cast("binary"), 256), F.lit(HASH_LENGTH)))
