"""Records of tab-separated lines as rows of error_logs_parsed: what this table has, and no more for any line."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import repeat
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
        if not records:
            return []
        services = self._services(records, file)
        readings, traces = self._read(records, services)
        messages, template_hashes, earlier_hashes, hints, request_ids, user_ids = zip(*readings, strict=True)
        fields, short = [record.fields for record in records], self._reader.short_texts
        codes = [short[of["error_code"]] for of in fields]
        if file.fields:
            fields = [_with_shared(of, file.fields) for of in fields]
        # Column by column: a loop over the records costs twice as much.
        columns: dict[str, Iterable[Any]] = {
            "timestamp": [of["timestamp"] for of in fields],
            "error_code": codes if traces is None else map(_code, traces, codes),
            "file_path": [short[of.get("source_file") or ""] for of in fields],
            "severity": [of["severity"] for of in fields],
            "message": messages,
            "source_file": repeat(file.source_file, len(records)),
            "event_id": event_ids(records, file.source_file),
            "template_hash": template_hashes,
            "code_hint": hints,
            "service": [short[service] or service for service in services],
            "environment": [of.get("environment") or file.environment for of in fields],
            "request_id": [of.get("request_id") or found for of, found in zip(fields, request_ids, strict=True)],
            "user_id": [of.get("user_id") or found for of, found in zip(fields, user_ids, strict=True)],
            "level": [None if (level := of.get("level")) is None else short[level] for of in fields],
            "earlier_hash": earlier_hashes,
            "line_number": [record.line or None for record in records],
            "line_count": [record.lines for record in records],
            "stack_trace": _nothing(records) if traces is None else [trace.stack_trace for trace in traces],
            "exception_type": _nothing(records) if traces is None else [trace.root_exception_type for trace in traces],
            "top_frames": _nothing(records) if traces is None else [trace.top_frames for trace in traces],
        }
        return list(zip(*(columns[name] for name in _ROW), strict=True))

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

    def _read(
        self, records: Sequence[Record], services: Sequence[str]
    ) -> tuple[Sequence[ReadRow], Sequence[Trace] | None]:
        """What is read of each record, and its trace; None where no record has one."""
        texts = [record.fields.get("stack_trace") for record in records]
        untraced = [
            (record.fields["message"], service, record.fields["error_code"] or NO_CODE)
            for record, service, text in zip(records, services, texts, strict=True)
            if not text
        ]
        plain = self._reader.read_all(*zip(*untraced, strict=True)) if untraced else []
        if len(untraced) == len(records):
            return plain, None
        left = iter(plain)
        found: list[tuple[ReadRow, Trace]] = []
        for record, service, text in zip(records, services, texts, strict=True):
            if text:
                of = record.fields
                exception = of.get("exception_type")
                found.append(self._reader.read_traced(of["message"], service, of["error_code"], exception, text))
            else:
                found.append((next(left), _NO_TRACE))
        return [reading for reading, _ in found], [trace for _, trace in found]


def _code(trace: Trace, of_line: str) -> str:
    return of_line if trace is _NO_TRACE else trace.error_code


def _nothing(records: Sequence[Record]) -> Iterable[None]:
    return repeat(None, len(records))


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
