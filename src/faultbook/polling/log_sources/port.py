"""The port of a log source: what a reader of one vendor is given, what it returns, how it fails.

Every vendor has two clocks: when an event happened, and when the vendor took it in. Windows are of the second one,
because rows arrive late by the first.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Any, Protocol

from faultbook.errors import FaultbookError

Row = Mapping[str, Any]
"""One row as the vendor returned it: JSON values and datetimes."""


@dataclass(frozen=True, order=True)
class Window:
    """Instants from `start` up to and without `end`, in UTC."""

    start: datetime
    end: datetime

    def halves(self) -> tuple["Window", "Window"] | None:
        """The window in two, to the microsecond; None where it cannot be divided."""
        middle = self.start + (self.end - self.start) // 2
        return (Window(self.start, middle), Window(middle, self.end)) if self.start < middle else None

    def contains(self, instant: datetime) -> bool:
        """True for an instant with a zone within the window."""
        return self.start <= instant < self.end

    def __str__(self) -> str:
        """As a message shows it."""
        return f"{written(self.start)} to {written(self.end)}"


class Outcome(StrEnum):
    """What a poll of one source came to."""

    OK = "OK"
    PAUSED = "PAUSED"
    """Its circuit breaker is open: nothing was requested."""
    PARTIAL = "PARTIAL"
    """The vendor returned a part of a window; nothing of that window was landed."""
    THROTTLED = "THROTTLED"
    DENIED = "DENIED"
    UNREACHABLE = "UNREACHABLE"
    FAILED = "FAILED"


class SourceFailure(FaultbookError):
    """A source did not return a whole window: the outcome, one sentence, and when the vendor wants to be tried again.

    The sentence holds no secret and no address that has one: it is stored and logged.
    """

    def __init__(self, outcome: Outcome, detail: str, *, retry_after: timedelta | None = None) -> None:
        """`retry_after`: how long the vendor wants to be left alone; None where it does not tell."""
        super().__init__(detail)
        self.outcome = outcome
        self.retry_after = retry_after


class TooManyRows(Exception):
    """A window has more than one answer may hold: it is read in halves."""


class LogReader(Protocol):
    """Reads windows of one source. A reader is used by one thread."""

    requests: int
    """Requests so far; the client's own repetitions count as one."""
    has_row_ids: bool
    """True where equal ids are the same row, so that a row which pages repeat is landed once."""

    def rows(self, window: Window) -> Iterable[Row]:
        """The rows that the vendor took in within the window, all of them or a failure.

        TooManyRows before the first row where one answer cannot hold them; SourceFailure in every other case.
        """
        ...

    def count(self, window: Window) -> int | None:
        """How many rows `rows` would return; None where that costs as much as to read them."""
        ...

    def row_id(self, row: Row) -> str:
        """What tells the row from others; equal for the same row at another time."""
        ...

    def fields(self, row: Row) -> dict[str, Any]:
        """The row as fields of a log record, by names that the JSON format reads."""
        ...


@dataclass(frozen=True)
class LogSource:
    """A source and its times.

    `every`: length of a window, and how often there is a new one. `settle`: how long after its end a window is read,
    so that its rows can be found. `recheck`: how long after its end it is compared again; None: it is not. `start`: how
    far back the first poll reads. `reader` makes the client, when the source is polled at all.
    """

    name: str
    reader: Callable[[], LogReader]
    every: timedelta
    settle: timedelta
    recheck: timedelta | None
    start: timedelta


@dataclass(frozen=True)
class LogPoll:
    """What one poll of one source came to.

    `began_at`, `watermark`: up to where all rows were landed before and after it, by the vendor's clock of arrival.
    `behind`: how far the watermark is behind the clock of the poll. `rows`, `files`: landed by it; `late_rows` of them
    came after their window was landed. `detail`: one sentence for a person; empty where all is well.
    """

    source: str
    outcome: Outcome
    began_at: datetime
    watermark: datetime
    behind: timedelta
    requests: int = 0
    rows: int = 0
    late_rows: int = 0
    files: int = 0
    detail: str = ""
    next_try: datetime | None = None

    @property
    def is_assessed(self) -> bool:
        """True where the source returned all of the windows that were due."""
        return self.outcome is Outcome.OK


class Watermarks(Protocol):
    """What is kept between polls: one text for each source."""

    def read(self, source: str) -> str | None:
        """The text that was written last; None before the first."""
        ...

    def write(self, source: str, state: str) -> None:
        """Keeps a text; durable when it returns."""
        ...


class Sink(Protocol):
    """Where files land. A file is there whole or not at all, and is never changed."""

    def holds(self, path: PurePosixPath) -> bool:
        """True where the file has landed."""
        ...

    def lines(self, path: PurePosixPath) -> Iterator[bytes]:
        """The lines of a landed file, without line feeds."""
        ...

    def write(self, path: PurePosixPath, lines: Iterable[bytes]) -> int:
        """Lands the lines as one file; how many they were. No file without a line, and none where `lines` fails.

        A file that has landed stays as it is: the number is then of its lines.
        """
        ...


def written(instant: datetime) -> str:
    """An instant in UTC as ISO 8601 with six decimals and Z."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def read_instant(text: str) -> datetime:
    """The instant that `written` wrote."""
    return datetime.fromisoformat(text).astimezone(UTC)
