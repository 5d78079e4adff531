"""One stream of a wrapped log: its inner lines are read by a format, and results name the lines of the file."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from faultbook.formats.continued_reader import RECORD_TOO_LONG
from faultbook.formats.metadata import as_json_text
from faultbook.formats.port import LineReader, Record, Reject, Result, TimestampFrom
from faultbook.formats.wrapped.origins import Origin, Origins

_UNDATED = (TimestampFrom.PREVIOUS, TimestampFrom.FILE)
STREAM = "stream"
"""The name of the stream in the metadata."""


class Stream:
    """Reads the inner lines of one stream.

    Lines that are no record of the inner format are read as plain text, where there is a reader of it: programs print
    what they end by beside what they log, and the runtime names when.
    """

    def __init__(
        self,
        reader: LineReader,
        plain: LineReader | None,
        fields: Mapping[str, str],
        instant_of: Callable[[str], int | None],
        *,
        is_of_objects: bool,
    ) -> None:
        """`fields` of every record that names none of its own, the name of the stream among them. `instant_of` reads
        the runtime's times. `is_of_objects`: records of the inner format are JSON objects.
        """
        self._reader = reader
        self._plain = plain
        self._is_of_objects = is_of_objects
        # Within an object of several lines, a line that begins so is no header.
        self._header_starts = "" if is_of_objects or reader.headers_in_order else reader.header_starts or ""
        self._plain_number = 0
        """Of the last line that was read as plain text."""
        self._fields = {name: value for name, value in fields.items() if name != STREAM}
        self._member = f'"{STREAM}": {as_json_text(fields[STREAM])}'
        self._alone = f"{{{self._member}}}"
        """The metadata of a record that has no other."""
        self._instant_of = instant_of
        self._latest: int | None = None
        self._waiting: list[str] = []
        self._origins = Origins()
        self.headers = 0
        """Headers so far; at the end, lines of the file that were headers."""

    def add(self, text: str, origin: Origin) -> None:
        """Takes an inner line."""
        self._waiting.append(text)
        # A header is of no record, and no result names it.
        is_header = self._header_starts and text[:1] in self._header_starts and self._reader.is_header(text)
        self._origins.add(origin, is_header=bool(is_header))

    def flush(self) -> Iterator[Result]:
        """Reads the lines that wait."""
        if not self._waiting:
            return
        lines, self._waiting = self._waiting, []
        yield from self._named(self._reader.read(lines, self._origins.next_number - len(lines)))
        self.headers = self._reader.headers
        self._origins.forget()

    def end(self) -> Iterator[Result]:
        """What was still open."""
        yield from self.flush()
        yield from self._named(self._reader.end())
        yield from self._end_plain()
        # An inner header is one line, but may be joined from several of the file, or share one with other inner lines.
        self.headers = self._origins.added - self._origins.taken

    def _named(self, results: Iterator[Result]) -> Iterator[Result]:
        for result in results:
            if isinstance(result, Record):
                if self._plain_number:
                    yield from self._end_plain()
                yield self._record(result, is_inner=True)
            elif self._plain is not None and self._is_plain(result):
                yield from self._read_plain(self._plain, result.line, result.text)
            else:
                yield from self._rejects(result)

    def _is_plain(self, reject: Reject) -> bool:
        """True for a line that is not a damaged record, and for one that shares a line of the file with others."""
        if reject.part is not None or reject.reason == RECORD_TOO_LONG or not self._origins.has(reject.line):
            return False
        is_damaged = self._is_of_objects and reject.text.startswith("{")
        return not is_damaged or not self._origins.of(reject.line).counted

    def _read_plain(self, plain: LineReader, number: int, text: str) -> Iterator[Result]:
        if self._plain_number and not self._origins.are_blank_between(self._plain_number, number):
            yield from self._end_plain()
        self._plain_number = number
        yield from self._named_plain(plain.read((text,), number))

    def _end_plain(self) -> Iterator[Result]:
        self._plain_number = 0
        if self._plain is not None:
            yield from self._named_plain(self._plain.end())

    def _named_plain(self, results: Iterator[Result]) -> Iterator[Result]:
        for result in results:
            if isinstance(result, Record):
                yield self._record(result, is_inner=False)
            else:
                yield from self._rejects(result)

    def _record(self, record: Record, *, is_inner: bool) -> Record:
        first, text, counted = self._origins.take_record(record.line, record.lines, is_inner=is_inner)
        fields = record.fields
        if fields.get("timestamp_from") in _UNDATED:
            self._date(fields, first.time)
        if self._fields:
            for name, value in self._fields.items():
                if not fields.get(name):
                    fields[name] = value
        if first.process and not fields.get("process_id"):
            fields["process_id"] = first.process
        metadata = fields.get("metadata")
        fields["metadata"] = _with_member(metadata, self._member) if metadata else self._alone
        part = record.part if first.part is None else _part(first, record.part)
        # The whole line once: with each record within it, it would grow with their square.
        return Record(first.lines[0][0], counted, text if counted else record.text, fields, part)

    def _date(self, fields: dict[str, Any], time: str) -> None:
        """Gives a record that names no instant that of the runtime."""
        timestamp = self._instant_of(time)
        if timestamp is not None:
            fields["timestamp"] = self._latest = timestamp
            del fields["timestamp_from"]
        elif self._latest is not None:
            fields["timestamp"] = self._latest
            fields["timestamp_from"] = TimestampFrom.PREVIOUS

    def _rejects(self, reject: Reject) -> Iterator[Reject]:
        origin = self._origins.take_line(reject.line) if reject.part is None else None
        if origin is not None:
            for number, text in origin.lines:
                yield Reject(number, text, reject.reason, reject.detail)
            return
        origin = self._origins.of(reject.line)
        number, _ = origin.lines[0]
        yield Reject(number, reject.text, reject.reason, reject.detail, _part(origin, reject.part) or 0)


def _part(origin: Origin, part: int | None) -> int | None:
    """The place among the records of one line of the file."""
    return part if origin.part is None else origin.part + (part or 0)


def _with_member(metadata: str | None, member: str) -> str:
    """The metadata with the stream in front, where it names none of its own."""
    if not metadata or metadata == "{}":
        return f"{{{member}}}"
    if f'"{STREAM}":' in metadata and STREAM in json.loads(metadata):
        return metadata
    return f"{{{member}, {metadata.lstrip()[1:].lstrip()}"
