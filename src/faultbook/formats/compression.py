"""Compressed files as chunks of what they contain. Told by their first bytes, not by their names."""

import bz2
import lzma
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO, Protocol

CHUNK_BYTES = 4 * 2**20


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


class DamagedFile(Exception):
    """A compressed file ends early, is damaged, or of a kind that is not read. The text is the reason."""


def _gzip() -> Decompressor:
    return zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)


_KINDS: dict[bytes, tuple[str, Callable[[], Decompressor]]] = {
    b"\x1f\x8b": ("gzip", _gzip),
    b"BZh": ("bzip2", bz2.BZ2Decompressor),
    b"\xfd7zXZ\x00": ("xz", lzma.LZMADecompressor),
}


_NOT_READ = {
    b"\x28\xb5\x2f\xfd": "zstd",
    b"\x04\x22\x4d\x18": "lz4",
    b"PK\x03\x04": "zip",
    b"7z\xbc\xaf\x27\x1c": "7z",
}
"""First bytes of compressions that are known and not read."""


def compression_of(start: bytes) -> str | None:
    """The compression that a file's first bytes show; None where it is not compressed."""
    return next((kind for magic, (kind, _) in _KINDS.items() if start.startswith(magic)), None)


def chunks(file: BinaryIO, size: int = CHUNK_BYTES) -> Iterator[bytes]:
    """The content of a file from its beginning, decompressed. DamagedFile where it ends early or is damaged."""
    start = file.read(size)
    for magic, other in _NOT_READ.items():
        if start.startswith(magic):
            raise DamagedFile(f"{other} is not read; expected plain text, gzip, bzip2 or xz. Fix: decompress it first")
    made = next((make for magic, (_, make) in _KINDS.items() if start.startswith(magic)), None)
    if made is None:
        while start:
            yield start
            start = file.read(size)
        return
    kind = compression_of(start)
    try:
        yield from _decompressed(file, start, made, size)
    except (zlib.error, OSError, lzma.LZMAError, ValueError) as wrong:
        raise DamagedFile(f"{kind}: {wrong}") from wrong
    except EOFError as wrong:
        raise DamagedFile(f"{kind}: the file ends before its content does (truncated)") from wrong


def _decompressed(file: BinaryIO, start: bytes, made: Callable[[], Decompressor], size: int) -> Iterator[bytes]:
    member, waiting = made(), start
    while True:
        # Bounded, so that a small file that contains gigabytes is read piece by piece.
        found = member.decompress(waiting, size)
        if found:
            yield found
        if member.eof:
            waiting = member.unused_data.lstrip(b"\0") or file.read(size).lstrip(b"\0")
            if not waiting:
                return
            member = made()
            continue
        waiting = getattr(member, "unconsumed_tail", b"")
        if not waiting and getattr(member, "needs_input", True):
            waiting = file.read(size)
            if not waiting:
                if found:
                    continue
                raise EOFError
