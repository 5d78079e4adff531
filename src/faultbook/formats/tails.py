"""The end of what was read of a file: the lines of records that may still go on when the file grows.

A record is stored as it is found, although its last line or its stack trace may be half written. When the file has
grown, its lines are read again from the start of those records; where they have changed, they replace what was stored.
"""

import hashlib
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from faultbook.formats.compression import chunks
from faultbook.formats.encodings import is_bytewise, mark_length
from faultbook.formats.files import Block, block_of, read_block
from faultbook.formats.port import Format, LineReader, ReadOptions, Record, Result
from faultbook.formats.spans import ContentSums, Span, span_chunks

_WINDOW_BYTES = 4 * 2**10
_WINDOW_GROWTH = 8
_CONTEXT_BYTES = 16 * 2**10
"""So much before the place where reading goes on is read again, for what later lines take from it: an instant."""
_HEAD_BYTES = 64 * 2**10
_HEAD_LINES = 100
"""So many lines of the beginning are read again, for the columns that a header names."""


@dataclass(frozen=True)
class Tail:
    """The last lines that were read of a content: those of records that may go on.

    `begin`: where they begin, in bytes; `line`: the number of the first of them; `results_hash`: what they were read
    as. Where no record may go on, `begin` is the end of the content, `line` the next line, `results_hash` None.
    """

    begin: int
    line: int
    results_hash: str | None


@dataclass(frozen=True)
class Manner:
    """How a file is read."""

    format: Format
    encoding: str
    options: ReadOptions


def tail_of(sums: ContentSums, span: Span, last_line: int, manner: Manner, open_file: Callable[[], BinaryIO]) -> Tail:
    """The tail of a span that was just read up to line `last_line`; `open_file` opens its file."""
    nothing = Tail(sums.to, last_line + 1, None)
    known = sums.last_bytes()
    # Before the span's begin there is the end of another record.
    known = known[-(sums.to - span.begin) :] if sums.to > span.begin else b""
    is_all = len(known) == sums.to - span.begin
    size = _WINDOW_BYTES
    while known:
        window = known[-size:]
        is_whole = is_all and len(window) == len(known)
        lines, starts = _lines_of(window, manner.encoding, is_start=is_whole, has_mark=is_whole and not span.begin)
        if lines:
            first = last_line - len(lines) + 1
            reader = manner.format.reader(manner.options)
            if reader.headers_in_order and not is_whole:
                with open_file() as file:
                    _skip(reader, _head_lines(file, sums.to, manner), 1)
            block = block_of(lines, first, max_line_bytes=manner.options.max_line_bytes, encoding=manner.encoding)
            results, open_from = _open_results(reader, block, is_terminated=_ends_line(window, manner.encoding))
            if open_from is None:
                return nothing
            if open_from > first or is_whole or size >= len(known):
                begin = sums.to - len(window) + starts[open_from - first]
                return Tail(begin, open_from, _hash(result for result in results if result.line >= open_from))
        if size >= len(known):
            return nothing
        size *= _WINDOW_GROWTH
    return nothing


def tail_is_unchanged(file: BinaryIO, tail: Tail, content_to: int, last_line: int, manner: Manner) -> bool:
    """True where the lines of a tail are read as they were, although the file has grown beyond `content_to`.

    The file is read from its beginning.
    """
    if tail.results_hash is None:
        return True
    span = Span(tail.begin, content_to + _CONTEXT_BYTES, tail.line)
    read = b"".join(span_chunks(file, span, ContentSums(span)))
    if not _ends_line(read[: content_to - tail.begin], manner.encoding):
        return False
    lines, _ = _lines_of(read, manner.encoding, is_start=True, has_mark=not tail.begin)
    file.seek(0)
    reader = reader_at(file, Span(tail.begin, None, tail.line), manner)
    results = list(read_block(reader, block_of(lines, tail.line, max_line_bytes=manner.options.max_line_bytes)))
    return _hash(result for result in [*results, *reader.end()] if result.line <= last_line) == tail.results_hash


def span_behind(file: BinaryIO, tail: Tail, content_to: int, last_line: int, manner: Manner) -> tuple[Span, bool]:
    """What is new in a file of which the content up to `content_to` was read, and whether it replaces the tail.

    `file` stands at its beginning and is left elsewhere.
    """
    if tail_is_unchanged(file, tail, content_to, last_line, manner):
        return Span(content_to, None, last_line + 1), False
    return Span(tail.begin, None, tail.line), True


