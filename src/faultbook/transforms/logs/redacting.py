"""Secrets and e-mail addresses out of texts: the Spark twin of faults/redaction.py, equal to it on every text."""

from collections.abc import Sequence
from functools import reduce

from pyspark.sql import Column
from pyspark.sql import functions as F

from faultbook.faults.redaction import REDACTIONS, SIGNS


def redacted(text: Column) -> Column:
    """The text with `[redacted]` for secrets and `[email]` for e-mail addresses. Nulls: NULL."""
    without = reduce(lambda rest, rule: F.regexp_replace(rest, rule.pattern, rule.replacement), REDACTIONS, text)
    lower = F.lower(text)
    shows_signs = _any_of([F.contains(lower, F.lit(sign)) for sign in SIGNS])
    return F.when(shows_signs, without).otherwise(text)


def _any_of(conditions: Sequence[Column]) -> Column:
    """True where one holds. A balanced tree: Spark Connect reads expressions of a hundred levels at most."""
    if len(conditions) == 1:
        return conditions[0]
    half = len(conditions) // 2
    return _any_of(conditions[:half]) | _any_of(conditions[half:])
