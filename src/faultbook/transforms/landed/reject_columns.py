"""Rejects of a format as rows of error_logs_rejected."""

import hashlib
from collections.abc import Iterable, Mapping

import pyarrow as pa

from faultbook.faults.redaction import Redactor
from faultbook.formats.detection import nearest
from faultbook.formats.port import Format, Reject
from faultbook.tables import ERROR_LOGS_REJECTED
from faultbook.tables.arrow import arrow_schema
from faultbook.transforms.landed.reading_values import ReadingValues
from faultbook.transforms.landed.row_values import LabelledFile
from faultbook.transforms.records.reject_details import redacted_detail

SCHEMA = arrow_schema(ERROR_LOGS_REJECTED)
_OF_NO_FORMAT = frozenset(
    ("too_few_fields", "bad_json", "missing_field", "no_record_start", "unknown_format", "too_few_columns")
)
"""Reasons under which another format may know the line."""
_MOST_COMPARED = 200
"""Rejects of one file that are compared with every format."""


class RejectColumns:
    """Makes the rows of the rejects of one file, a batch of rejects at a time."""

    def __init__(
        self, redactor: Redactor, values: ReadingValues, formats: Mapping[str, Format], file: LabelledFile
    ) -> None:
        """`formats`: those that a line is compared with, to name the nearest one."""
        self._redactor = redactor
        self._values = values
        self._others = {name: format_ for name, format_ in formats.items() if name != file.format}
        self._file = file
        self._compared = 0

    def columns(self, rejects: Iterable[Reject]) -> pa.RecordBatch:
        """The rejects in the columns of error_logs_rejected."""
        return pa.RecordBatch.from_pylist([self._row(reject) for reject in rejects], schema=SCHEMA)

    def _nearest(self, reject: Reject) -> str | None:
        if reject.reason not in _OF_NO_FORMAT or self._compared >= _MOST_COMPARED:
            return None
        self._compared += 1
        return nearest(reject.text, self._others)

    def _row(self, reject: Reject) -> dict[str, object]:
        values, file = self._values, self._file
        raw = reject.text.encode("utf-8", "surrogateescape")
        length = reject.whole.length if reject.whole else len(raw)
        return {
            "source_file": file.source_file,
            "reason": reject.reason,
            "detail": redacted_detail(reject.detail, self._redactor),
            "raw": raw[: values.keep_bytes],
            "raw_bytes": length,
            "truncated": length > values.keep_bytes,
            "line_hash": reject.whole.sha256 if reject.whole else hashlib.sha256(raw).hexdigest(),
            "rejected_at": values.began_at,
            "service": file.service,
            "environment": file.environment,
            "batch_id": values.batch_id,
            "line_number": reject.line or None,
            "part": reject.part,
            "nearest_format": self._nearest(reject),
        }
