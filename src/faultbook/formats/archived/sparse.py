"""Sparse files in tar: only the parts between holes are stored, and a list of where they belong.

GNU's own form has the list in the header and in blocks behind it; version 1.0 of pax before the content.
"""

import re
import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from faultbook.formats.archived.tar_headers import TarHeader, whole_number
from faultbook.formats.archived.tar_stream import BLOCK, TarStream
from faultbook.formats.compression import CHUNK_BYTES
from faultbook.formats.damage import DamagedFile

_DAMAGED = "a sparse file is damaged"
_MOST_PARTS = 100_000
_GNU = b"S"
_PART = struct.Struct("12s12s")


@dataclass(frozen=True)
class Sparse:
    """A sparse file: its `size` with holes, its parts in order (place, length), how many bytes of its content the list
    of them took.
    """

    size: int
    parts: Sequence[tuple[int, int]]
    listed_bytes: int = 0


def sparse_of(header: TarHeader, stream: TarStream) -> Sparse | None:
    """The sparse file of a header, its list read; None where it is not sparse. DamagedFile where it is damaged."""
    found = None
    if header.type == _GNU:
        found = _of_gnu(header.block, stream)
    elif (header.pax.get("GNU.sparse.major"), header.pax.get("GNU.sparse.minor")) == ("1", "0"):
        found = _of_pax(header, stream)
    if found is not None:
        _check(found)
    return found


def _of_gnu(block: bytes, stream: TarStream) -> Sparse:
    size = _number(block[483:495])
    parts = _parts(block[386:482])
    goes_on = block[482]
    while goes_on:
        more = stream.exactly(BLOCK)
        parts += _parts(more[:504])
        goes_on = more[504]
        _check_count(len(parts))
    return Sparse(size, parts)


def _parts(fields: bytes) -> list[tuple[int, int]]:
    pairs = (pair for pair in _PART.iter_unpack(fields) if pair[1].strip(b"\0 "))
    return [(_number(place), _number(length)) for place, length in pairs]


def _number(field: bytes) -> int:
    """A number in octal digits, or with the first bit set in bytes."""
    if field[0] & 0x80:
        return int.from_bytes(bytes([field[0] & 0x7F]) + field[1:], "big")
    digits = field.partition(b"\0")[0].strip()
    if not re.fullmatch(rb"[0-7]*", digits):
        raise DamagedFile(_DAMAGED)
    return int(digits or b"0", 8)


def _of_pax(header: TarHeader, stream: TarStream) -> Sparse:
    """The list is numbers in lines: how many parts, then place and length of each. Zeros fill its last block."""
    blocks = [stream.exactly(BLOCK)]
    count = whole_number(blocks[0].partition(b"\n")[0].decode("latin-1"))
    _check_count(count)
    feeds = blocks[0].count(b"\n")
    while feeds < 1 + 2 * count:
        blocks.append(stream.exactly(BLOCK))
        feeds += blocks[-1].count(b"\n")
    texts = b"".join(blocks).decode("latin-1").split("\n")[1 : 1 + 2 * count]
    numbers = [whole_number(text) for text in texts]
    size = whole_number(header.pax.get("GNU.sparse.realsize", ""))
    return Sparse(size, list(zip(numbers[::2], numbers[1::2], strict=True)), BLOCK * len(blocks))


def _check_count(count: int) -> None:
    if count > _MOST_PARTS:
        raise DamagedFile(f"a sparse file of more than {_MOST_PARTS:,} parts. Fix: pack it without --sparse")


def _check(sparse: Sparse) -> None:
    end = 0
    for place, length in sparse.parts:
        if place < end:
            raise DamagedFile(_DAMAGED)
        end = place + length
    if end > sparse.size:
        raise DamagedFile(_DAMAGED)


def with_holes(sparse: Sparse, content: Callable[[], Iterator[bytes]]) -> Iterator[bytes]:
    """The file with its holes as zeros. `content`: the bytes of all parts, one after the other."""
    pieces, held, at = content(), b"", 0
    for place, length in sparse.parts:
        yield from _zeros(place - at)
        left = length
        while left:
            held = held or next(pieces)
            yield held[:left]
            left, held = left - len(held[:left]), held[left:]
        at = place + length
    yield from _zeros(sparse.size - at)


def _zeros(count: int) -> Iterator[bytes]:
    zeros = bytes(min(count, CHUNK_BYTES))
    while count > 0:
        yield zeros[:count]
        count -= CHUNK_BYTES
