"""Reads records that lines of a stack trace, and indented lines, go on with."""

import re
from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import Any

from faultbook.faults.severities import UNKNOWN
from faultbook.formats.found import found_instead
from faultbook.formats.levels import Levels
from faultbook.formats.open_record import OpenRecord, byte_length
from faultbook.formats.port import LineReader, ReadOptions, Record, Reject, Result, TimestampFrom, is_blank
from faultbook.formats.traces import goes_on_in_trace, looks_like_trace

RECORD_TOO_LONG = "record_too_long"

_HEAD_OF_TRACE = re.compile(
    r"(?:Exception Group )?Traceback \(most recent call last\)|panic: |fatal error: |Exception in thread |thread '"
    r"|(?:Uncaught )?[A-Za-z_$][\w$.]{0,500}(?:Exception|Error|Throwable)\b"
)
_CRASH = re.compile(r"(panic|fatal)(?: error)?: ")
_REPORTS_FAILURE = re.compile(
    r"(?i)\b(?:error|err|fail(?:s|ed|ure|ing)?|exception|uncaught|unhandled|fatal|crash(?:ed)?|could not|cannot)\b"
    r"|:\s*\Z"
)
_ANOTHER_TRACE_FOLLOWS = ("During handling of the above exception", "The above exception was the direct cause")
_FIRST_CHARACTERS = 300


class ContinuedReader(LineReader):
    """What begins a record is for `begun` to decide; what goes on with one is a trace's line or an indented one.

    A stack trace that follows a record of no failure is a record of its own: a program that ends by an exception
    prints it below whatever it wrote last. Undated records take the instant of the dated record before them.
    """

    no_record: str
    """Reason of the reject of a line that neither begins a record nor goes on with one."""
    expected: str
    """What begins a record, in words."""

    def __init__(self, options: ReadOptions) -> None:
        """Nothing is read yet."""
        super().__init__(options)
        self.levels = Levels(options.severities)
        self._open: OpenRecord | None = None
        self._is_full = False
        self._latest: int | None = None

    @abstractmethod
    def begun(self, line: str) -> dict[str, Any] | None:
        """The fields of the record that begins at a line, without `timestamp` where it names none; None for no record.

        `message` and `severity` are always there.
        """

    def read(self, lines: Sequence[str], first: int) -> Iterator[Result]:
        """Records and rejects that are complete."""
        for number, line in enumerate(lines, first):
            if is_blank(line):
                self.count_blank(line)
                continue
            fields = self.begun(line)
            if fields is None:
                yield from self.without_record(number, line, self.no_record, self.expected)
                continue
            # As `opened`, for the line that most lines are.
            if self._open is not None:
                yield self._open.record()
                self._open = None
            if (refused := self._begin_record(number, line, fields, 1)) is not None:
                yield refused

    def end(self) -> Iterator[Result]:
        """The last record."""
        yield from self.closed()

    def count_blank(self, line: str) -> None:
        """Takes a blank line."""
        self.blanks += 1
        if self._open is not None:
            self._open.add_blank(line)

    def without_record(
        self, number: int, line: str, reason: str, expected: str, found: str | None = None
    ) -> Iterator[Result]:
        """Takes a line at which no record of the format begins: one of the record before, a trace, else a reject.

        `found` is what the reject's detail shows instead of the line.
        """
        if self.goes_on(line):
            yield from self._added(number, line)
        elif _HEAD_OF_TRACE.match(line):
            yield from self.opened(number, line, self.crash(line) or {"message": line, "severity": UNKNOWN})
        else:
            yield from self.closed()
            yield Reject(number, line, reason, found_instead(line if found is None else found, expected))

    def opened(self, number: int, text: str, fields: dict[str, Any], lines: int = 1) -> Iterator[Result]:
        """Takes the first line of a record, or `lines` lines of one, joined; what was open is complete."""
        yield from self.closed()
        if (refused := self._begin_record(number, text, fields, lines)) is not None:
            yield refused

    def _begin_record(self, number: int, text: str, fields: dict[str, Any], lines: int) -> Reject | None:
        """Begins a record; a reject where its first line alone is too long. Rows of several lines are shorter."""
        timestamp = fields.get("timestamp")
        if timestamp is not None:
            self._latest = timestamp
        elif self._latest is not None:
            fields["timestamp"] = self._latest
            fields["timestamp_from"] = TimestampFrom.PREVIOUS
        else:
            fields["timestamp"] = self.options.file_time
            fields["timestamp_from"] = TimestampFrom.FILE
        size = len(text) if text.isascii() else byte_length(text)
        self._is_full = size > self.options.max_record_bytes
        if self._is_full:
            return self.too_long(number, text)
        self._open = OpenRecord(number, text, fields, size, lines)
        return None

    def closed(self) -> Iterator[Record]:
        """The record that was open, if one was."""
        if self._open is not None:
            yield self._open.record()
            self._open = None
        self._is_full = False

    def too_long(self, number: int, line: str) -> Reject:
        """The reject of a line that would make its record too long."""
        expected = f"at most {self.options.max_record_bytes} bytes in all lines of a record (setting max_record_bytes)"
        return Reject(number, line, RECORD_TOO_LONG, found_instead(line, expected))

    def crash(self, line: str) -> dict[str, Any] | None:
        """The fields of the line by which a Go program ends; None for another line."""
        found = _CRASH.match(line)
        if found is None:
            return None
        return {"message": line, "level": found[1], "severity": self.levels.of_word(found[1])}

    def goes_on(self, line: str) -> bool:
        """True where a line that begins no record belongs to the record before it."""
        record = self._open
        if record is None:
            return self._is_full and (line[0] in " \t" or goes_on_in_trace(line))
        if line[0] in " \t":
            return True
        if record.in_trace:
            is_apart = line.startswith(("Traceback (", "panic: ", "Exception in thread "))
            return goes_on_in_trace(line) and not (is_apart and not record.last.startswith(_ANOTHER_TRACE_FOLLOWS))
        return looks_like_trace(line) and (not _HEAD_OF_TRACE.match(line) or self._reports_failure(record))

    def _reports_failure(self, record: OpenRecord) -> bool:
        severity = record.fields["severity"]
        return severity not in (UNKNOWN, self.levels.mildest) or (
            severity == UNKNOWN and _REPORTS_FAILURE.search(record.last[-_FIRST_CHARACTERS:]) is not None
        )

    def _added(self, number: int, line: str) -> Iterator[Result]:
        size = byte_length(line)
        if self._open is not None and self._open.size + size + 1 > self.options.max_record_bytes:
            yield self._open.record()
            self._open = None
            self._is_full = True
        if self._open is None:
            yield self.too_long(number, line)
        else:
            self._open.add(line, size)
