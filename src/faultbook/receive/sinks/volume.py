"""The sink that is a volume of Unity Catalog: an envelope is in the volume before its sender has an answer."""

import asyncio
import math
import time
from datetime import UTC, timedelta
from pathlib import PurePosixPath

from faultbook.events.envelope import Envelope
from faultbook.receive.sinks.folder import day_before
from faultbook.receive.sinks.sink import SinkUnavailable
from faultbook.receive.sinks.workspace import UploadFailed, Workspace

_PAUSE = 0.5
RETRY_SECONDS = 30
_AFTER_MIDNIGHT = timedelta(minutes=30)
"""Senders repeat within minutes: after midnight, the file of the day before may be the same message."""


class VolumeSink:
    """Writes by the Files API, and tries again until `seconds` are over."""

    def __init__(self, workspace: Workspace, root: PurePosixPath, seconds: float) -> None:
        """`root`: the events folder, /Volumes/CATALOG/SCHEMA/VOLUME and what is below it."""
        self._workspace = workspace
        self._root = root
        self._seconds = seconds
        self._failed_at: float | None = None

    async def start(self) -> None:
        """Nothing is needed."""

    async def stop(self) -> None:
        """Nothing is under way: each request waits for its file."""

    async def store(self, envelope: Envelope) -> bool:
        """Returns when the file is in the volume: True where it is new."""
        path, line, not_if = envelope.path, envelope.to_line(), _repeat_of(envelope)
        ends = time.monotonic() + self._seconds
        pause = _PAUSE
        while True:
            try:
                is_new = await asyncio.to_thread(self._put, path, line, not_if)
                self._failed_at = None
                return is_new
            except UploadFailed as failure:
                pause = max(pause, failure.retry_after or 0)
                if time.monotonic() + pause >= ends:
                    self._failed_at = time.monotonic()
                    after = math.ceil(failure.retry_after or RETRY_SECONDS)
                    raise SinkUnavailable(f"the volume cannot be written: {failure.reason}", after) from failure
            await asyncio.sleep(pause)
            pause *= 2

    def problem(self) -> str:
        """Why nothing can be kept: the last upload failed, less than the time of a retry ago."""
        failed = self._failed_at is not None and time.monotonic() - self._failed_at < RETRY_SECONDS
        return "the volume cannot be written" if failed else ""

    def gauges(self) -> dict[str, float]:
        """None."""
        return {}

    def _put(self, path: PurePosixPath, line: bytes, not_if: PurePosixPath | None) -> bool:
        if not_if is not None and self._workspace.has_file(self._root / not_if):
            return False
        return self._workspace.put_file(self._root / path, line)


def _repeat_of(envelope: Envelope) -> PurePosixPath | None:
    at = envelope.received_at.astimezone(UTC)
    since_midnight = at - at.replace(hour=0, minute=0, second=0, microsecond=0)
    return day_before(envelope) if since_midnight < _AFTER_MIDNIGHT else None
