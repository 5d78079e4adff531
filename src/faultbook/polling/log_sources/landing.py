"""The landing folder as a sink, and the names of files."""

import errno
import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath

from faultbook.polling.log_sources.port import Window, written

UNFINISHED = ".polling"
"""Folder below the landing folder for files that are not complete; ingest reads no hidden folder."""
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_LETTERS_OF_A_NAME = 20
_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EXDEV}


def file_of(source: str, window: Window) -> PurePosixPath:
    """The file of a window, relative to the landing folder: `<source>/<yyyy-mm-dd>/<letters>.jsonl`.

    The day is that of the window's start. Letters only: a date or a number in the name would make the windows of a day
    rotations of one log.
    """
    return _file(source, window, "")


def late_file_of(source: str, window: Window) -> PurePosixPath:
    """The file of rows that were found after their window was landed."""
    return _file(source, window, "late")


def _file(source: str, window: Window, part: str) -> PurePosixPath:
    digest = hashlib.sha256("\0".join((source, written(window.start), written(window.end), part)).encode()).digest()
    number, letters = int.from_bytes(digest, "big"), []
    for _ in range(_LETTERS_OF_A_NAME):
        number, place = divmod(number, len(_LETTERS))
        letters.append(_LETTERS[place])
    return PurePosixPath(source, written(window.start)[:10], "".join(letters) + ".jsonl")


class LandingFolder:
    """A landing folder on a disk or in a volume. Files appear in it whole."""

    def __init__(self, root: str | Path) -> None:
        """`root` is made with the first file."""
        self._root = Path(root)

    def holds(self, path: PurePosixPath) -> bool:
        """True where the file has landed."""
        return (self._root / path).exists()

    def lines(self, path: PurePosixPath) -> Iterator[bytes]:
        """The lines of a landed file, without line feeds."""
        with (self._root / path).open("rb") as file:
            for line in file:
                yield line.removesuffix(b"\n")

    def write(self, path: PurePosixPath, lines: Iterable[bytes]) -> int:
        """Lands the lines as one file; how many they were. OSError where the folder cannot be written."""
        unfinished = self._root / UNFINISHED
        unfinished.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=unfinished, suffix=".tmp")
        temporary = Path(name)
        try:
            rows = 0
            with os.fdopen(descriptor, "wb") as file:
                for line in lines:
                    file.write(line + b"\n")
                    rows += 1
                file.flush()
                os.fsync(file.fileno())
            if not rows:
                return 0
            if not self._publish(temporary, self._root / path):
                return sum(1 for _ in self.lines(path))
            return rows
        finally:
            temporary.unlink(missing_ok=True)
            # Another poll may be writing there.
            with suppress(OSError):
                unfinished.rmdir()

    def _publish(self, temporary: Path, final: Path) -> bool:
        """Gives a complete file its name; False where that name has a file, which stays."""
        final.parent.mkdir(parents=True, exist_ok=True)
        temporary.chmod(0o644)
        try:
            os.link(temporary, final)
        except FileExistsError:
            return False
        except OSError as failure:
            # Volumes have no hard links.
            if failure.errno not in _NO_LINKS:
                raise
            if final.exists():
                return False
            temporary.replace(final)
        _sync(final.parent)
        return True


def _sync(folder: Path) -> None:
    """Makes a new name in a folder durable, where the disk can."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
