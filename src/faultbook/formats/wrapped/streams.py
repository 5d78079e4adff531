"""One stream of a wrapped log: the reader of its lines, and which lines of the file they came from."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from faultbook.formats.instants import instant
from faultbook.formats.metadata import as_json_text
from faultbook.formats.open_record import MOST_BLANKS
from faultbook.formats.port import LineReader, Record, Reject, Result, TimestampFrom

_UNDATED = (TimestampFrom.PREVIOUS, TimestampFrom.FILE)


class Origin(NamedTuple):
    """Where an inner line came from.

    `lines`: numbers and texts of the file's lines that it was joined from. `time`: when the runtime read it. `counted`:
    how many lines of the file it is counted as: 0 for a blank one, and for a further inner line of one line. `part`:
    its place among the inner lines of one line of the file; None where it is the only one.
    """

    lines: tuple[tuple[int, str], ...]
    time: str
    counted: int
    is_blank: bool = False
    part: int | None = None


class Stream:
    """Reads the inner lines of one stream. Results name the lines of the file."""

    def __init__(self, name: str, reader: LineReader) -> None:
        """`name` is stdout or stderr; nothing is read yet."""
        self._name = name
        self._reader = reader
        self._waiting: list[str] = []
        self._origins: list[Origin | None] = []
        self._begin = 1
        """The number of the inner line that the first of `_origins` is of."""
        self._last: Origin | None = None
        """Of the last result: further records and rejects of one line come behind it."""
        self._latest: int | None = None
        self._blanks = 0
        """Blank lines, one behind the other, up to here."""
        self._taken = 0
        self._returned = 0
        """Lines of the file that were taken, and those that are in results."""
        self.headers = 0
        """Headers so far; at the end, lines of the file that were headers."""

    def add(self, text: str, origin: Origin) -> None:
        """Takes an inner line."""
        self._waiting.append(text)
        self._blanks = self._blanks + 1 if origin.is_blank else 0
        self._origins.append(origin if self._blanks <= MOST_BLANKS else None)
        self._taken += origin.counted

    def flush(self) -> Iterator[Result]:
        """Reads the lines that wait."""
        if not self._waiting:
            return
        lines, self._waiting = self._waiting, []
        yield from self._mapped(self._reader.read(lines, self._begin + len(self._origins) - len(lines)))
        self.headers = self._reader.headers
        self._forget()

    def end(self) -> Iterator[Result]:
        """What was still open."""
        yield from self.flush()
        yield from self._mapped(self._reader.end())
        # An inner header is one line, but may be joined from several of the file, or share one with other inner lines.
        self.headers = self._taken - self._returned

    def _mapped(self, results: Iterator[Result]) -> Iterator[Result]:
        for result in results:
            if isinstance(result, Record):
                yield self._record(result)
            else:
                yield from self._rejects(result)

    def _record(self, record: Record) -> Record:
        place = record.line - self._begin
        origin = self._origins[place] if record.lines else None
        if origin is None:
            origin = self._origin_again(record.line)
            text, counted = "\n".join(text for _, text in origin.lines), 0
        elif record.lines == 1:
            self._origins[place] = None
            text, counted = "\n".join([text for _, text in origin.lines]), origin.counted
        else:
            text, counted = self._joined(place, record.lines)
        self._last = origin
        self._returned += counted
        self._forget_before(place)
        fields = record.fields
        if fields.get("timestamp_from") in _UNDATED:
            self._date(fields, origin.time)
        fields["metadata"] = _with_stream(fields.get("metadata"), self._name)
        return Record(origin.lines[0][0], counted, text, fields, self._part(origin, record.part))

    def _date(self, fields: dict[str, Any], time: str) -> None:
        """Gives a record that names no instant that of the runtime."""
        timestamp = instant(time)
        if timestamp is not None:
            fields["timestamp"] = self._latest = timestamp
            del fields["timestamp_from"]
        elif self._latest is not None:
            fields["timestamp"] = self._latest
            fields["timestamp_from"] = TimestampFrom.PREVIOUS

    def _joined(self, place: int, lines: int) -> tuple[str, int]:
        """The text of a record of several inner lines, and how many lines of the file are its own."""
        texts: list[str] = []
        count = 0
        while lines and place < len(self._origins):
            origin = self._origins[place]
            if origin is not None:
                self._origins[place] = None
                count += origin.counted
                lines -= not origin.is_blank
                if not texts or not origin.part:
                    texts += [text for _, text in origin.lines]
            place += 1
        return "\n".join(texts), count

    def _rejects(self, reject: Reject) -> Iterator[Reject]:
        place = reject.line - self._begin
        origin = self._origins[place] if 0 <= place < len(self._origins) else None
        if reject.part is None and origin is not None and origin.counted:
            self._origins[place] = None
            self._last = origin
            self._returned += origin.counted
            for number, text in origin.lines:
                yield Reject(number, text, reject.reason, reject.detail)
            return
        origin = origin or self._origin_again(reject.line)
        number, text = origin.lines[0]
        yield Reject(number, text, reject.reason, reject.detail, self._part(origin, reject.part) or 0)

    def _origin_again(self, line: int) -> Origin:
        """The origin of an inner line that a result was returned of before."""
        place = line - self._begin
        origin = self._origins[place] if 0 <= place < len(self._origins) else None
        if origin is None:
            assert self._last is not None
            return self._last
        return origin

    def _part(self, origin: Origin, part: int | None) -> int | None:
        """The place among the records of one line of the file."""
        if origin.part is None:
            return part
        return origin.part + (part or 0)

    def _forget_before(self, place: int) -> None:
        """Headers before a record are in no result."""
        while place > 0 and self._origins[place - 1] is not None:
            place -= 1
            self._origins[place] = None

    def _forget(self) -> None:
        """Drops the lines that no further record has."""
        origins = self._origins
        kept = 0
        while kept < len(origins) and ((origin := origins[kept]) is None or origin.is_blank):
            kept += 1
        if kept:
            del origins[:kept]
            self._begin += kept


def _with_stream(metadata: str | None, stream: str) -> str:
    """The metadata with the stream in front, where it names none of its own."""
    if not metadata or metadata == "{}":
        return f'{{"stream": {as_json_text(stream)}}}'
    if '"stream":' in metadata or not metadata.startswith("{"):
        return metadata
    return f'{{"stream": {as_json_text(stream)}, {metadata[1:].lstrip()}'
