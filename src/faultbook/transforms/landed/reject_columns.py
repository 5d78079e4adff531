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
from faultbook.transforms.landed.record_columns import LabelledFile
from faultbook.transforms.records.reject_details import redacted_detail

SCHEMA = arrow_schema(ERROR_LOGS_REJECTED)
_OF_NO_FORMAT = frozenset(
    ("too_few_fields", "bad_json", "missing_field", "no_record_start", "unknown_format", "too_few_columns")
)
"""Reasons under which another format may know the line."""
_MOST_COMPARED = 200
"""Rejects of one file that are compared with every format."""


class RejectColumns:
    """Makes the rows of the rejects of one file."""

    def __init__(self, redactor: Redactor, values: ReadingValues, formats: Mapping[str, Format]) -> None:
        """`formats`: those that a line is compared with, to name the nearest one."""
        self._redactor = redactor
        self._values = values
        self._formats = formats

    def columns(self, rejects: Iterable[Reject], file: LabelledFile) -> pa.RecordBatch:
        """The rejects in the columns of error_logs_rejected."""
        compared = 0
        others = {name: format_ for name, format_ in self._formats.items() if name != file.format}
        rows = []
        for reject in rejects:
            near = None
            if reject.reason in _OF_NO_FORMAT and compared < _MOST_COMPARED:
                compared += 1
                near = nearest(reject.text, others)
            rows.append(self._row(reject, file, near))
        return pa.RecordBatch.from_pylist(rows, schema=SCHEMA)

    def _row(self, reject: Reject, file: LabelledFile, near: str | None) -> dict[str, object]:
        values = self._values
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
            "line_number": reject.line,
            "part": reject.part,
            "nearest_format": near,
        }
