"""The files in a tar file, plain or compressed, in one pass."""

import tarfile
from collections.abc import Iterator
from functools import partial
from typing import BinaryIO

from faultbook.formats.archived.entries import LINK, NO_FILE, Entry, micros_of, too_many
from faultbook.formats.archived.sparse import Sparse, sparse_of, with_holes
from faultbook.formats.archived.tar_headers import TarHeader, TarHeaders
from faultbook.formats.archived.tar_stream import BLOCK, TarStream
from faultbook.formats.compression import chunks
from faultbook.formats.damage import TRUNCATED, DamagedFile

_LINKS = {tarfile.SYMTYPE, tarfile.LNKTYPE}
_NO_FILES = {tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE}
_NO_ENTRIES = {tarfile.DIRTYPE, b"D", b"V"}
"""Folders; of GNU, lists of a folder's names and labels of a volume."""
_WITHOUT_CONTENT = _LINKS | _NO_FILES | {tarfile.DIRTYPE}
_CONTINUED = b"M"
_PIECE_BYTES = 2**20


def tar_entries(file: BinaryIO, most_members: int, most_bytes: int) -> Iterator[Entry]:
    """The files in a tar file. DamagedFile where it is cut or damaged, or compressed and of more than `most_bytes`."""
    stream = TarStream(chunks(file, _PIECE_BYTES, most_bytes=most_bytes))
    headers = TarHeaders(stream)
    count = 0
    while (header := headers.next()) is not None:
        count += 1
        if count > most_members:
            raise DamagedFile(too_many(most_members))
        content = _Content(stream, header)
        if header.type not in _NO_ENTRIES and not header.name.endswith("/"):
            yield _entry(header, content)
        content.skip()


class _Content:
    """What follows a header: of a sparse file first the list of its parts, then these without the holes."""

    def __init__(self, stream: TarStream, header: TarHeader) -> None:
        self._stream = stream
        self._left = 0 if header.type in _WITHOUT_CONTENT else header.size
        self._padding = -self._left % BLOCK
        self.sparse: Sparse | None = sparse_of(header, stream)
        if self.sparse is not None:
            self._left -= self.sparse.listed_bytes
            if self._left != sum(length for _, length in self.sparse.parts):
                raise DamagedFile("a sparse file is damaged")

    def pieces(self) -> Iterator[bytes]:
        for piece in self._stream.pieces(self._left):
            self._left -= len(piece)
            yield piece
        if self._left:
            raise DamagedFile(TRUNCATED)

    def skip(self) -> None:
        self._stream.skip(self._left + self._padding)
        self._left = self._padding = 0


def _entry(header: TarHeader, content: _Content) -> Entry:
    modified = micros_of(header.seconds)
    sparse = content.sparse
    if sparse is not None:
        return Entry(header.name, sparse.size, modified, partial(with_holes, sparse, content.pieces))
    return Entry(header.name, header.size, modified, content.pieces, _left_out(header))


def _left_out(header: TarHeader) -> str | None:
    if header.type in _LINKS:
        return LINK
    if header.type in _NO_FILES:
        return NO_FILE
    if header.type == _CONTINUED:
        return "it began in another volume of the archive"
    if "GNU.sparse.map" in header.pax or "GNU.sparse.numblocks" in header.pax:
        return (
            "it is a sparse file of version 0.0 or 0.1, which is not read; expected 1.0. Fix: pack it without --sparse"
        )
    return None
