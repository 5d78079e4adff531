"""Secrets and e-mail addresses out of texts: the Spark twin of faults/redaction.py, equal to it on every text."""

from functools import reduce

from pyspark.sql import Column
from pyspark.sql import functions as F

from faultbook.faults.redaction import REDACTIONS


def redacted(text: Column) -> Column:
    """The text with `[redacted]` for secrets and `[email]` for e-mail addresses. Nulls: NULL."""
    return reduce(lambda rest, rule: F.regexp_replace(rest, rule.pattern, rule.replacement), REDACTIONS, text)
