"""The files in a zip file. Sizes and checksums of its directory are compared with what comes out."""

import bz2
import lzma
import stat
import struct
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from typing import BinaryIO

from faultbook.formats.archived.entries import ENCRYPTED, LINK, NO_FILE, Entry, micros_of
from faultbook.formats.archived.zip_directory import DAMAGED, ZipEntry, extra_fields, read_directory
from faultbook.formats.compression import CHUNK_BYTES, MOST_WINDOW_BYTES, Decompressor, Readable, member_chunks
from faultbook.formats.damage import DamagedFile

_HEADER = struct.Struct("<4s2B4HL2L2H")
_ENCRYPTED, _IN_UTF8, _MASKED = 0x0001, 0x0800, 0x2000
_FOLDER_OF_DOS = 0x10
_DOS, _UNIX_TIME, _NTFS_TIMES = 0, 0x5455, 0x000A
_NTFS_EPOCH_SECONDS = 11_644_473_600
"""Seconds from 1601 to 1970."""
_STORED = 0
_METHODS = {1: "shrink", 6: "implode", 9: "deflate64", 93: "zstd", 95: "xz", 98: "PPMd"}
"""Names of methods that are not read."""


def zip_entries(file: BinaryIO, most_members: int) -> Iterator[Entry]:
    """The files in a zip file. DamagedFile where it is damaged, or no archive of logs but a document or a program."""
    entries, begin = read_directory(file, most_members)
    if kind := _document(entries):
        raise DamagedFile(f"it is {kind}, no archive of logs. Fix: leave such files out (setting file_pattern)")
    places = [_content_place(file, entry, begin) for entry in entries]
    _check_apart(entries, places, begin)
    for entry, place in zip(entries, places, strict=True):
        name = _name(entry)
        if name.endswith("/") or (entry.attributes & _FOLDER_OF_DOS and not entry.size):
            continue
        content = partial(_content, file, entry, place)
        yield Entry(name, entry.size, _modified(entry), content, _left_out(entry))


def _document(entries: list[ZipEntry]) -> str | None:
    """What a zip file is that applications write for themselves: their entries of fixed names show it."""
    names = {entry.raw_name for entry in entries}
    if b"[Content_Types].xml" in names:
        return "an office document"
    if entries and entries[0].raw_name == b"mimetype":
        return "a document"
    if b"META-INF/MANIFEST.MF" in names or b"AndroidManifest.xml" in names:
        return "a Java archive"
    if any(name.count(b"/") == 1 and name.endswith(b".dist-info/WHEEL") for name in names):
        return "a Python wheel"
    return None


def _content_place(file: BinaryIO, entry: ZipEntry, begin: int) -> int:
    """Where the content of an entry begins: behind a header that repeats what the directory has."""
    if entry.place >= begin:
        raise DamagedFile(DAMAGED)
    file.seek(entry.place)
    header = file.read(_HEADER.size)
    if len(header) < _HEADER.size or not header.startswith(b"PK\x03\x04"):
        raise DamagedFile(DAMAGED)
    fields: tuple[int, ...] = _HEADER.unpack(header)
    flags, method, name_length, extra_length = *fields[3:5], *fields[-2:]
    is_same = (flags & _ENCRYPTED, method) == (entry.flags & _ENCRYPTED, entry.method)
    # A masked directory is encrypted: there the header has other names.
    if not is_same or (file.read(name_length) != entry.raw_name and not entry.flags & _MASKED):
        raise DamagedFile(DAMAGED)
    return entry.place + _HEADER.size + name_length + extra_length


def _check_apart(entries: list[ZipEntry], places: list[int], begin: int) -> None:
    """DamagedFile where contents overlap: each byte of the file is at most once in a member."""
    bounds = sorted((entry.place, place + entry.packed_size) for entry, place in zip(entries, places, strict=True))
    ends = [end for _, end in bounds]
    starts = [start for start, _ in bounds[1:]] + [begin]
    if any(end > start for end, start in zip(ends, starts, strict=False)):
        raise DamagedFile("its members overlap")


def _name(entry: ZipEntry) -> str:
    name = entry.raw_name
    if entry.flags & _IN_UTF8:
        text = name.decode("utf-8", "surrogateescape")
    else:
        try:
            text = name.decode("utf-8")
        except UnicodeDecodeError:
            text = name.decode("cp437")
    # Some writers of Windows keep its separator.
    return text.replace("\\", "/") if entry.system == _DOS else text


