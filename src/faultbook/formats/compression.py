"""Compressed files as chunks of what they contain. Told by their first bytes, not by their names."""

import bz2
import lzma
import re
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO, Protocol

from faultbook.formats.damage import DamagedFile, readable_damage
from faultbook.formats.frames import frames

CHUNK_BYTES = 4 * 2**20
MOST_WINDOW_BYTES = 256 * 2**20
"""Memory that the dictionary of xz and LZMA may need; `xz -9` needs 65 MiB."""


class Readable(Protocol):
    """What bytes are read from."""

    def read(self, size: int = ..., /) -> bytes:
        """The next bytes, at most `size`; none at the end."""


class Decompressor(Protocol):
    """One member of a compressed file."""

    @property
    def eof(self) -> bool:
        """True where the member has ended."""

    @property
    def unused_data(self) -> bytes:
        """What follows the end of the member."""

    def decompress(self, data: bytes, max_length: int = ..., /) -> bytes:
        """The next bytes of the content."""


def _gzip() -> Decompressor:
    return zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)


def _xz() -> Decompressor:
    return lzma.LZMADecompressor(memlimit=MOST_WINDOW_BYTES)


_MEMBERS: dict[str, Callable[[], Decompressor]] = {"gzip": _gzip, "bzip2": bz2.BZ2Decompressor, "xz": _xz}
"""Compressions of the standard library. The others, zstd and lz4, are read by pyarrow (frames.py)."""

_KINDS = {
    "gzip": rb"\x1f\x8b",
    "bzip2": rb"BZh",
    "xz": rb"\xfd7zXZ\x00",
    # pzstd begins with a frame that others skip.
    "zstd": rb"(?:\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18)",
    "lz4": rb"\x04\x22\x4d\x18",
}
_NOT_READ = {
    "zip": rb"PK(?:\x03\x04|\x05\x06|\x07\x08)",
    "7z": rb"7z\xbc\xaf\x27\x1c",
    "legacy lz4": rb"\x02\x21\x4c\x18",
}
"""What is known by its first bytes and not read here; zip is an archive of several files."""


def _first_bytes(kinds: dict[str, bytes]) -> re.Pattern[bytes]:
    return re.compile(b"|".join(b"(%s)" % magic for magic in kinds.values()), re.DOTALL)


_READ_MAGIC, _OTHER_MAGIC = _first_bytes(_KINDS), _first_bytes(_NOT_READ)


def compression_of(start: bytes) -> str | None:
    """The compression that a file's first bytes show; None where it is not compressed."""
    return _named(_READ_MAGIC, _KINDS, start)


def _named(magic: re.Pattern[bytes], kinds: dict[str, bytes], start: bytes) -> str | None:
    found = magic.match(start)
    return None if found is None or found.lastindex is None else list(kinds)[found.lastindex - 1]


def chunks(file: BinaryIO, size: int = CHUNK_BYTES, *, most_bytes: int | None = None) -> Iterator[bytes]:
    """The content of a file from where it stands, decompressed, in pieces of at most `size` bytes (8 or more).

    DamagedFile where it ends early, is damaged, of a kind that is not read, or compressed and has more than
    `most_bytes` when decompressed. An error of the file system is raised as it is.
    """
    start = file.read(size)
    if other := _named(_OTHER_MAGIC, _NOT_READ, start):
        raise DamagedFile(
            f"{other} is not read; expected plain text, gzip, bzip2, xz, zstd or lz4. Fix: decompress it first"
        )
    kind = compression_of(start)
    if kind is None:
        while start:
            yield start
            start = file.read(size)
        return
    made = _MEMBERS.get(kind)
    with readable_damage(kind):
        pieces = frames(file, start, kind, size) if made is None else _members(file, start, made, size)
        yield from pieces if most_bytes is None else _limited(pieces, most_bytes)


def _limited(pieces: Iterator[bytes], most_bytes: int) -> Iterator[bytes]:
    total = 0
    for piece in pieces:
        total += len(piece)
        if total > most_bytes:
            raise DamagedFile(more_than(most_bytes))
        yield piece


def more_than(most_bytes: int) -> str:
    """The reason why what a compressed file or an archive contains is not read."""
    return (
        f"more than {most_bytes:,} bytes when decompressed (setting max_unpacked_bytes). "
        "Fix: land it in parts, or raise the setting"
    )


def _members(file: Readable, start: bytes, made: Callable[[], Decompressor], size: int) -> Iterator[bytes]:
    waiting = start
    while waiting:
        member = made()
        yield from member_chunks(member, waiting, file, size)
        if not member.eof:
            raise EOFError
        # Zeros fill up the last block of a tape or a disk.
        waiting = member.unused_data.lstrip(b"\0")
        while not waiting and (more := file.read(size)):
            waiting = more.lstrip(b"\0")


def member_chunks(member: Decompressor, start: bytes, file: Readable, size: int) -> Iterator[bytes]:
    """What one member contains: `start`, and what follows in the file, until the member or the file ends."""
    waiting = start
    while not member.eof:
        # Bounded, so that a small file that contains gigabytes is read piece by piece.
        found = member.decompress(waiting, size)
        if found:
            yield found
        waiting = getattr(member, "unconsumed_tail", b"")
        if not waiting and not member.eof and getattr(member, "needs_input", True):
            waiting = file.read(size)
            if not waiting and not found:
                return
