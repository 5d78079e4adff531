"""The directory at the end of a zip file: what is in it, and where.

Read here and not by `zipfile`, which refuses a whole archive for one name that is not UTF-8, and holds a directory of
any size.
"""

import os
import struct
from dataclasses import dataclass
from typing import BinaryIO

from faultbook.formats.archived.entries import check_name_length, too_many
from faultbook.formats.damage import DamagedFile

DAMAGED = "its directory is damaged"
_NO_DIRECTORY = "its directory is missing (truncated)"
_ENTRY = struct.Struct("<4s4B4HL2L5H2L")
_END = struct.Struct("<4s4H2LH")
_PLACE_OF_END_64 = struct.Struct("<4sLQL")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_LONGEST_COMMENT = 2**16
_FULL_32 = 2**32 - 1
"""This value means that the number is elsewhere, in eight bytes."""
_ZIP64 = 1


@dataclass(frozen=True)
class ZipEntry:
    """One entry of the directory, folders included.

    `system`, `flags`, `method`, `dos_day`, `dos_time`, `attributes` as zip defines them; `extra`: its further fields
    as they are written. The header of its content is at `place`, and the content has `packed_size` bytes.
    """

    raw_name: bytes
    system: int
    flags: int
    method: int
    dos_time: int
    dos_day: int
    checksum: int
    packed_size: int
    size: int
    attributes: int
    place: int
    extra: bytes


@dataclass(frozen=True)
class _End:
    """Where the directory ends, and what is written there: where it begins, its bytes, its entries."""

    place: int
    disk: int
    first_disk: int
    here: int
    count: int
    size: int
    begin: int


def read_directory(file: BinaryIO, most_members: int) -> tuple[list[ZipEntry], int]:
    """The entries of a zip file in the order of its directory, and where the directory begins.

    DamagedFile where it is cut, damaged, one part of several, or has more than `most_members` entries.
    """
    end = _checked(_end_of(file))
    if end.count > most_members:
        raise DamagedFile(too_many(most_members))
    file.seek(end.begin)
    entries = [_next_entry(file) for _ in range(end.count)]
    if file.tell() != end.begin + end.size:
        raise DamagedFile(DAMAGED)
    return entries, end.begin


def _end_of(file: BinaryIO) -> _End:
    size = file.seek(0, os.SEEK_END)
    tail = min(size, _LONGEST_COMMENT + _END.size)
    file.seek(size - tail)
    last = file.read(tail)
    at = len(last)
    while (at := last.rfind(b"PK\x05\x06", 0, at)) >= 0:
        if at + _END.size > len(last):
            continue
        _, disk, first_disk, here, count, length, begin, comment = _END.unpack_from(last, at)
        if at + _END.size + comment <= len(last):
            found = _End(size - tail + at, disk, first_disk, here, count, length, begin)
            return _end_64_of(file, found.place) or found
    raise DamagedFile(_NO_DIRECTORY)


def _end_64_of(file: BinaryIO, end: int) -> _End | None:
    """The end in numbers of eight bytes, which writers put before the other one where they need it or always."""
    pointer = end - _PLACE_OF_END_64.size
    file.seek(max(pointer, 0))
    found = file.read(_PLACE_OF_END_64.size)
    if not found.startswith(b"PK\x06\x07"):
        return None
    place = _PLACE_OF_END_64.unpack(found)[2]
    if place + _END_64.size > pointer:
        raise DamagedFile(DAMAGED)
    file.seek(place)
    magic, _, _, _, disk, first_disk, here, count, size, begin = _END_64.unpack(file.read(_END_64.size))
    if magic != b"PK\x06\x06":
        raise DamagedFile(DAMAGED)
    return _End(place, disk, first_disk, here, count, size, begin)


def _checked(end: _End) -> _End:
    if end.disk or end.first_disk or end.here != end.count:
        raise DamagedFile("it is one part of several. Fix: land it as one file")
    # Where something comes before, the end is that of another archive, which is a member of one that was cut.
    if end.begin + end.size != end.place:
        raise DamagedFile(DAMAGED)
    return end


def _next_entry(file: BinaryIO) -> ZipEntry:
    header = file.read(_ENTRY.size)
    if len(header) < _ENTRY.size or not header.startswith(b"PK\x01\x02"):
        raise DamagedFile(DAMAGED)
    _, _, system, _, _, flags, method, time, day, checksum, *rest = _ENTRY.unpack(header)
    packed, size, name_length, extra_length, comment_length, _, _, attributes, place = rest
    check_name_length(name_length)
    name, extra, comment = (file.read(length) for length in (name_length, extra_length, comment_length))
    if len(comment) < comment_length:
        raise DamagedFile(DAMAGED)
    size, packed, place = _whole_numbers((size, packed, place), extra)
    return ZipEntry(name, system, flags, method, time, day, checksum, packed, size, attributes, place, extra)


def _whole_numbers(numbers: tuple[int, ...], extra: bytes) -> list[int]:
    """Numbers of four bytes, those that are full replaced by their eight bytes in the field of zip64."""
    wide = extra_fields(extra).get(_ZIP64, b"")
    missing = numbers.count(_FULL_32)
    if not missing:
        return list(numbers)
    if len(wide) < 8 * missing:
        raise DamagedFile(DAMAGED)
    found = iter(struct.unpack_from(f"<{missing}Q", wide))
    return [next(found) if number == _FULL_32 else number for number in numbers]


def extra_fields(extra: bytes) -> dict[int, bytes]:
    """The further fields of an entry by their number; what is no field ends them."""
    found: dict[int, bytes] = {}
    at = 0
    while at + 4 <= len(extra):
        number, length = struct.unpack_from("<2H", extra, at)
        found.setdefault(number, extra[at + 4 : at + 4 + length])
        at += 4 + length
    return found
