"""The sink that is a spool: envelopes are durable on a disk before the answer, and a task takes them to the volume.

The disk has the layout of an events folder, so an envelope has the same path in both, and a file that was uploaded
when the process was killed is found there (409) and removed here. Uploads begin in the order of arrival; when one
fails, none that arrived later begins before it is tried again.
"""

import asyncio
import heapq
import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath

from faultbook.events.envelope import Envelope
from faultbook.receive.logs import log
from faultbook.receive.sinks.folder import FolderSink, arrival, day_before
from faultbook.receive.sinks.sink import SinkUnavailable
from faultbook.receive.sinks.workspace import UploadFailed
from faultbook.receive.sinks.write_once import INCOMING, NewFile

FULL_RETRY_SECONDS = 60
SHORTEST_PAUSE = 1.0
LONGEST_PAUSE = 60.0
LONGEST_NAMED = 300.0
"""The longest pause of a workspace's `Retry-After` that is kept to."""
AT_ONCE = 8
LARGE = 65_536
"""A spool with less space than this for an envelope (bytes) counts as full for /ready."""
_LISTED = 256


PutFile = Callable[[PurePosixPath, bytes], bool]
"""Creates a file of the events folder in the volume; False where it is there, UploadFailed where it is not kept."""


@dataclass(frozen=True, order=True)
class Spooled:
    """A file of the spool; ordered by arrival."""

    arrived: int
    path: PurePosixPath
    size: int


class Spool:
    """Keeps envelopes on a disk until the volume has them."""

    def __init__(self, root: Path, put_file: PutFile, *, most_bytes: int, drain_seconds: float) -> None:
        """`put_file` is called in threads. `drain_seconds`: how long `stop` goes on with uploads.

        What is left then stays on the disk for the next start.
        """
        self._root = root
        self._disk = FolderSink(root, "spool")
        self._put_file = put_file
        self._most_bytes = most_bytes
        self._drain_seconds = drain_seconds
        found = list(files_of(root))
        self._files = len(found)
        self._bytes = sum(each.size for each in found)
        self._oldest = min(found, default=None)
        self._failures = 0
        self._uploaded = 0
        self._arrived = asyncio.Event()
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Starts writing and uploading; what an earlier process left comes first."""
        await self._disk.start()
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Uploads what is there, for `drain_seconds` at most."""
        await self._disk.stop()
        self._stopping.set()
        self._arrived.set()
        if self._task is not None:
            await asyncio.wait({self._task}, timeout=self._drain_seconds)
            self._task.cancel()
            await asyncio.wait({self._task})

    async def store(self, envelope: Envelope) -> bool:
        """Returns when the envelope is on the disk: True where it is new there. SinkUnavailable where it is full."""
        line = envelope.to_line()
        if self._bytes + len(line) > self._most_bytes:
            raise SinkUnavailable("the spool is full", FULL_RETRY_SECONDS)
        self._bytes += len(line)
        self._files += 1
        is_new = False
        try:
            is_new = await self._disk.write(NewFile(envelope.path, line, arrival(envelope), day_before(envelope)))
        finally:
            if not is_new:
                self._bytes -= len(line)
                self._files -= 1
        self._arrived.set()
        return is_new

    def problem(self) -> str:
        """Why nothing can be kept."""
        return "the spool is full" if self._bytes + LARGE > self._most_bytes else self._disk.problem()

    def gauges(self) -> dict[str, float]:
        """Files and bytes, the age of the oldest in seconds (0 where there is none), failures since the last upload."""
        age = 0.0 if self._oldest is None else max(0.0, datetime.now(UTC).timestamp() - self._oldest.arrived / 1e9)
        return {
            "spool_files": self._files,
            "spool_bytes": self._bytes,
            "spool_oldest_seconds": age,
            "spool_failed_uploads": self._failures,
            "spool_uploaded": self._uploaded,
        }

    async def _run(self) -> None:
        while True:
            self._arrived.clear()
            waiting = await asyncio.to_thread(self._listed)
            self._oldest = waiting[0] if waiting else None
            if waiting:
                pause = await self._upload_all(waiting)
            elif self._stopping.is_set():
                return
            else:
                await self._arrived.wait()
                continue
            if self._stopping.is_set():
                await asyncio.sleep(min(pause, SHORTEST_PAUSE))
            elif pause:
                # Not wait_for: in Python 3.11 it may lose the cancellation of `stop`.
                with suppress(TimeoutError):
                    async with asyncio.timeout(pause):
                        await self._stopping.wait()

    def _listed(self) -> list[Spooled]:
        found = heapq.nsmallest(_LISTED, files_of(self._root))
        if len(found) < _LISTED:
            remove_empty_days(self._root)
        return found

    async def _upload_all(self, waiting: list[Spooled]) -> float:
        """Uploads in order, some at once; the seconds to wait before the next try, 0 where none failed."""
        for start in range(0, len(waiting), AT_ONCE):
            some = waiting[start : start + AT_ONCE]
            results = await asyncio.gather(*(self._upload(each) for each in some))
            failed = [result for result in results if result is not None]
            if failed:
                self._failures += 1
                pause = min(SHORTEST_PAUSE * 2.0 ** min(self._failures - 1, 10), LONGEST_PAUSE)
                log("upload", outcome="failed", reason=failed[0].reason, files=self._files, pause=round(pause, 1))
                return max(pause * random.uniform(0.8, 1.2), min(failed[0].retry_after or 0, LONGEST_NAMED))
            self._failures = 0
        return 0.0

    async def _upload(self, spooled: Spooled) -> UploadFailed | None:
        try:
            await asyncio.to_thread(self._move, spooled.path)
        except FileNotFoundError:
            return None  # another process with the same spool was quicker
        except OSError as failure:
            return UploadFailed(f"the spool cannot be read: {type(failure).__name__}")
        except UploadFailed as failure:
            return failure
        self._uploaded += 1
        self._files -= 1
        self._bytes -= spooled.size
        return None

    def _move(self, path: PurePosixPath) -> None:
        file = self._root / path
        self._put_file(path, file.read_bytes())
        file.unlink()


def files_of(root: Path) -> Iterator[Spooled]:
    """The envelopes of a spool, in no order."""
    for source in root.iterdir():
        if source.name == INCOMING or not source.is_dir():
            continue
        for file in source.glob("*/*.json"):
            with suppress(FileNotFoundError):
                found = file.stat()
                yield Spooled(found.st_mtime_ns, PurePosixPath(file.relative_to(root)), found.st_size)


def remove_empty_days(root: Path) -> None:
    """Removes folders of days before yesterday that have no file."""
    oldest = (datetime.now(UTC) - timedelta(days=1)).date().isoformat()
    for day in root.glob("[!.]*/*"):
        if day.name < oldest:
            with suppress(OSError):
                day.rmdir()
