"""Headers of tar: the block of a file, and the extended ones before it (GNU's long names, pax).

A block is read by `tarfile.TarInfo`. The archive is not read by `tarfile`: it takes a damaged block for the end, and
holds what extended headers have, of any size.
"""

import re
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass

from faultbook.formats.archived.entries import check_name_length
from faultbook.formats.archived.tar_stream import BLOCK, TarStream
from faultbook.formats.damage import DamagedFile

_MOST_EXTENDED_BYTES = 2**20
_LONG_NAME, _LONG_LINK = tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK
_PAX, _PAX_OF_ALL, _PAX_OF_SOLARIS = tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE
_EXTENDED = {_LONG_NAME, _LONG_LINK, _PAX, _PAX_OF_ALL, _PAX_OF_SOLARIS}
_LENGTH = re.compile(rb"(\d{1,7}) ")


@dataclass(frozen=True)
class TarHeader:
    """The header of an entry. `size`: bytes that follow it; `seconds`: when it was modified; `pax`: what pax has on it;
    `block`: the header as it is written.
    """

    name: str
    type: bytes
    size: int
    seconds: float
    pax: Mapping[str, str]
    block: bytes


class TarHeaders:
    """Reads headers one after the other. What follows a header must be read before the next."""

    def __init__(self, stream: TarStream) -> None:
        """Nothing is read yet."""
        self._stream = stream
        self._of_all: dict[str, str] = {}
        self._has_ended = False

    def next(self) -> TarHeader | None:
        """The next header; None at the end. DamagedFile where it is damaged, or the archive ends without its end."""
        of_one: dict[str, str] = {}
        while True:
            block = self._next_block(is_open=bool(of_one))
            if block is None:
                return None
            found = _header(block)
            if found.type not in _EXTENDED:
                return _with_pax(found, self._of_all | of_one, block)
            self._extend(found, of_one)

    def _next_block(self, *, is_open: bool) -> bytes | None:
        """The next block that is not zero. After an archive another one may follow, as after `cat a.tar b.tar`."""
        while True:
            block = self._stream.block()
            if len(block) == BLOCK and block.strip(b"\0"):
                self._has_ended = False
                return block
            if is_open:
                raise DamagedFile("a header is missing (truncated)")
            if len(block) < BLOCK:
                if not self._has_ended or block.strip(b"\0"):
                    raise DamagedFile("the end of the archive is missing (truncated)")
                return None
            self._has_ended = True

    def _extend(self, header: tarfile.TarInfo, of_one: dict[str, str]) -> None:
        if header.size > _MOST_EXTENDED_BYTES:
            raise DamagedFile(f"a header of {header.size:,} bytes; expected at most {_MOST_EXTENDED_BYTES:,}")
        content = self._stream.exactly(header.size)
        self._stream.skip(-header.size % BLOCK)
        if header.type == _LONG_NAME:
            of_one["path"] = content.partition(b"\0")[0].decode("utf-8", "surrogateescape")
        elif header.type == _PAX_OF_ALL:
            self._of_all.update(_pax_records(content))
        elif header.type != _LONG_LINK:
            of_one.update(_pax_records(content))


def _header(block: bytes) -> tarfile.TarInfo:
    try:
        found = tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
    except (tarfile.HeaderError, ValueError) as wrong:
        raise DamagedFile(f"a header is damaged ({wrong})") from wrong
    if found.size < 0:
        raise DamagedFile("a header is damaged (its size is negative)")
    return found


def _pax_records(content: bytes) -> dict[str, str]:
    """Records of pax: length, space, name=value, line feed; the length is that of the whole record."""
    found: dict[str, str] = {}
    at = 0
    while at < len(content) and content[at]:
        length = _LENGTH.match(content, at)
        end = at + int(length[1]) if length else 0
        if length is None or end <= length.end() or content[end - 1 : end] != b"\n":
            raise DamagedFile("a pax header is damaged")
        name, equals, value = content[length.end() : end - 1].decode("utf-8", "surrogateescape").partition("=")
        if not equals:
            raise DamagedFile("a pax header is damaged")
        found[name] = value
        at = end
    return found


def _with_pax(header: tarfile.TarInfo, pax: Mapping[str, str], block: bytes) -> TarHeader:
    name = pax.get("GNU.sparse.name") or pax.get("path") or header.name
    check_name_length(len(name.encode("utf-8", "surrogateescape")))
    size = whole_number(pax["size"]) if pax.get("size") else header.size
    return TarHeader(name, header.type, size, _seconds(pax.get("mtime") or str(header.mtime)), pax, block)


def whole_number(text: str) -> int:
    """A number that pax has. DamagedFile where it is none from 0 on."""
    if not re.fullmatch(r"[0-9]{1,18}", text):
        raise DamagedFile(f"a pax header is damaged (found {text[:40]!a}, expected a number)")
    return int(text)


def _seconds(text: str) -> float:
    return float(text) if re.fullmatch(r"[0-9]{1,18}(\.[0-9]{0,30})?", text) else 0
