"""A landing folder in which logs are written, rotated, compressed and delivered twice; what a reader may know of it."""

import bz2
import gzip
import lzma
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.verify.rotating_logs import LOGS, Log, all_events, whole_events, whole_traces

COMPRESSIONS: dict[str, tuple[Callable[[bytes], bytes], Callable[[bytes], bytes]]] = {
    "gz": (gzip.compress, gzip.decompress),
    "bz2": (bz2.compress, bz2.decompress),
    "xz": (lzma.compress, lzma.decompress),
}
ELSEWHERE = "backup"
_FIRST_TIME = 1_770_113_000
_STEP = 7
Event = tuple[str, str]
"""The folder in which an event lies, and its number."""


@dataclass
class Known:
    """What a reader knows of the events: those it must have stored, those it may have, those with a whole trace.

    `may_twice`: of a beginning of a file that was delivered when the file was gone. By a hash of the whole, nobody can
    tell that it was read.
    """

    must: set[Event] = field(default_factory=set)
    may: set[Event] = field(default_factory=set)
    traces: set[Event] = field(default_factory=set)
    may_twice: set[Event] = field(default_factory=set)


class RotatedFolder:
    """The folder, and what happens in it. Each change takes seconds of its own clock."""

    def __init__(self, landing: Path) -> None:
        """The folder is empty."""
        self.landing = landing
        self.known = Known()
        self.half_lines_stay = False
        self._clock = _FIRST_TIME
        self._numbers: Counter[Log] = Counter()
        self._serial = 0
        self._torn: dict[Path, bytes] = {}
        self._squeezing: dict[Path, bytes] = {}
        self._older: set[bytes] = set()

    @property
    def is_torn(self) -> bool:
        """True while a file ends in the middle of an event."""
        return bool(self._torn)

    # What happens to the file that is written.

    def write(self, log: Log, count: int) -> None:
        """New events at the end; a file that is not there begins as every file of the log."""
        self.finish(log)
        self._append(log, self._new(log, count))

    def write_half(self, log: Log, share: float) -> None:
        """A part of an event now, its rest later."""
        self.finish(log)
        event = self._new(log, 1)
        at = max(1, min(len(event) - 1, int(len(event) * share)))
        self._append(log, event[:at])
        self._torn |= dict.fromkeys(self._active(log), event[at:])

    def finish(self, log: Log) -> None:
        """The rest of a half event, wherever its file is now."""
        for path in [path for path in self._torn if self._is_of(path, log)]:
            self._put(path, path.read_bytes() + self._torn.pop(path))

    def open_file(self, log: Log, *, is_empty: bool) -> None:
        """A file without events: empty, or only what every file begins with."""
        for path in self._active(log):
            if not path.exists():
                self._put(path, b"" if is_empty else log.start.encode())

    def overwrite(self, log: Log, count: int) -> None:
        """A new file of the same name, with other events behind the same beginning."""
        content = log.start.encode() + self._new(log, count)
        for path in self._active(log):
            self._forget(path)
            self._put(path, content)

    # Rotation.

    def rotate_by_number(self, log: Log) -> None:
        """app.log.1 -> app.log.2, app.log -> app.log.1."""
        for path in self._active(log):
            self._shift(path)
            if path.exists():
                self._rename(path, path.with_name(f"{path.name}.1"))

    def rotate_by_date(self, log: Log) -> None:
        """app.log -> app.log-20260203."""
        self._serial += 1
        for path in self._active(log):
            if path.exists():
                self._rename(path, path.with_name(log.dated.format(self._serial)))

    def copy_and_truncate(self, log: Log) -> None:
        """app.log is copied to app.log.1 and begins again. Its half event is written before."""
        self.finish(log)
        for path in self._active(log):
            if path.exists():
                self._shift(path)
                self._put(path.with_name(f"{path.name}.1"), path.read_bytes())
                self._put(path, b"")

    def compress(self, log: Log, pick: int, ending: str) -> None:
        """A rotated file becomes a compressed one."""
        for path in self._picked(log, pick):
            if path.suffix[1:] not in COMPRESSIONS and path not in self._torn:
                self._put(
                    path.with_name(f"{path.name}.{ending}"), COMPRESSIONS[ending][0](path.read_bytes()), like=path
                )
                path.unlink()

    def compress_half(self, log: Log, pick: int, ending: str) -> None:
        """A rotated file is being compressed: half of the compressed file lies beside it."""
        for path in self._picked(log, pick):
            squeezed = path.with_name(f"{path.name}.{ending}")
            if path.suffix[1:] not in COMPRESSIONS and path not in self._torn and not squeezed.exists():
                whole = COMPRESSIONS[ending][0](path.read_bytes())
                self._put(squeezed, whole[: len(whole) // 2])
                self._squeezing[squeezed] = whole

    def finish_compressing(self) -> None:
        """What was being compressed is, and the files themselves are gone."""
        for squeezed, whole in self._squeezing.items():
            self._put(squeezed, whole, like=squeezed.with_suffix(""))
            squeezed.with_suffix("").unlink()
        self._squeezing = {}

    def delete(self, log: Log, pick: int) -> None:
        """A rotated file is gone."""
        for path in self._picked(log, pick):
            self._forget(path)
            path.unlink()

    # Deliveries.

    def deliver_again(self, log: Log, pick: int, name: str) -> None:
        """A copy of a file under another name, in the same folder."""
        for path in self._picked(log, pick, with_active=True):
            ending = path.suffix if path.suffix[1:] in COMPRESSIONS else ""
            copy = path.with_name(name.format(log.name) + ending)
            if copy != path:
                self._forget(copy)
                self._put(copy, path.read_bytes())
                self.half_lines_stay |= path in self._torn

    def deliver_older(self, log: Log, share: float, name: str) -> None:
        """What the file that is written was like some time ago, under another name."""
        for path in self._active(log):
            if path.exists() and (content := path.read_bytes()):
                copy = path.with_name(name.format(log.name))
                self._forget(copy)
                older = content[: max(1, int(len(content) * share))]
                self._put(copy, older)
                self._older.add(older)
                self.half_lines_stay = True

    def deliver_elsewhere(self, log: Log, pick: int) -> None:
        """A copy of a file in another folder: another log."""
        for path in self._picked(log, pick, with_active=True):
            copy = self.landing / ELSEWHERE / path.relative_to(self.landing)
            if path not in self._torn and not copy.exists():
                self._put(copy, path.read_bytes())

    def touch(self, log: Log) -> None:
        """Times change, and nothing else."""
        for path in self._picked(log, 0, with_active=True):
            self._put(path, path.read_bytes())

    # What there is.

    def contents(self) -> Iterator[tuple[Path, bytes]]:
        """Each file that can be read, decompressed."""
        for path in sorted(self.landing.rglob("*")):
            if path.is_file() and path not in self._squeezing:
                content = path.read_bytes()
                yield path, COMPRESSIONS[path.suffix[1:]][1](content) if path.suffix[1:] in COMPRESSIONS else content

    def read_by_a_run(self, *, is_complete: bool) -> None:
        """Notes what a run found: after a complete one, whole events must be stored; after another, they may be."""
        found = list(self.contents())
        for path, content in found:
            folder = path.parent.relative_to(self.landing).as_posix()
            others = (other for at, other in found if at.parent == path.parent and at != path)
            if content in self._older and not any(other.startswith(content) for other in others):
                self.known.may_twice |= {(folder, mark) for mark in all_events(content)}
            self.known.may |= {(folder, mark) for mark in all_events(content)}
            if is_complete:
                self.known.must |= {(folder, mark) for mark in whole_events(content)}
                self.known.traces |= {(folder, mark) for mark in whole_traces(content)}

    def _new(self, log: Log, count: int) -> bytes:
        first = self._numbers[log]
        self._numbers[log] += count
        return "".join(map(log.event, range(first, first + count))).encode()

    def _active(self, log: Log) -> list[Path]:
        return [self.landing / folder / log.name for folder in log.folders]

    def _append(self, log: Log, content: bytes) -> None:
        for path in self._active(log):
            before = path.read_bytes() if path.exists() else b""
            self._put(path, (before or log.start.encode()) + content)

    def _put(self, path: Path, content: bytes, *, like: Path | None = None) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._clock += _STEP
        at = like.stat().st_mtime if like else self._clock
        path.write_bytes(content)
        os.utime(path, (at, at))

    def _rename(self, path: Path, other: Path) -> None:
        self._forget(other)
        path.rename(other)
        if path in self._torn:
            self._torn[other] = self._torn.pop(path)

    def _forget(self, path: Path) -> None:
        """Another file takes the place of this one, or none."""
        self.half_lines_stay |= self._torn.pop(path, None) is not None
        if path in self._squeezing:
            del self._squeezing[path]

    def _shift(self, path: Path) -> None:
        self.finish_compressing()
        numbered = re.compile(rf"{re.escape(path.name)}\.(\d+)(\.\w+)?")
        found = [(match, other) for other in path.parent.glob("*") if (match := numbered.fullmatch(other.name))]
        for match, other in sorted(found, key=lambda pair: -int(pair[0][1])):
            self._rename(other, path.with_name(f"{path.name}.{int(match[1]) + 1}{match[2] or ''}"))

    def _is_of(self, path: Path, log: Log) -> bool:
        folder = path.parent.relative_to(self.landing).as_posix()
        return folder in log.folders and path.name.startswith(re.split(r"[-.]", log.name)[0])

    def _picked(self, log: Log, pick: int, *, with_active: bool = False) -> list[Path]:
        """One file of the log in each of its folders: of the same name, if there is one; no half compressed one."""
        active = self._active(log)
        names = sorted(
            path.name
            for path in active[0].parent.glob("*")
            if self._is_of(path, log) and (with_active or path not in active) and not self._is_squeezed(path)
        )
        if not names:
            return []
        name = names[pick % len(names)]
        return [path.with_name(name) for path in active if path.with_name(name).exists()]

    def _is_squeezed(self, path: Path) -> bool:
        return any(path in (squeezed, squeezed.with_suffix("")) for squeezed in self._squeezing)


def log_of(number: int) -> Log:
    """One of the logs."""
    return LOGS[number % len(LOGS)]
