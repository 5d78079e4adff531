"""The reader of text formats: patterns find the first line of each record, further lines go on with it."""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any

from faultbook.formats.found import found_instead
from faultbook.formats.open_record import byte_length
from faultbook.formats.patterns.definition import Definition
from faultbook.formats.patterns.lines import LinePattern
from faultbook.formats.patterns.records import UNREADABLE, RecordPattern, severity_of
from faultbook.formats.port import LineReader, ReadOptions, Record, Reject, Result, TimestampFrom, is_blank
from faultbook.formats.traces import goes_on_in_trace, looks_like_trace, message_and_trace, raised_type

MOST_BLANKS = 1_000
"""Blank lines between two lines of a record that are kept; further ones are only counted."""

Places = dict[str, tuple[int, ...]]


class PatternReader(LineReader):
    """Reads one file of a format as data."""

    def __init__(
        self, definition: Definition, patterns: Sequence[LinePattern], places: Places, options: ReadOptions
    ) -> None:
        """`patterns` of the definition, and `places` of those that a line's first character allows."""
        super().__init__(options)
        self._definition = definition
        if definition.headers:
            self.header_starts = "".join(start[0] for start in definition.headers)
        self._given, self._places = patterns, places
        self._has_second = any(pattern.entry.second for pattern in patterns)
        self._last: int | None = None
        self._number = 0
        self._line = ""
        self._fields: dict[str, Any] | None = None
        """Of the open record; None where none is open."""
        self._further: list[str] = []
        self._blank: list[str] = []
        self._size = 0
        self._is_full = False
        self._in_trace = False
        self._refused = 0
        """Number of the rejected line that a line would go on with; 0 for none."""

    # The scan of a file asks for its headers only: what reads records is made when the first line is read.
    @cached_property
    def _patterns(self) -> list[RecordPattern]:
        severity = severity_of(self._definition, self.options)
        return [RecordPattern(pattern, self._definition, self.options, severity) for pattern in self._given]

    @cached_property
    def _readers(self) -> dict[str, tuple[Callable[[str], dict[str, Any] | None], ...]]:
        fields = [pattern.fields for pattern in self._patterns]
        return {first: tuple([fields[place] for place in found]) for first, found in self._places.items()}

    @cached_property
    def _is_dated(self) -> bool:
        return any(pattern.is_dated for pattern in self._patterns)

    def read(self, lines: Sequence[str], first: int) -> Iterator[Result]:
        """Records and rejects that are complete."""
        readers, others, headers = self._readers, self._readers["\u0080"], self._definition.headers
        for number, line in enumerate(lines, first):
            if is_blank(line):
                self.blanks += 1
                if self._fields is not None and len(self._blank) < MOST_BLANKS:
                    self._blank.append(line)
                continue
            if headers and line.startswith(headers):
                self.headers += 1
                continue
            fields = None
            for read in readers.get(line[0], others):
                found = read(line)
                if found is not None:
                    fields = found
                    if found is not UNREADABLE:
                        break
            if fields is None:
                if (reject := self._go_on(number, line)) is not None:
                    yield reject
                continue
            if self._fields is not None:
                yield self._record()
            if (reject := self._begin(number, line, fields)) is not None:
                yield reject

    def end(self) -> Iterator[Result]:
        """The record that was still open."""
        if self._fields is not None:
            yield self._record()

    def is_header(self, line: str) -> bool:
        """True for a line that begins as the definition's headers do."""
        return line.startswith(self._definition.headers)

    def begins_record(self, line: str) -> bool:
        """True where a record begins that names its instant: one that does not may need the record before."""
        if not line or self.is_header(line):
            return False
        for read in self._readers.get(line[0], self._readers["\u0080"]):
            found = read(line)
            if found is not None and found is not UNREADABLE:
                return not self._is_dated or found["timestamp"] is not None
        return False

    def _begin(self, number: int, line: str, fields: dict[str, Any]) -> Reject | None:
        """Opens a record; a reject where its instant is missing or none."""
        at = fields.get("timestamp")
        if at is not None:
            self._last = at
        elif fields is UNREADABLE or not self._date(fields):
            self._refused = number
            if fields is UNREADABLE:
                return self._reject(number, line, "bad_timestamp", "a timestamp that is an instant, as in")
            return self._reject(number, line, "missing_timestamp", "a record with a timestamp, as in")
        self._number, self._line, self._fields = number, line, fields
        self._refused = 0
        return None

    def _date(self, fields: dict[str, Any]) -> bool:
        """Gives an undated record an instant; False where the format wants none without."""
        undated = self._definition.undated
        if undated == "reject":
            return False
        from_previous = undated == "previous" and self._last is not None
        fields["timestamp"] = self._last if from_previous else self.options.file_time
        fields["timestamp_from"] = TimestampFrom.PREVIOUS if from_previous else TimestampFrom.FILE
        return True

    def _go_on(self, number: int, line: str) -> Reject | None:
        """Adds a line to the open record; a reject where it does not belong to one, or to a full one."""
        if self._fields is None:
            return self._reject(number, line, "no_record_start", "a line that begins a record, as in")
        continuation = self._definition.continuation
        if continuation != "any":
            belongs = continuation == "trace" and (
                looks_like_trace(line) or (self._in_trace and goes_on_in_trace(line))
            )
            self._in_trace = belongs
            if not belongs:
                return self._reject(number, line, "no_record_start", "a line that begins a record, as in")
        if not self._further:
            self._size = byte_length(self._line)
        self._size += byte_length(line) + 1 + sum(len(blank) + 1 for blank in self._blank)
        if self._is_full or self._size > self.options.max_record_bytes:
            self._is_full = True
            self._blank.clear()
            detail = (
                f"found a line that goes on with the record of line {self._number}, expected no more than "
                f"{self.options.max_record_bytes:,} bytes in the lines of one record"
            )
            return Reject(number, line, "record_too_long", detail)
        self._further += self._blank
        self._further.append(line)
        self._blank.clear()
        return None

    def _record(self) -> Record:
        """The open record, which is closed by that."""
        fields, further = self._fields, self._further
        assert fields is not None
        self._fields = None
        self._blank.clear()
        self._is_full = self._in_trace = False
        if not further:
            return Record(self._number, 1, self._line, fields)
        self._further = []
        below = further
        if self._has_second and (added := self._second_line(further[0])) is not None:
            fields |= added
            below = further[1:]
        begun: str = fields["message"]
        message, trace = message_and_trace(begun, below)
        # Where the first line has no message, it is below it, indented.
        fields["message"] = message if begun else message.strip()
        if trace is not None:
            fields["stack_trace"] = f"{fields['stack_trace']}\n{trace}" if fields.get("stack_trace") else trace
            fields["exception_type"] = fields.get("exception_type") or raised_type(fields["stack_trace"])
        lines = 1 + sum(not is_blank(line) for line in further)
        return Record(self._number, lines, "\n".join((self._line, *further)), fields)

    def _second_line(self, line: str) -> dict[str, Any] | None:
        """What the line below the open record's first adds, by the pattern that read the first."""
        first = self._line
        for place in self._places.get(first[0], self._places["\u0080"]):
            found = self._patterns[place].fields(first)
            if found is not None and found is not UNREADABLE:
                return self._patterns[place].second_fields(line)
        return None

    def _reject(self, number: int, line: str, reason: str, expected: str) -> Reject:
        after = f" (it follows the rejected line {self._refused})" if 0 < self._refused < number else ""
        return Reject(number, line, reason, found_instead(line, f"{expected} '{self._beginning()}'{after}"))

    def _beginning(self) -> str:
        """What a record begins with: of the first example, else the pattern."""
        examples = self._definition.examples
        text = str(examples[0].get("text", "")) if examples else ""
        return text.split("\n", 1)[0][:100] or self._definition.patterns[0].regex[:100]
