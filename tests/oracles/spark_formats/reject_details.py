"""Details of rejects redacted in a frame."""

from collections.abc import Iterator, Sequence
from functools import partial

import pyarrow as pa
from pyspark.sql import DataFrame

from faultbook.faults.redaction import Redactor
from faultbook.transforms.records.reject_details import redacted_detail


def with_redacted_details(
    rejects: DataFrame, *, redaction_rules: Sequence[str] = (), redaction_allow: Sequence[str] = ()
) -> DataFrame:
    """Rejects whose `detail` contains no secret. In: detail STRING. Out: the same columns. Nulls: NULL."""
    redact = partial(_redact_batches, rules=tuple(redaction_rules), allow=tuple(redaction_allow))
    return rejects.mapInArrow(redact, rejects.schema)


def _redact_batches(
    batches: Iterator[pa.RecordBatch], *, rules: Sequence[str], allow: Sequence[str]
) -> Iterator[pa.RecordBatch]:
    redactor = Redactor(rules, allow)
    for batch in batches:
        place = batch.schema.names.index("detail")
        details = [
            None if text is None else redacted_detail(text, redactor) for text in batch.column(place).to_pylist()
        ]
        yield batch.set_column(place, "detail", pa.array(details, pa.string()))