def _left_out(entry: ZipEntry) -> str | None:
    if entry.flags & (_ENCRYPTED | _MASKED):
        return ENCRYPTED
    kind = stat.S_IFMT(entry.attributes >> 16)
    if entry.system != _DOS and kind == stat.S_IFLNK:
        return LINK
    # What `zip` read from a pipe is a pipe with content.
    if entry.system != _DOS and kind not in {0, stat.S_IFREG} and not entry.size:
        return NO_FILE
    if entry.method not in {_STORED, *_MAKERS}:
        name = _METHODS.get(entry.method, "unknown")
        return f"its compression is {entry.method} ({name}), which is not read; expected deflate, bzip2 or lzma"
    return None


def _modified(entry: ZipEntry) -> int:
    fields = extra_fields(entry.extra)
    unix = fields.get(_UNIX_TIME, b"")
    if len(unix) >= 5 and unix[0] & 1:
        return micros_of(struct.unpack_from("<l", unix, 1)[0])
    ntfs = fields.get(_NTFS_TIMES, b"")
    if len(ntfs) >= 16 and ntfs[4:6] == b"\x01\x00":
        return micros_of(struct.unpack_from("<Q", ntfs, 8)[0] / 10_000_000 - _NTFS_EPOCH_SECONDS)
    return _modified_in_dos(entry.dos_day, entry.dos_time)


def _modified_in_dos(day: int, time: int) -> int:
    """The time that DOS knows, which has no zone: taken as UTC. Its first day means that it is not known."""
    try:
        year, month, of_month = 1980 + (day >> 9), day >> 5 & 15, day & 31
        instant = datetime(year, month, of_month, time >> 11, time >> 5 & 63, min((time & 31) * 2, 59), tzinfo=UTC)
    except ValueError:
        return 0
    return 0 if (year, month, of_month) == (1980, 1, 1) else micros_of(instant.timestamp())


def _content(file: BinaryIO, entry: ZipEntry, place: int) -> Iterator[bytes]:
    file.seek(place)
    section = _Section(file, entry.packed_size)
    size, checksum = 0, 0
    for piece in _pieces(section, entry):
        size, checksum = size + len(piece), zlib.crc32(piece, checksum)
        # More than declared is not decompressed to its end.
        if size > entry.size:
            break
        yield piece
    if (size, checksum) != (entry.size, entry.checksum):
        raise DamagedFile(f"{_name(entry)!a}: its content is damaged")


def _pieces(section: Readable, entry: ZipEntry) -> Iterator[bytes]:
    if entry.method == _STORED:
        return iter(lambda: section.read(CHUNK_BYTES), b"")
    return member_chunks(_MAKERS[entry.method](section), b"", section, CHUNK_BYTES)


def _deflate(section: Readable) -> Decompressor:  # noqa: ARG001
    return zlib.decompressobj(wbits=-zlib.MAX_WBITS)


def _bzip2(section: Readable) -> Decompressor:  # noqa: ARG001
    return bz2.BZ2Decompressor()


def _lzma(section: Readable) -> Decompressor:
    """Version, length of the properties, and these: one byte of three small numbers, and the size of the dictionary."""
    start = section.read(9)
    if len(start) < 9 or start[2:4] != b"\x05\x00":
        raise DamagedFile("properties of lzma are damaged")
    numbers, window = struct.unpack("<BL", start[4:])
    if window > MOST_WINDOW_BYTES:
        raise DamagedFile(f"lzma with a dictionary of {window:,} bytes; expected at most {MOST_WINDOW_BYTES:,}")
    position, rest = divmod(numbers, 45)
    chain = {"id": lzma.FILTER_LZMA1, "lc": rest % 9, "lp": rest // 9, "pb": position, "dict_size": max(window, 4_096)}
    return lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[chain])


_MAKERS: dict[int, Callable[[Readable], Decompressor]] = {8: _deflate, 12: _bzip2, 14: _lzma}


class _Section:
    """So many bytes of a file from where it stands."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file = file
        self._left = size

    def read(self, size: int = -1, /) -> bytes:
        found = self._file.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(found)
        return found
