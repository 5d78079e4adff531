"""One landed file read from its bytes: decompressed, decoded, cut into lines, read by its format.

In chunks, so that what is held in memory does not grow with the file. Lines are counted here, apart from the format.
"""

import codecs
import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from faultbook.formats.compression import compression_of
from faultbook.formats.encodings import UTF_8, is_bytewise, mark_length
from faultbook.formats.port import Format, LineReader, LongLine, ReadOptions, Reject, Result, is_blank
from faultbook.formats.spans import WHOLE, ContentSums, Span, span_chunks

BAD_ENCODING = "bad_encoding"
_ESCAPED = re.compile("[\udc80-\udcff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_MAGIC_BYTES = 8
_LONGEST_CHARACTER = 4
"""Bytes of a character in UTF-8."""


@dataclass
class FileFacts:
    """What was counted while a span of a file was read.

    `lines`; `content_bytes` of the span, decompressed; `line_feeds` in them; `bad_lines`: lines that are not of the
    encoding; `sums`: hashes of the content.
    """

    encoding: str
    lines: int = 0
    content_bytes: int = 0
    line_feeds: int = 0
    bad_lines: int = 0
    compressed: bool = False
    sums: ContentSums = field(default_factory=ContentSums)

    @property
    def line_bytes(self) -> int:
        """Bytes of all lines, one byte for each line feed left out: a mark, and the second byte of a wide line feed,
        count with the lines.
        """
        return self.content_bytes - self.line_feeds


@dataclass
class Block:
    """Consecutive lines of a file. `first`: number of the first one. `lines` without line feed and one trailing CR;
    those in `set_aside`, by place, are too long or not of the encoding.
    """

    first: int
    lines: list[str]
    set_aside: dict[int, Reject] = field(default_factory=dict)


def read_file(
    file: BinaryIO,
    format_: Format,
    options: ReadOptions,
    *,
    encoding: str,
    facts: FileFacts | None = None,
    span: Span = WHOLE,
    reader: LineReader | None = None,
) -> Iterator[Result]:
    """Records and rejects of a span of a file. `facts` is filled while it is read; `reader`: one that has read what
    comes before the span.

    DamagedFile where a compressed file ends early or is damaged; what was returned until then must not be stored.
    """
    counted = facts if facts is not None else FileFacts(encoding)
    reader = reader or format_.reader(options)
    for block in blocks(file, encoding, counted, options, span=span):
        yield from read_block(reader, block)
    yield from reader.end()


def read_block(reader: LineReader, block: Block) -> Iterator[Result]:
    """Records and rejects of consecutive lines, those set aside included."""
    if not block.set_aside:
        yield from reader.read(block.lines, block.first)
        return
    begin = 0
    for place, reject in sorted(block.set_aside.items()):
        # A line of white space or a header is one, however long it is.
        if reject.whole is None and (is_blank(reject.text) or reader.is_header(reject.text)):
            continue
        yield from reader.read(block.lines[begin:place], block.first + begin)
        yield reject
        begin = place + 1
    yield from reader.read(block.lines[begin:], block.first + begin)


def blocks(
    file: BinaryIO, encoding: str, facts: FileFacts, options: ReadOptions, *, span: Span = WHOLE
) -> Iterator[Block]:
    """The lines of a span of a file in blocks, mark removed. DamagedFile where it cannot be decompressed."""
    content = _counted(file, facts, span, options.max_unpacked_bytes)
    if not span.begin:
        content = _unmarked(content, encoding)
    is_wide = not is_bytewise(encoding)
    pieces, name = (_transcoded(content, encoding, facts), UTF_8) if is_wide else (content, encoding)
    cutter = _LineCutter(name, facts, options.max_line_bytes, span.first_line)
    for piece in pieces:
        yield from cutter.cut(piece)
    yield from cutter.end()


def _counted(file: BinaryIO, facts: FileFacts, span: Span, most_bytes: int) -> Iterator[bytes]:
    start = file.read(_MAGIC_BYTES)
    facts.compressed = compression_of(start) is not None
    file.seek(-len(start), os.SEEK_CUR)
    facts.sums = ContentSums(span)
    for piece in span_chunks(file, span, facts.sums, most_bytes=most_bytes):
        facts.content_bytes += len(piece)
        yield piece


def _unmarked(pieces: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    first = next(pieces, b"")
    mark = mark_length(first, encoding)
    if first[mark:]:
        yield first[mark:]
    yield from pieces


def _transcoded(content: Iterator[bytes], encoding: str, facts: FileFacts) -> Iterator[bytes]:
    """The content in UTF-8. What is not of the encoding becomes U+FFFD and is counted."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    for piece in content:
        text = decoder.decode(piece)
        yield _without_surrogates(text, facts).encode()
    yield _without_surrogates(decoder.decode(b"", final=True), facts).encode()


def _without_surrogates(text: str, facts: FileFacts) -> str:
    facts.bad_lines += text.count("\ufffd")
    return _SURROGATE.sub("\ufffd", text) if _SURROGATE.search(text) else text


class _LineCutter:
    """Cuts pieces of a file into blocks of whole lines. Holds at most one unfinished line of bounded length."""

    def __init__(self, encoding: str, facts: FileFacts, max_line_bytes: int, first_line: int) -> None:
        self._encoding = encoding
        self._facts = facts
        self._first_line = first_line
        self._limit = max_line_bytes
        self._kept = b""
        self._long: _LongLineSum | None = None

    def cut(self, piece: bytes) -> Iterator[Block]:
        """The lines that end in this piece."""
        self._facts.line_feeds += piece.count(b"\n")
        end = piece.rfind(b"\n")
        if end < 0:
            self._keep(piece)
            return
        whole = piece[:end]
        if self._long is not None:
            rest, feed, whole = whole.partition(b"\n")
            yield self._long_block(rest)
            if feed:
                yield self._block(whole)
        else:
            yield self._block(self._kept + whole)
        self._kept = b""
        self._keep(piece[end + 1 :])

    def end(self) -> Iterator[Block]:
        """The last line, which has no line feed."""
        if self._long is not None:
            yield self._long_block(b"")
        elif self._kept:
            yield self._block(self._kept)
            self._kept = b""

    def _keep(self, start: bytes) -> None:
        if self._long is not None:
            self._long.add(start)
        elif len(self._kept) + len(start) > 2 * self._limit:
            self._long = _LongLineSum(self._limit)
            self._long.add(self._kept)
            self._long.add(start)
            self._kept = b""
        else:
            self._kept += start

    def _long_block(self, rest: bytes) -> Block:
        found = self._long
        assert found is not None
        self._long = None
        found.add(rest)
        number = self._first_line + self._facts.lines
        self._facts.lines += 1
        text = found.start.decode(self._encoding, "surrogateescape")
        reject = Reject(number, text, "too_long", _too_long(found.length, self._limit), whole=found.summed())
        return Block(number, [""], {0: reject})

    def _block(self, content: bytes) -> Block:
        facts = self._facts
        first = self._first_line + facts.lines
        try:
            text, is_clean = content.decode(self._encoding), True
        except UnicodeDecodeError:
            text, is_clean = content.decode(self._encoding, "surrogateescape"), False
        lines = text.split("\n")
        if "\r" in text:
            lines = [line.removesuffix("\r") for line in lines]
        facts.lines += len(lines)
        if is_clean and len(max(lines, key=len)) * _LONGEST_CHARACTER <= self._limit:
            return Block(first, lines)
        block = block_of(lines, first, max_line_bytes=self._limit, encoding=self._encoding)
        facts.bad_lines += sum(reject.reason == BAD_ENCODING for reject in block.set_aside.values())
        return block


def block_of(lines: list[str], first: int, *, max_line_bytes: int, encoding: str = UTF_8) -> Block:
    """Lines that follow each other, bytes that are not of the encoding as surrogate escapes, as a block."""
    block = Block(first, lines)
    for place, line in enumerate(lines):
        size = len(line) if line.isascii() else len(line.encode("utf-8", "surrogateescape"))
        if size > max_line_bytes:
            block.set_aside[place] = Reject(first + place, line, "too_long", _too_long(size, max_line_bytes))
        elif not line.isascii() and _ESCAPED.search(line):
            detail = f"holds bytes that are not {encoding.upper()}; see raw"
            block.set_aside[place] = Reject(first + place, line, BAD_ENCODING, detail)
    return block


class _LongLineSum:
    """Length, hash and beginning of a line that is too long to be held."""

    def __init__(self, kept: int) -> None:
        self.length = 0
        self.start = b""
        self._kept = kept
        self._hash = hashlib.sha256()
        self._last = b""

    def add(self, piece: bytes) -> None:
        """The next bytes of the line."""
        if not piece:
            return
        self.length += len(piece)
        if len(self.start) < self._kept:
            self.start += piece[: self._kept - len(self.start)]
        # One trailing carriage return is not of the line: the last byte waits.
        self._hash.update(self._last + piece[:-1])
        self._last = piece[-1:]

    def summed(self) -> LongLine:
        """Length and hash of the line without one trailing carriage return."""
        if self._last != b"\r":
            self._hash.update(self._last)
            return LongLine(self.length, self._hash.hexdigest())
        return LongLine(self.length - 1, self._hash.hexdigest())


def _too_long(length: int, limit: int) -> str:
    return f"{length} bytes; at most {limit} (setting max_line_bytes)"
