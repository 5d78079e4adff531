"""Readers of a folder of rotated logs: faultbook in this process, and one that knows files by their paths."""

import shutil
from collections import Counter
from pathlib import Path
from typing import Protocol

from faultbook.engine.late_session import late_session
from faultbook.jobs import ingest, setup
from faultbook.settings import ReadWith
from faultbook.steps import Steps
from faultbook.tables import RECORD_TABLES
from tests.jobs.workspace import LocalWorkspace, assert_invariants_hold, make_workspace
from tests.verify.rotated_folder import Event, RotatedFolder
from tests.verify.rotating_logs import FRAMES, MARK


class Killed(BaseException):
    """Ends a run at a point as a kill would: nothing catches it."""


class Reader(Protocol):
    """Reads a landing folder again and again."""

    landing: Path

    def run(self, kill_at: int | None) -> bool:
        """Reads what is new; True where the run came to its end. `kill_at`: the point at which it is killed."""

    def stored(self) -> Counter[Event]:
        """How often each event is stored, by folder."""

    def traces(self) -> set[Event]:
        """The events that are stored with a whole trace."""

    def rejects(self) -> list[str]:
        """What was not read as an event."""

    def check(self) -> None:
        """Fails where what is stored does not add up."""


class Faultbook:
    """The product, without Spark and in this process; its tables are a copy of `empty_tables`."""

    def __init__(self, root: Path, empty_tables: Path) -> None:
        """Nothing is read yet."""
        self._workspace = make_workspace(root, empty_tables, read_with=ReadWith.PYTHON)
        self.landing = self._workspace.landing

    def run(self, kill_at: int | None) -> bool:
        """One run of ingest."""
        passed = 0

        def observe(_: str) -> None:
            nonlocal passed
            if passed == kill_at:
                raise Killed
            passed += 1

        settings = self._workspace.settings
        try:
            ingest.run(late_session(settings), settings, Steps(task="ingest"), observe)
        except Killed:
            return False
        return True

    def stored(self) -> Counter[Event]:
        """Of the records of all tables."""
        return Counter(event for event, _ in self._records())

    def traces(self) -> set[Event]:
        """Events with as many frames as they were written with."""
        return {event for event, trace in self._records() if trace.count("\tat ") == FRAMES}

    def rejects(self) -> list[str]:
        """The texts of the rejects."""
        return [repr(row["raw"]) for row in self._workspace.rows("error_logs_rejected")]

    def check(self) -> None:
        """The invariants of a lakehouse."""
        assert_invariants_hold(self._workspace)

    def _records(self) -> list[tuple[Event, str]]:
        found = []
        for table in RECORD_TABLES:
            for row in self._workspace.rows(table.name):
                folder = Path(row.get("landed_file") or row["source_file"]).parent.as_posix()
                found += [((folder, mark), row["stack_trace"] or "") for mark in MARK.findall(row["message"])]
        return found


class ByPath:
    """What many pipelines do: a path that was read is done."""

    def __init__(self, root: Path) -> None:
        """Nothing is read yet."""
        self.landing = root / "landing"
        self.landing.mkdir(parents=True)
        self._read: set[Path] = set()
        self._stored: Counter[Event] = Counter()

    def run(self, kill_at: int | None) -> bool:
        """Reads the paths that are new. It is never killed."""
        for path, content in RotatedFolder(self.landing).contents():
            if path not in self._read:
                folder = path.parent.relative_to(self.landing).as_posix()
                self._stored.update((folder, mark) for mark in MARK.findall(content.decode()))
                self._read.add(path)
        return True

    def stored(self) -> Counter[Event]:
        """Of what was read."""
        return self._stored

    def traces(self) -> set[Event]:
        """All: it does not look."""
        return set(self._stored)

    def rejects(self) -> list[str]:
        """None: it does not look."""
        return []

    def check(self) -> None:
        """Nothing to add up."""


def empty_tables(root: Path) -> Path:
    """The tables of an empty lakehouse, to copy from; made without Spark."""
    workspace: LocalWorkspace = make_workspace(root, read_with=ReadWith.PYTHON)
    setup.run(late_session(workspace.settings), workspace.settings, Steps(task="setup"))
    shutil.rmtree(workspace.landing)
    return Path(workspace.settings.catalog)
