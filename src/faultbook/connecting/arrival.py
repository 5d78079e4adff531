"""Waits until an envelope of a sender is in the events folder: on this machine, or in a volume of a workspace."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from faultbook.clients.databricks_errors import CalledResource
from faultbook.errors import MissingDependency
from faultbook.events.envelope import Envelope, WrongEnvelope

LOOK_SECONDS = 2.0
VOLUMES = "/Volumes/"


class Events(Protocol):
    """The files of an events folder."""

    def names(self, folder: str, /) -> Iterable[str]:
        """The names of the files in a folder, `SOURCE/DAY`; none where it does not exist."""
        ...

    def read(self, path: str, /) -> bytes:
        """The bytes of a file, `SOURCE/DAY/NAME`."""
        ...


@dataclass(frozen=True)
class LocalEvents:
    """An events folder that this machine can read."""

    root: Path

    def names(self, folder: str) -> Iterable[str]:
        """As Events."""
        found = self.root / folder
        return [each.name for each in found.iterdir()] if found.is_dir() else []

    def read(self, path: str) -> bytes:
        """As Events."""
        return (self.root / path).read_bytes()


@dataclass(frozen=True)
class VolumeEvents:
    """An events folder in a volume. `client`: a WorkspaceClient."""

    client: Any
    root: str

    def names(self, folder: str) -> Iterable[str]:
        """As Events. MissingDependency where the volume cannot be read."""
        from databricks.sdk.errors import NotFound  # noqa: PLC0415
        from databricks.sdk.errors.base import DatabricksError  # noqa: PLC0415  (an extra, slow to import)

        try:
            listed = self.client.files.list_directory_contents(f"{self.root}/{folder}")
            return [each.name for each in listed if not each.is_directory]
        except NotFound:
            return []
        except DatabricksError as failed:
            raise MissingDependency(f"The events folder {self.root} cannot be read. {_VOLUME.hint(failed)}") from failed

    def read(self, path: str) -> bytes:
        """As Events."""
        content: bytes = self.client.files.download(f"{self.root}/{path}").contents.read()
        return content


_VOLUME = CalledResource(
    needs="READ VOLUME on the volume of the events folder",
    absent="There is no such volume: --events names one that exists.",
    retry="run the command again",
)


class NoEvents:
    """No events folder: nothing arrives in it."""

    def names(self, _: str) -> Iterable[str]:
        """As Events."""
        return ()

    def read(self, path: str) -> bytes:
        """As Events."""
        raise FileNotFoundError(path)


def open_events(folder: str, client: Callable[[], Any]) -> Events:
    """The events folder of that name, '' for none; a volume that is not mounted here is read by the workspace's API."""
    if not folder:
        return NoEvents()
    if folder.startswith(VOLUMES) and not Path(folder).is_dir():
        return VolumeEvents(client(), folder.rstrip("/"))
    return LocalEvents(Path(folder).expanduser())


@dataclass
class Watch:
    """The envelopes of one source that arrive after this was made."""

    events: Events
    source: str
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep

    def __post_init__(self) -> None:
        """Notes what is there already."""
        # The clock of the receiver may be behind this one.
        self._first = self.now().date() - timedelta(days=1)
        self._seen = set(self._files())

    def wait(
        self, is_it: Callable[[Envelope], bool], seconds: float, is_over: Callable[[], bool] = lambda: False
    ) -> Envelope | None:
        """The first new envelope that is the one looked for; None where none arrives within the seconds, or before
        `is_over`, which may raise.
        """
        deadline = self.clock() + seconds
        while True:
            found = next(filter(is_it, self._new()), None)
            if found or self.clock() >= deadline or is_over():
                return found
            self.sleep(LOOK_SECONDS)

    def _new(self) -> Iterable[Envelope]:
        for path in self._files():
            if path in self._seen:
                continue
            lines = self.events.read(path).splitlines()
            # Receivers write a file under another name first; a file of this name is whole.
            self._seen.add(path)
            for line in lines:
                try:
                    yield Envelope.from_line(line)
                except WrongEnvelope:
                    continue

    def _files(self) -> Iterable[str]:
        last = self.now().date() + timedelta(days=1)
        days = [self._first + timedelta(days=number) for number in range((last - self._first).days + 1)]
        for day in days:
            folder = f"{self.source}/{day.isoformat()}"
            yield from (
                f"{folder}/{name}" for name in sorted(self.events.names(folder)) if name.endswith((".json", ".jsonl"))
            )
