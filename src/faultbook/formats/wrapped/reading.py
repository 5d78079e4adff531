"""A wrapped log, line by line: parts are joined, streams are kept apart, an inner format reads each."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from faultbook.formats.continued_reader import RECORD_TOO_LONG
from faultbook.formats.found import found_instead
from faultbook.formats.open_record import byte_length
from faultbook.formats.plain.reading import PlainReader
from faultbook.formats.port import Format, LineReader, ReadOptions, RecordTable, Reject, Result, is_blank
from faultbook.formats.wrapped.origins import Origin
from faultbook.formats.wrapped.piece import Piece, Wrapping
from faultbook.formats.wrapped.streams import Stream

MOST_STREAMS = 1_000
"""Streams that are held at once: of more, the oldest ends, with the record that was open in it."""
_MOST_OF_A_FILE = 300 * 86_400_000_000
"""What a year that inner lines do not name is taken from is no further behind the first line than this."""


def reads_plain_text(inner: Format) -> bool:
    """True where text that is no record of the inner format is read as plain text."""
    # An error log's records have codes, and a line of a document is no text.
    return inner.table is not RecordTable.ERRORS and (inner.cut_anywhere or inner.table is RecordTable.TEXT)


class _Parts:
    """The parts of a line that has not ended."""

    def __init__(self) -> None:
        self.lines: list[tuple[int, str]] = []
        self.texts: list[str] = []
        self.time = ""
        self.size = 0
        self.is_too_long = False


class WrappedReader(LineReader):
    """Reads what a container runtime wrote. A line that is not written so is a reject."""

    # Nor which is blank: an empty line inside may be the end of a longer one.
    headers_in_order = True

    def __init__(self, options: ReadOptions, wrapping: Wrapping, inner: Format) -> None:
        """`inner` is the format of the lines inside."""
        super().__init__(options)
        self._wrapping = wrapping
        self._inner = inner
        self._streams: dict[str, Stream] = {}
        self._parts: dict[str, _Parts] = {}
        self._ended_headers = 0
        """Of streams that are not held any more."""
        self._is_mixed = reads_plain_text(inner)
        self._instant_of = wrapping.instants(options)
        self._judge = inner.reader(options)
        """Judges single lines, reads none."""
        # A header is inside of a line that begins as any other.
        self.header_starts = None if self._judge.header_starts is None else ""

    def is_header(self, line: str) -> bool:
        """True where the line inside is a header."""
        piece = self._wrapping.unwrap(line)
        return piece is not None and self._judge.is_header(piece.text)

    def begins_record(self, line: str) -> bool:
        """True where a record begins at the line inside."""
        piece = self._wrapping.unwrap(line)
        return piece is not None and not is_blank(piece.text) and self._judge.begins_record(piece.text)

    def read(self, lines: Sequence[str], first: int) -> Iterator[Result]:
        """Records and rejects that are complete."""
        unwrap = self._wrapping.unwrap
        last: Stream | None = None
        for number, line in enumerate(lines, first):
            piece = unwrap(line)
            if piece is None:
                if is_blank(line):
                    self.blanks += 1
                else:
                    yield Reject(number, line, f"not_{self._wrapping.name}", self._detail(line))
                continue
            name, time, text, ends, process = piece
            stream = self._streams.get(name)
            if stream is None:
                if len(self._streams) >= MOST_STREAMS:
                    yield from self._end_stream(next(iter(self._streams)))
                stream = self._begun(piece)
            if last is not stream and last is not None:
                yield from last.flush()
            last = stream
            if not ends or name in self._parts:
                yield from self._add_part(stream, number, line, piece)
            elif "\n" in text or is_blank(text):
                self._add_odd(stream, ((number, line),), time, text)
            else:
                stream.add(text, Origin(((number, line),), time, 1, False, None, process))
        if last is not None:
            yield from last.flush()
        self._count_headers()

    def end(self) -> Iterator[Result]:
        """Lines that did not end, and the last records."""
        for name in tuple(self._streams):
            yield from self._end_stream(name)
        self._count_headers()

    def _end_stream(self, name: str) -> Iterator[Result]:
        stream = self._streams.pop(name)
        if name in self._parts:
            self._end_parts(stream, name)
        yield from stream.end()
        self._ended_headers += stream.headers

    def _begun(self, piece: Piece) -> Stream:
        begins = self._instant_of(piece.time)
        options = replace(self.options, takes_undated=True)
        if begins is not None and not begins <= options.file_time <= begins + _MOST_OF_A_FILE:
            # The year of lines that name none: of a copy, the file's time is that of the copy.
            options = replace(options, file_time=begins + _MOST_OF_A_FILE)
        stream = Stream(
            self._inner.reader(options),
            PlainReader(options) if self._is_mixed else None,
            self._wrapping.fields_of(piece.stream),
            self._instant_of,
            is_of_objects=self._inner.table is RecordTable.LOGS,
        )
        self._streams[piece.stream] = stream
        return stream

    def _add_part(self, stream: Stream, number: int, line: str, piece: Piece) -> Iterator[Result]:
        parts = self._parts.setdefault(piece.stream, _Parts())
        parts.time = parts.time or piece.time
        parts.size += byte_length(piece.text) + 1
        if parts.is_too_long or parts.size > self.options.max_record_bytes:
            yield from self._reject_parts(parts, number, line)
        else:
            parts.lines.append((number, line))
            parts.texts.append(piece.text)
        if piece.ends:
            self._end_parts(stream, piece.stream)

    def _end_parts(self, stream: Stream, name: str) -> None:
        parts = self._parts.pop(name)
        if not parts.is_too_long:
            text = "".join(parts.texts)
            lines = tuple(parts.lines)
            if is_blank(text) or "\n" in text:
                self._add_odd(stream, lines, parts.time, text)
            else:
                stream.add(text, Origin(lines, parts.time, len(lines)))

    def _add_odd(self, stream: Stream, lines: tuple[tuple[int, str], ...], time: str, text: str) -> None:
        """Takes a blank line, or one that itself contains line feeds: inner lines that share lines of the file."""
        inner = text.split("\n")
        counted = next((place for place, each in enumerate(inner) if not is_blank(each)), None)
        if counted is None:
            self.blanks += len(lines)
        for place, each in enumerate(inner):
            part = place - counted if len(inner) > 1 and counted is not None and place >= counted else None
            count = len(lines) if place == counted else 0
            stream.add(each, Origin(lines, time, count, is_blank(each), part))

    def _reject_parts(self, parts: _Parts, number: int, line: str) -> Iterator[Result]:
        parts.is_too_long = True
        for held_number, held in (*parts.lines, (number, line)):
            expected = (
                f"at most {self.options.max_record_bytes} bytes in all parts of a line (setting max_record_bytes)"
            )
            yield Reject(held_number, held, RECORD_TOO_LONG, found_instead(held, expected))
        parts.lines = []
        parts.texts = []

    def _detail(self, line: str) -> str:
        return found_instead(line, self._wrapping.expected)

    def _count_headers(self) -> None:
        self.headers = self._ended_headers + sum(stream.headers for stream in self._streams.values())
