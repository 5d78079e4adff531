"""What is known of a source between polls, as a text: how far it is landed, and its circuit breaker.

Windows lie on a grid of their length from 1970 on, so that a poll which is repeated has the same windows, and with them
the same files. Only a whole window moves the watermark.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from faultbook.polling.log_sources.port import SourceFailure, Window, read_instant, written

FAILURES_BEFORE_PAUSE = 3
"""Failed polls in a row after which a source is left alone for a while."""
LONGEST_PAUSE = timedelta(hours=6)
_MOST_DOUBLINGS = 16
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_VERSION = 1


@dataclass(frozen=True)
class Landed:
    """A window that is landed and not compared yet, and how many rows it had."""

    window: Window
    rows: int


@dataclass(frozen=True)
class LogState:
    """State of one source.

    `landed_until`: all rows before it are landed. `step`: the length of windows with which it was reached. `unchecked`:
    windows that are to be compared again, the oldest first. `failures`: failed polls in a row. `paused_until`: not to
    be polled before.
    """

    landed_until: datetime
    step: timedelta
    unchecked: tuple[Landed, ...] = ()
    failures: int = 0
    paused_until: datetime | None = None

    @classmethod
    def first(cls, now: datetime, *, step: timedelta, start: timedelta) -> "LogState":
        """The state before the first poll, which reads back to `start`."""
        return cls(_floor(now - start, step), step)

    @classmethod
    def from_text(cls, text: str) -> "LogState":
        """The state that `to_text` wrote. ValueError where the text is no such state."""
        try:
            found = json.loads(text)
            if found["v"] != _VERSION:
                raise ValueError(f"version {found['v']!r}")
            paused = found["paused_until"]
            return cls(
                landed_until=read_instant(found["landed_until"]),
                step=timedelta(seconds=found["step_seconds"]),
                unchecked=tuple(
                    Landed(Window(read_instant(start), read_instant(end)), int(rows))
                    for start, end, rows in found["unchecked"]
                ),
                failures=int(found["failures"]),
                paused_until=None if paused is None else read_instant(paused),
            )
        except (KeyError, TypeError, AttributeError, ValueError) as wrong:
            raise ValueError(f"no state of a log source: {wrong!r}") from wrong

    def to_text(self) -> str:
        """One line of JSON."""
        row: dict[str, Any] = {
            "v": _VERSION,
            "landed_until": written(self.landed_until),
            "step_seconds": int(self.step.total_seconds()),
            "unchecked": [[written(each.window.start), written(each.window.end), each.rows] for each in self.unchecked],
            "failures": self.failures,
            "paused_until": None if self.paused_until is None else written(self.paused_until),
        }
        return json.dumps(row, separators=(",", ":"))

    def windows_to_land(self, until: datetime, step: timedelta) -> Iterator[Window]:
        """The windows that end by `until` and are not landed, the oldest first.

        The first has the length that was valid when the watermark was reached: where a poll was killed and the length
        was changed since, its file may be there already.
        """
        start, length = self.landed_until, self.step
        while (end := _floor(start, length) + length) <= until:
            yield Window(start, end)
            start, length = end, step

    def windows_to_check(self, until: datetime) -> Iterator[Landed]:
        """The windows that ended by `until` and were not compared, the oldest first."""
        return (each for each in self.unchecked if each.window.end <= until)

    def landed(self, window: Window, rows: int, *, step: timedelta, is_rechecked: bool) -> "LogState":
        """With a window landed. `step`: the length of the windows that follow."""
        unchecked = (*self.unchecked, Landed(window, rows)) if is_rechecked else ()
        return replace(self, landed_until=window.end, step=step, unchecked=unchecked)

    def checked(self, compared: Landed) -> "LogState":
        """With a window compared."""
        return replace(self, unchecked=tuple(each for each in self.unchecked if each != compared))

    def succeeded(self) -> "LogState":
        """After a poll that returned all: the breaker is closed."""
        return replace(self, failures=0, paused_until=None)

    def failed(self, now: datetime, failure: SourceFailure, *, every: timedelta) -> "LogState":
        """After a poll that failed: from the third in a row on there is a pause, which doubles up to six hours.

        Where the vendor names a time, it is left alone until then, from the first failure on.
        """
        failures = self.failures + 1
        pause = min(failure.retry_after or timedelta(), LONGEST_PAUSE)
        if failures >= FAILURES_BEFORE_PAUSE:
            doublings = min(failures - FAILURES_BEFORE_PAUSE, _MOST_DOUBLINGS)
            pause = max(pause, min(every * 2**doublings, LONGEST_PAUSE))
        return replace(self, failures=failures, paused_until=now + pause if pause else None)


def _floor(instant: datetime, step: timedelta) -> datetime:
    return _EPOCH + (instant - _EPOCH) // step * step
