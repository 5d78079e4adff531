"""The part of a landed file's content that one run reads, and hashes by which the content is known again.

Places are bytes of the content: of the file after decompression.
"""

import hashlib
import os
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from faultbook.formats.compression import CHUNK_BYTES, chunks, compression_of

HEAD_BYTES = 4 * 2**10
"""So much of a file's beginning is hashed apart: files that begin differently need no further comparison."""
END_BYTES = 64 * 2**10
"""So much of what was read last is hashed apart: it shows that a file grew without reading all of it again."""
_MAGIC_BYTES = 8


@dataclass(frozen=True)
class Span:
    """What is read of a content: from `begin`, the start of a line, up to `end` (None: to the end of the file).
    `first_line` is the number of the line at `begin`.
    """

    begin: int = 0
    end: int | None = None
    first_line: int = 1


WHOLE = Span()


class BoundedFile:
    """A file that ends after some bytes, although more may have been written to it meanwhile."""

    def __init__(self, file: BinaryIO, length: int) -> None:
        """`file` stands at its beginning."""
        self._file = file
        self._length = length

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        left = max(0, self._length - self._file.tell())
        return self._file.read(left if size < 0 else min(size, left))

    def seek(self, place: int, whence: int = os.SEEK_SET) -> int:
        """Goes to a place and returns it."""
        if whence == os.SEEK_END:
            place, whence = self._length + place, os.SEEK_SET
        return self._file.seek(place, whence)

    def tell(self) -> int:
        """The place in the file."""
        return self._file.tell()

    def __enter__(self) -> "BoundedFile":
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Closes the file."""
        self._file.close()


class ContentSums:
    """Hashes of a content up to the end of a span, collected while it is read.

    `to`: where the span ended. `content_hash`: SHA-256 of the span. `head_hash`: of the first HEAD_BYTES.
    `end_hash`: of the last END_BYTES before `to`. Hashes are hexadecimal; of a content of fewer bytes, they are of all.
    """

    def __init__(self, span: Span = WHOLE) -> None:
        """Nothing is read yet."""
        self.to = span.begin
        self._hash = hashlib.sha256()
        self._head = b""
        self._last: deque[bytes] = deque()
        self._last_bytes = 0

    @property
    def content_hash(self) -> str:
        """SHA-256 of the span."""
        return self._hash.hexdigest()

    @property
    def head_hash(self) -> str:
        """SHA-256 of the beginning of the content."""
        return sha256(self._head)

    @property
    def end_hash(self) -> str:
        """SHA-256 of what comes last before `to`."""
        return sha256(self.last_bytes()[-END_BYTES:])

    def last_bytes(self) -> bytes:
        """The last bytes of the content up to `to`: at least END_BYTES of them, or all there are."""
        return b"".join(self._last)

    def add_before(self, piece: bytes, *, is_head: bool = False) -> None:
        """Content that comes before the span."""
        if is_head:
            self._head = (self._head + piece)[:HEAD_BYTES]
        else:
            self._keep(piece)

    def add(self, piece: bytes) -> None:
        """The next bytes of the span."""
        if len(self._head) < HEAD_BYTES and self.to == len(self._head):
            self._head += piece[: HEAD_BYTES - len(self._head)]
        self._hash.update(piece)
        self.to += len(piece)
        self._keep(piece)

    def _keep(self, piece: bytes) -> None:
        self._last.append(piece)
        self._last_bytes += len(piece)
        # A chunk is more than is ever asked for; the one before it stays where the newest is short.
        while len(self._last) > 1 and self._last_bytes - len(self._last[0]) >= CHUNK_BYTES:
            self._last_bytes -= len(self._last.popleft())


def span_chunks(file: BinaryIO, span: Span, sums: ContentSums, *, most_bytes: int | None = None) -> Iterator[bytes]:
    """The bytes of a span, in chunks. The file is read from its beginning; where it is not compressed, what comes
    before the span is skipped but for what the hashes need. DamagedFile as `chunks`.
    """
    if span.begin and compression_of(_start_of(file)) is None:
        yield from _sought(file, span, sums)
        return
    place = 0
    for piece in chunks(file, most_bytes=most_bytes):
        before = piece[: max(0, span.begin - place)]
        if before:
            sums.add_before(before[: max(0, HEAD_BYTES - place)], is_head=True)
            sums.add_before(before)
        rest = piece[len(before) :] if before else piece
        place += len(piece)
        if span.end is not None and place > span.end:
            rest = rest[: max(0, len(rest) - (place - span.end))]
        if rest:
            sums.add(rest)
            yield rest
        if span.end is not None and place >= span.end:
            return


def sha256(content: bytes) -> str:
    """The SHA-256 of bytes, hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def _sought(file: BinaryIO, span: Span, sums: ContentSums) -> Iterator[bytes]:
    start = file.tell()
    sums.add_before(file.read(min(HEAD_BYTES, span.begin)), is_head=True)
    kept_from = max(0, span.begin - END_BYTES)
    file.seek(start + kept_from)
    sums.add_before(file.read(span.begin - kept_from))
    left = None if span.end is None else span.end - span.begin
    while piece := file.read(CHUNK_BYTES if left is None else min(CHUNK_BYTES, left)):
        left = None if left is None else left - len(piece)
        sums.add(piece)
        yield piece


def _start_of(file: BinaryIO) -> bytes:
    start = file.read(_MAGIC_BYTES)
    file.seek(-len(start), os.SEEK_CUR)
    return start