def reader_at(file: BinaryIO, span: Span, manner: Manner) -> LineReader:
    """A reader that goes on at the begin of a span: it has read the first lines of the file and those before the span,
    and what it found there is dropped. `file` stands at its beginning and is left elsewhere.
    """
    reader = manner.format.reader(manner.options)
    if not span.begin:
        return reader
    _skip(reader, _head_lines(file, span.begin, manner), 1)
    before = Span(max(0, span.begin - _CONTEXT_BYTES), span.begin)
    file.seek(0)
    content = b"".join(span_chunks(file, before, ContentSums(before)))
    lines, _ = _lines_of(content, manner.encoding, is_start=not before.begin, has_mark=not before.begin)
    _skip(reader, lines, max(1, span.first_line - len(lines)))
    file.seek(0)
    return reader


def _head_lines(file: BinaryIO, most_bytes: int, manner: Manner) -> list[str]:
    """The first whole lines of a file, within its first bytes."""
    start = next(chunks(file, min(_HEAD_BYTES, most_bytes)), b"")[:most_bytes]
    lines, _ = _lines_of(start, manner.encoding, is_start=True, has_mark=True)
    if not _ends_line(start, manner.encoding):
        lines = lines[:-1]
    return lines[:_HEAD_LINES]


def _skip(reader: LineReader, lines: list[str], first: int) -> None:
    """Has the lines read; what they are read as is dropped."""
    block = block_of(lines, first, max_line_bytes=reader.options.max_line_bytes)
    deque(read_block(reader, block), maxlen=0)
    deque(reader.end(), maxlen=0)


def _open_results(reader: LineReader, block: Block, *, is_terminated: bool) -> tuple[list[Result], int | None]:
    """What the last lines are read as, and the first line of what may go on; None where nothing may."""
    closed = list(read_block(reader, block))
    still_open = list(reader.end())
    results = [*closed, *still_open]
    if not is_terminated:
        # A line without its end may be the beginning of another line, whatever it is read as.
        last = block.first + len(block.lines) - 1
        still_open += [result for result in closed if _last_line_of(result) >= last]
        if not still_open:
            return results, last
    return results, min((result.line for result in still_open), default=None)


def _last_line_of(result: Result) -> int:
    return result.line + (max(result.lines, 1) if isinstance(result, Record) else 1) - 1


def _lines_of(content: bytes, encoding: str, *, is_start: bool, has_mark: bool) -> tuple[list[str], list[int]]:
    """The lines of some content and the place of each in it, without the first where that may be a part of a line."""
    feed = "\n".encode(encoding) if not is_bytewise(encoding) else b"\n"
    skipped = mark_length(content, encoding) if has_mark else 0
    pieces = _split(content[skipped:], feed)
    starts, place = [], skipped
    for piece in pieces:
        starts.append(place)
        place += len(piece) + len(feed)
    if pieces and not pieces[-1]:
        pieces.pop()
        starts.pop()
    if not is_start and pieces:
        pieces, starts = pieces[1:], starts[1:]
    is_wide = len(feed) > 1
    texts = (piece.decode(encoding, "replace" if is_wide else "surrogateescape") for piece in pieces)
    return [text.removesuffix("\r") for text in texts], starts


def _split(content: bytes, feed: bytes) -> list[bytes]:
    if len(feed) == 1:
        return content.split(feed)
    pieces, begin, at = [], 0, content.find(feed)
    while at >= 0:
        # Of a wide character the second half may look like a line feed.
        if at % len(feed) == 0:
            pieces.append(content[begin:at])
            begin = at + len(feed)
            at = content.find(feed, begin)
        else:
            at = content.find(feed, at + 1)
    return [*pieces, content[begin:]]


def _ends_line(content: bytes, encoding: str) -> bool:
    return content.endswith("\n".encode(encoding) if not is_bytewise(encoding) else b"\n")


def _hash(results: Iterator[Result]) -> str:
    found = hashlib.sha256()
    for result in results:
        kind = f"{result.lines}" if isinstance(result, Record) else result.reason
        text = result.text.encode("utf-8", "surrogatepass")
        found.update(f"{result.line}\x1f{kind}\x1f{result.part}\x1f{len(text)}\x1f".encode())
        found.update(text)
    return found.hexdigest()
