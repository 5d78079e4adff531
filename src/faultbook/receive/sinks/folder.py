"""The sink that is a folder of this machine: the events folder itself, or the disk of the spool."""

import errno
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath

from faultbook.errors import SettingError
from faultbook.events.envelope import Envelope
from faultbook.receive.sinks.group_commit import GroupCommit
from faultbook.receive.sinks.sink import SinkUnavailable
from faultbook.receive.sinks.write_once import NewFile, WriteOnce

RETRY_SECONDS = 30
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FULL = {errno.ENOSPC, errno.EDQUOT}


class FolderSink:
    """Keeps each envelope as a file; a sender's repeats are the same file, also over midnight."""

    def __init__(self, root: Path, name: str = "events") -> None:
        """SettingError, with `name` as the setting, where the folder cannot be written."""
        try:
            self._commit = GroupCommit(WriteOnce(root).write)
        except OSError as failure:
            raise SettingError(
                f"{name}: found {str(root)!r}, which cannot be written ({failure.strerror}); expected a folder. "
                "Fix: make it, and let this user write in it."
            ) from failure
        self._failed_at: float | None = None

    async def start(self) -> None:
        """Starts the thread that writes."""
        await self._commit.start()

    async def stop(self) -> None:
        """Returns when everything is written."""
        await self._commit.stop()

    async def store(self, envelope: Envelope) -> bool:
        """Returns when the envelope is on disk: True where it is new. SinkUnavailable where the disk refuses it."""
        return await self.write(NewFile(envelope.path, envelope.to_line(), arrival(envelope), day_before(envelope)))

    async def write(self, file: NewFile) -> bool:
        """The same for a file that is made already."""
        try:
            is_new = await self._commit.put(file)
        except OSError as failure:
            self._failed_at = time.monotonic()
            reason = "the disk is full" if failure.errno in _FULL else "the disk cannot be written"
            raise SinkUnavailable(reason, RETRY_SECONDS) from failure
        self._failed_at = None
        return is_new

    def problem(self) -> str:
        """Why nothing can be kept: the last write failed, less than the time of a retry ago."""
        failed = self._failed_at is not None and time.monotonic() - self._failed_at < RETRY_SECONDS
        return "the disk cannot be written" if failed else ""

    def gauges(self) -> dict[str, float]:
        """None."""
        return {}


def arrival(envelope: Envelope) -> int:
    """The instant of arrival in nanoseconds, as files have it."""
    return (envelope.received_at - _EPOCH) // timedelta(microseconds=1) * 1_000


def day_before(envelope: Envelope) -> PurePosixPath:
    """Where the same envelope is if it arrived on the day before."""
    day = (envelope.received_at.astimezone(UTC) - timedelta(days=1)).date()
    return PurePosixPath(envelope.source, day.isoformat(), f"{envelope.envelope_id}.json")
