"""Archives (zip, tar): each file in them becomes a file of its own, under a number, and a member with its name.

They are told by their content. A tar file may be compressed as any file may. What is not read is named with its reason.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from faultbook.formats.archived.entries import Entry
from faultbook.formats.archived.tar_entries import tar_entries
from faultbook.formats.archived.zip_entries import zip_entries
from faultbook.formats.compression import chunks, more_than
from faultbook.formats.damage import DamagedFile, readable_damage

ZIP, TAR = "zip", "tar"
SEPARATOR = "!/"
"""Between the name of an archive and that of its member, as in `folder/app.zip!/inner/app.log`."""
_ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_TAR_MAGIC = re.compile(rb".{257}ustar[\0 ]", re.DOTALL)
_TAR_MAGIC_END = 263
_ODD_SIGNS = {SEPARATOR: SEPARATOR, "\0": "a zero byte"}
_START_BYTES = 16 * 2**10


@dataclass(frozen=True)
class UnpackLimits:
    """What an archive may contain: bytes of all members together, of a compressed tar file its headers too; entries."""

    most_bytes: int
    most_members: int = 100_000


@dataclass(frozen=True)
class Member:
    """A file in an archive. `name`: its path in the archive. `path`: where its content is; None where it is left out.

    `size`: bytes of its content as the archive declares them. `modified_micros`: when it was last written (microseconds
    since 1970, UTC; zip may know it in local time only, taken as UTC), 0 where the archive does not know it.
    `left_out`: the reason, None where it is not. Names are unique but for members that are left out.
    """

    name: str
    path: Path | None
    size: int
    modified_micros: int
    left_out: str | None


def archive_kind(file: BinaryIO) -> str | None:
    """zip or tar, as the content shows; None for any other file. The file is left at its start.

    A tar file may be compressed. What cannot be decompressed is no archive here: who reads it finds the reason.
    """
    file.seek(0)
    try:
        if file.read(4) in _ZIP_MAGIC:
            return ZIP
        file.seek(0)
        start = b""
        for piece in chunks(file, _START_BYTES):
            start += piece
            if len(start) >= _TAR_MAGIC_END:
                break
        return TAR if _TAR_MAGIC.match(start) else None
    except DamagedFile:
        return None
    finally:
        file.seek(0)


def unpack(file: BinaryIO, into: Path, limits: UnpackLimits) -> list[Member]:
    """Writes each file of an archive below the folder `into`, which exists; its members in the order of the archive.

    A compressed member stays compressed. DamagedFile where the archive is cut, damaged, too large or none: then nothing
    is left in the folder.
    """
    kind = archive_kind(file)
    if kind is None:
        raise DamagedFile("found no archive, expected zip or tar")
    unpacking = _Unpacking(into, limits.most_bytes)
    try:
        with readable_damage(kind):
            return [unpacking.member(entry) for entry in _entries(file, kind, limits)]
    except BaseException:
        unpacking.remove()
        raise


def _entries(file: BinaryIO, kind: str, limits: UnpackLimits) -> Iterator[Entry]:
    if kind == ZIP:
        return zip_entries(file, limits.most_members)
    return tar_entries(file, limits.most_members, limits.most_bytes)


def member_name(archive: str, member: str) -> str:
    """The name of a member as users see it: `folder/app.zip!/inner/app.log`."""
    return f"{archive}{SEPARATOR}{member}"


def archive_of(source_file: str) -> str | None:
    """The archive that a member's name begins with; None where the name is that of a file.

    A file of a folder whose name ends with `!` looks like a member: where such a file may exist, look for it first.
    """
    return source_file.rpartition(SEPARATOR)[0] or None


class _Unpacking:
    """Writes entries into a folder and remembers what it wrote."""

    def __init__(self, into: Path, most_bytes: int) -> None:
        self._into = into
        self._most_bytes = most_bytes
        self._left = most_bytes
        self._names: set[str] = set()
        self._paths: list[Path] = []

    def member(self, entry: Entry) -> Member:
        """The member of an entry, written where nothing speaks against it."""
        name = _plain_name(entry.name)
        reason = entry.left_out or _refused_name(entry.name, name) or self._refused(entry, name)
        self._names.add(name)
        path = None if reason else self._write(entry)
        if path is not None and _is_archive(path):
            self._paths.pop().unlink()
            path, reason = None, "an archive inside an archive is not opened. Fix: land it by itself"
        return Member(name, path, entry.size, entry.modified_micros, reason)

    def _refused(self, entry: Entry, name: str) -> str | None:
        if name in self._names:
            return "an earlier member has the same name"
        return more_than(self._most_bytes) if entry.size > self._left else None

    def _write(self, entry: Entry) -> Path:
        path = self._into / str(len(self._paths))
        with path.open("xb") as file:
            self._paths.append(path)
            for piece in entry.content():
                self._left -= file.write(piece)
        return path

    def remove(self) -> None:
        """Removes all that was written."""
        for path in self._paths:
            path.unlink(missing_ok=True)


def _is_archive(path: Path) -> bool:
    with path.open("rb") as file:
        return archive_kind(file) is not None


def _plain_name(name: str) -> str:
    """A name without `./`, doubled slashes and what is not UTF-8, which is written as `\\xff`."""
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    plain = "/".join(part for part in text.split("/") if part not in {"", "."})
    return "/" + plain if text.startswith("/") else plain


def _refused_name(written: str, name: str) -> str | None:
    """Why a name is none that a landed file could have."""
    parts = name.replace("\\", "/").split("/")
    if not written.isascii() and any("\udc80" <= sign <= "\udcff" for sign in written):
        return "its name is not UTF-8"
    if not name or parts[0] == "" or re.match(r"[A-Za-z]:[/\\]", name):
        return "its name is no relative path"
    if ".." in parts:
        return "its name leads out of the archive"
    if odd := [word for sign, word in _ODD_SIGNS.items() if sign in name]:
        return f"its name contains {odd[0]}"
    if any(part.startswith((".", "_")) for part in parts):
        return "it is hidden: its name or folder begins with . or _"
    return None
