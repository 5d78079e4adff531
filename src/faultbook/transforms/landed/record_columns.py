"""Records of a format as rows of logs and text_logs: texts redacted, identity read, labels added."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import pyarrow as pa

from faultbook.faults.reading import Reading, RecordReader, Trace
from faultbook.faults.redaction import redact_json, redact_pairs
from faultbook.formats.metadata import joined_objects
from faultbook.formats.port import Record, RecordTable, TimestampFrom
from faultbook.tables import ERROR_LOGS_PARSED, LOGS, TEXT_LOGS, Table
from faultbook.tables.arrow import arrow_schema
from faultbook.transforms.landed.error_columns import ErrorColumns
from faultbook.transforms.landed.reading_values import ReadingValues
from faultbook.transforms.landed.row_values import LabelledFile, array_of, event_ids, repeated

TABLE_OF: Mapping[RecordTable, Table] = {
    RecordTable.ERRORS: ERROR_LOGS_PARSED,
    RecordTable.LOGS: LOGS,
    RecordTable.TEXT: TEXT_LOGS,
}

_FROM_LINE = TimestampFrom.LINE.value
_SHORT_TEXTS = (
    "environment", "level", "host", "pod_name", "container_id", "process_id", "logger_name", "thread_name", "trace_id",
    "span_id", "parent_span_id", "user_id", "request_id", "correlation_id", "http_method", "http_endpoint",
    "http_remote_address", "http_user_agent", "source_type", "source_file",
)  # fmt: skip
"""Texts of a record beside message, trace, code, labels and metadata: a secret can stand in each of them."""


class _Row(NamedTuple):
    record: Record
    fields: dict[str, Any]
    service: str
    reading: Reading
    trace: Trace
    event_id: str
    file: LabelledFile


Column = Callable[[Sequence[_Row]], list[Any]]
"""The values of one column for some rows."""


class RecordColumns:
    """Makes the rows of logs or text_logs, a batch of records at a time."""

    def __init__(self, table: RecordTable, reader: RecordReader, values: ReadingValues) -> None:
        """`reader` remembers shapes; it may serve several tables."""
        self._table = table
        self._reader = reader
        self._values = values
        self.schema = arrow_schema(TABLE_OF[table])
        self._columns = {**_SHARED, **_OF_TABLE[table]}
        self._constants = {"parsed_at": values.began_at, "batch_id": values.batch_id}

    def rows(self, records: Iterable[Record], file: LabelledFile) -> list[_Row]:
        """The records of a file, read; `columns` makes an Arrow batch of them."""
        records = list(records)
        ids = event_ids(records, file.source_file)
        return [self._row(record, file, event_id) for record, event_id in zip(records, ids, strict=True)]

    def columns(self, rows: Sequence[Any]) -> pa.RecordBatch:
        """The rows of `rows` in the columns of the table."""
        arrays = []
        for field in self.schema:
            if field.name in self._constants:
                arrays.append(repeated(self._constants[field.name], field.type, len(rows)))
            else:
                arrays.append(array_of(self._columns[field.name](rows), field.type))
        return pa.RecordBatch.from_arrays(arrays, schema=self.schema)

    def _row(self, record: Record, file: LabelledFile, event_id: str) -> _Row:
        fields, reader = record.fields, self._reader
        values = self._values
        service = values.service or fields.get("service") or file.service
        code, trace_text, exception = fields.get("error_code"), fields.get("stack_trace"), fields.get("exception_type")
        reading, trace = reader.read_traced(fields["message"], service, code, exception, trace_text)
        for name, shared in file.fields.items():
            if name == "metadata" and fields.get(name):
                fields[name] = joined_objects(shared, fields[name])
            elif fields.get(name) is None:
                fields[name] = shared
        for name in _SHORT_TEXTS:
            text = fields.get(name)
            if text is not None:
                fields[name] = reader.short(text)
        if (labels := fields.get("labels")) is not None:
            fields["labels"] = redact_pairs(list(labels.items()), reader.redactor)
        if (metadata := fields.get("metadata")) is not None:
            fields["metadata"] = redact_json(metadata, reader.redactor)
        fields["error_code"] = trace.error_code
        return _Row(record, fields, reader.short(service) or service, reading, trace, event_id, file)


TableColumns = RecordColumns | ErrorColumns
"""Makes the rows of a table: `rows` reads records, `columns` makes an Arrow batch of them."""


def columns_for(table: RecordTable, reader: RecordReader, values: ReadingValues) -> TableColumns:
    """What makes the rows of a table. `reader` remembers shapes; it may serve several tables."""
    return ErrorColumns(reader, values) if table is RecordTable.ERRORS else RecordColumns(table, reader, values)


def _field(name: str) -> Column:
    return lambda rows: [row.fields.get(name) for row in rows]


def _traced(name: str) -> Column:
    place = Trace._fields.index(name)
    return lambda rows: [row.trace[place] for row in rows]


def _read(name: str) -> Column:
    place = Reading._fields.index(name)
    return lambda rows: [row.reading[place] for row in rows]


_SHARED: dict[str, Column] = {
    **{name: _field(name) for name in ("timestamp", "severity", "metadata", *_SHORT_TEXTS)},
    **{name: _field(name) for name in ("source_line", "http_status", "http_duration_ms", "error_code", "labels")},
    **{name: _read(name) for name in ("message", "template_hash", "earlier_hash", "code_hint")},
    **{name: _traced(name) for name in ("stack_trace", "exception_type", "root_exception_type", "top_frames")},
    "stack_hash_all_frames": _traced("stack_hash_all_frames"),
    "request_id": lambda rows: [row.fields.get("request_id") or row.reading.request_id for row in rows],
    "user_id": lambda rows: [row.fields.get("user_id") or row.reading.user_id for row in rows],
    "service": lambda rows: [row.service for row in rows],
    "environment": lambda rows: [row.fields.get("environment") or row.file.environment for row in rows],
    "line_number": lambda rows: [row.record.line or None for row in rows],
    "line_count": lambda rows: [row.record.lines for row in rows],
    "landed_file": lambda rows: [row.file.source_file for row in rows],
    "event_id": lambda rows: [row.event_id for row in rows],
}
_OF_TABLE: dict[RecordTable, dict[str, Column]] = {
    RecordTable.LOGS: {"log_id": lambda rows: [row.event_id for row in rows]},
    RecordTable.TEXT: {
        "timestamp_from": lambda rows: [row.fields.get("timestamp_from") or _FROM_LINE for row in rows],
        "format": lambda rows: [row.file.format for row in rows],
    },
}
