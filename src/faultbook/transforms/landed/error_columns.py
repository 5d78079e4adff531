"""Records of tab-separated lines as rows of error_logs_parsed: what this table has, and no more for any line."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import pyarrow as pa

from faultbook.faults.reading import NO_CODE, ReadRow, RecordReader, Trace
from faultbook.formats.port import Record
from faultbook.tables import ERROR_LOGS_PARSED
from faultbook.tables.arrow import arrow_schema
from faultbook.transforms.landed.reading_values import ReadingValues
from faultbook.transforms.landed.row_values import LabelledFile, array_of, array_of_few, event_ids, repeated

_LARGEST_INT = 2**31 - 1
_LAST_DIGITS = re.compile(r"(\d+)\Z", re.ASCII)
_ROW = (
    "timestamp", "error_code", "file_path", "severity", "message", "source_file", "event_id", "template_hash",
    "code_hint", "service", "environment", "request_id", "user_id", "level", "earlier_hash", "line_number",
    "line_count", "stack_trace", "exception_type", "top_frames",
)  # fmt: skip
"""Columns in the order of a row."""
_OF_FEW_VALUES = frozenset(
    ("source_file", "service", "environment", "earlier_hash", "stack_trace", "exception_type", "top_frames")
)

Row = tuple[Any, ...]
"""The values of _ROW: a plain tuple costs a third of one with names."""


class ErrorColumns:
    """Makes rows of error_logs_parsed, a batch of records at a time."""

    def __init__(self, reader: RecordReader, values: ReadingValues) -> None:
        """`reader` remembers shapes; it may serve several tables."""
        self._reader = reader
        self._values = values
        self.schema = arrow_schema(ERROR_LOGS_PARSED)
        self._constants = {"parsed_at": values.began_at, "batch_id": values.batch_id}

    def rows(self, records: Iterable[Record], file: LabelledFile) -> list[Row]:
        """The records of a file, read; `columns` makes an Arrow batch of them."""
        records = list(records)
        services = self._services(records, file)
        readings = iter(self._untraced(records, services))
        reader, short = self._reader, self._reader.short_texts
        rows: list[Row] = []
        for record, service, event_id in zip(records, services, event_ids(records, file.source_file), strict=True):
            fields, text, trace = record.fields, record.fields.get("stack_trace"), _NO_TRACE
            reading: ReadRow
            if text:
                code, exception = fields["error_code"], fields.get("exception_type")
                reading, trace = reader.read_traced(fields["message"], service, code, exception, text)
            else:
                reading = next(readings)
            message, template_hash, earlier_hash, hint, request_id, user_id = reading
            if file.fields:
                fields = _with_shared(fields, file.fields)
            level, path = fields.get("level"), fields.get("source_file")
            rows.append(
                (
                    fields["timestamp"],
                    short[record.fields["error_code"]] if trace is _NO_TRACE else trace.error_code,
                    short[path] if path else "",
                    fields["severity"],
                    message,
                    file.source_file,
                    event_id,
                    template_hash,
                    hint,
                    short[service] or service,
                    fields.get("environment") or file.environment,
                    fields.get("request_id") or request_id,
                    fields.get("user_id") or user_id,
                    None if level is None else short[level],
                    earlier_hash,
                    record.line or None,
                    record.lines,
                    trace.stack_trace,
                    trace.root_exception_type,
                    trace.top_frames,
                )
            )
        return rows

    def columns(self, rows: Sequence[Row]) -> pa.RecordBatch:
        """The rows in the columns of the table."""
        values: dict[str, Sequence[Any]] = dict(zip(_ROW, zip(*rows, strict=True), strict=True)) if rows else {}
        values["error_code_numeric"] = list(map(_number_of, values.get("error_code", ())))
        arrays = []
        for field in self.schema:
            if field.name in self._constants:
                arrays.append(repeated(self._constants[field.name], field.type, len(rows)))
            else:
                convert = array_of_few if field.name in _OF_FEW_VALUES else array_of
                arrays.append(convert(values.get(field.name, ()), field.type))
        return pa.RecordBatch.from_arrays(arrays, schema=self.schema)

    def _services(self, records: Sequence[Record], file: LabelledFile) -> list[str]:
        if self._values.service:
            return [self._values.service] * len(records)
        return [record.fields.get("service") or file.service for record in records]

    def _untraced(self, records: Sequence[Record], services: Sequence[str]) -> list[ReadRow]:
        """The readings of the records without a trace, in their order."""
        untraced = [
            (record.fields["message"], service, record.fields["error_code"] or NO_CODE)
            for record, service in zip(records, services, strict=True)
            if not record.fields.get("stack_trace")
        ]
        return self._reader.read_all(*zip(*untraced, strict=True)) if untraced else []


def _with_shared(fields: Mapping[str, Any], shared: Mapping[str, str]) -> dict[str, Any]:
    """The fields of a record, with those of its file that it does not name."""
    return {**shared, **{name: value for name, value in fields.items() if value is not None}}


@lru_cache(maxsize=10_000)
def _number_of(code: str) -> int | None:
    found = _LAST_DIGITS.search(code)
    number = int(found[1]) if found else None
    return number if number is not None and number <= _LARGEST_INT else None


_NO_TRACE = Trace("", None, None, None, None, None)
"""Of a record that has none; its code is the one of the line."""
