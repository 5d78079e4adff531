"""Files of a folder that are written whole, durably and once: by other programs they are seen complete or not at all.

A file is written under a temporary name on the same disk, fsync, linked to its name, which does not replace a file that
is there, and its folder fsync. File systems without links (SMB) get a rename instead.
"""

import errno
import os
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path, PurePosixPath
from secrets import token_hex

INCOMING = ".incoming"
LEFT_OVER_SECONDS = 3_600.0
_MOST_FOLDERS = 1_000
_MODE = 0o640
_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EINVAL}
_NO_FOLDER_SYNC = {errno.EINVAL, errno.EBADF, errno.ENOTSUP, errno.EOPNOTSUPP}


@dataclass(frozen=True)
class NewFile:
    """A file to write. written_at: its modification time, in nanoseconds; not_if: another name that it may have."""

    path: PurePosixPath
    content: bytes
    written_at: int
    not_if: PurePosixPath | None = None


class WriteOnce:
    """Writes into one folder. Used by one thread at a time."""

    def __init__(self, root: Path) -> None:
        """Makes the folder, and removes what a killed process left of temporary files. OSError where it cannot."""
        self._root = root
        self._incoming = root / INCOMING
        self._incoming.mkdir(parents=True, exist_ok=True)
        # Two containers with one disk may have the same process id.
        process = token_hex(8)
        self._names = (f"{process}.{number}" for number in count())
        self._durable: set[Path] = set()
        oldest = time.time() - LEFT_OVER_SECONDS
        for left in self._incoming.iterdir():
            with suppress(FileNotFoundError):
                if left.stat().st_ctime < oldest:
                    left.unlink()

    def write(self, files: Sequence[NewFile]) -> list[bool | OSError]:
        """For each file: True where it is new and durable, False where it was there, the error where it is not kept."""
        done: list[bool | OSError] = []
        folders: set[Path] = set()
        temporary = [self._prepared(file) for file in files]
        for file, prepared in zip(files, temporary, strict=True):
            if isinstance(prepared, OSError):
                done.append(prepared)
                continue
            try:
                done.append(self._named(file, prepared, folders))
            except OSError as failure:
                done.append(failure)
        failed = self._sync(folders)
        return [
            next((failed[each] for each in (self._root / file.path).parents if each in failed), result)
            for file, result in zip(files, done, strict=True)
        ]

    def _sync(self, folders: set[Path]) -> dict[Path, OSError]:
        """Makes the names in folders durable; those in which that failed."""
        failed: dict[Path, OSError] = {}
        for folder in folders:
            try:
                sync_folder(folder)
            except OSError as failure:
                failed[folder] = failure
        if len(self._durable) > _MOST_FOLDERS:
            self._durable.clear()
        if not failed:
            self._durable |= folders
        return failed

    def _prepared(self, file: NewFile) -> Path | OSError | None:
        """The temporary file, durable; None where nothing is to be written."""
        try:
            if any((self._root / path).exists() for path in (file.path, file.not_if) if path):
                return None
            path = self._incoming / next(self._names)
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _MODE)
        except OSError as failure:
            return failure
        try:
            try:
                _write_all(descriptor, file.content)
                os.utime(descriptor, ns=(file.written_at, file.written_at))
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        except OSError as failure:
            with suppress(OSError):
                path.unlink()
            return failure
        return path

    def _named(self, file: NewFile, temporary: Path | None, folders: set[Path]) -> bool:
        """Gives the temporary file its name; `folders` are those to fsync, also for a file that was there."""
        target = self._root / file.path
        folders.add(target.parent)
        if temporary is None:
            return False
        try:
            if target.parent not in self._durable:
                self._make_folder(target.parent, folders)
            try:
                return _link(temporary, target)
            except FileNotFoundError:  # an empty folder of an old day was removed meanwhile
                self._make_folder(target.parent, folders)
                return _link(temporary, target)
        finally:
            with suppress(FileNotFoundError):
                temporary.unlink()

    def _make_folder(self, folder: Path, folders: set[Path]) -> None:
        """Makes a folder. It is durable when the folders above it are, so they are added to `folders`."""
        folder.mkdir(parents=True, exist_ok=True)
        folders |= {each for each in folder.parents if each.is_relative_to(self._root)}


def sync_folder(folder: Path) -> None:
    """Makes the names in a folder durable, where the file system can; an absent folder has none."""
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except FileNotFoundError:
        return
    try:
        os.fsync(descriptor)
    except OSError as failure:
        if failure.errno not in _NO_FOLDER_SYNC:
            raise
    finally:
        os.close(descriptor)


def _write_all(descriptor: int, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _link(temporary: Path, target: Path) -> bool:
    try:
        os.link(temporary, target)
    except FileExistsError:
        return False
    except OSError as failure:
        if failure.errno not in _NO_LINKS:
            raise
        if target.exists():
            return False
        temporary.rename(target)
    return True
