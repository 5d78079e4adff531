"""Polls log sources: whole windows become files, each row once.

A window is read when it ended `settle` ago. Its file is named by source and window, and a window whose file has landed
is not read again, so that a poll which was killed anywhere is repeated without a row twice. After `recheck` it is
compared once: rows that could not be found before land as a second file.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from faultbook.errors import FaultbookError
from faultbook.polling.log_sources.failures import failure_of
from faultbook.polling.log_sources.landing import file_of, late_file_of
from faultbook.polling.log_sources.lines import ids_of, line_of
from faultbook.polling.log_sources.port import (
    LogPoll,
    LogReader,
    LogSource,
    Outcome,
    Row,
    Sink,
    SourceFailure,
    TooManyRows,
    Watermarks,
    Window,
)
from faultbook.polling.log_sources.state import Landed, LogState

MOST_WINDOWS = 500
"""Windows of one source in one poll: a source that is far behind does not keep the others waiting."""


class WrongState(FaultbookError):
    """What is kept of a source between polls cannot be read."""


def poll_logs(
    sources: Iterable[LogSource], *, watermarks: Watermarks, sink: Sink, clock: Callable[[], datetime]
) -> Iterator[LogPoll]:
    """Polls each source that is not paused; what came of it, in the order of the sources.

    `clock` returns an instant with a zone. A source that fails is a result, and the next one is polled. WrongState
    where the kept text of a source is none of `LogState`; OSError where the sink cannot write.
    """
    for source in sources:
        yield _poll(source, watermarks, sink, clock)


def _poll(source: LogSource, watermarks: Watermarks, sink: Sink, clock: Callable[[], datetime]) -> LogPoll:
    now = clock()
    before = _state_of(source, watermarks)
    run = _Run(source, sink, before or LogState.first(now, step=source.every, start=source.start))
    outcome, detail, began_at = Outcome.OK, "", run.state.landed_until
    paused_until = run.state.paused_until
    if paused_until is not None and now < paused_until:
        outcome, detail = Outcome.PAUSED, f"{run.state.failures} polls in a row failed; the next one is later"
    else:
        try:
            run.poll(now)
            run.state = run.state.succeeded()
            detail = " ".join(run.notes)
        except SourceFailure as failure:
            run.state = run.state.failed(now, failure, every=source.every)
            outcome, detail = failure.outcome, str(failure)
        if run.state != before:
            watermarks.write(source.name, run.state.to_text())
    return LogPoll(
        source=source.name,
        outcome=outcome,
        began_at=began_at,
        watermark=run.state.landed_until,
        requests=run.requests,
        behind=now - run.state.landed_until,
        rows=run.rows,
        late_rows=run.late_rows,
        files=run.files,
        detail=detail,
        next_try=run.state.paused_until,
    )


def _state_of(source: LogSource, watermarks: Watermarks) -> LogState | None:
    text = watermarks.read(source.name)
    if text is None:
        return None
    try:
        return LogState.from_text(text)
    except ValueError as wrong:
        raise WrongState(
            f"the watermark of the log source {source.name} cannot be read ({wrong}). Fix: give the source another "
            "name, so that it begins again at its `start`; its landed files stay."
        ) from wrong


@dataclass
class _Run:
    """One poll of one source. `state` moves with each whole window."""

    source: LogSource
    sink: Sink
    state: LogState
    rows: int = 0
    late_rows: int = 0
    files: int = 0
    reader: LogReader | None = None
    notes: list[str] = field(default_factory=list)

    def poll(self, now: datetime) -> None:
        """Lands and compares what is due. SourceFailure at the first window that is not whole."""
        source = self.source
        with failure_of():
            self.reader = reader = source.reader()
        windows = self.state.windows_to_land(now - source.settle, source.every)
        for _, window in zip(range(MOST_WINDOWS), windows, strict=False):
            rows = self._land(reader, window)
            self.state = self.state.landed(window, rows, step=source.every, is_rechecked=source.recheck is not None)
        if source.recheck is not None:
            for landed in list(self.state.windows_to_check(now - source.recheck)):
                self._compare(reader, landed)
                self.state = self.state.checked(landed)

    @property
    def requests(self) -> int:
        """Requests that were sent."""
        return 0 if self.reader is None else self.reader.requests

    def _land(self, reader: LogReader, window: Window) -> int:
        path = file_of(self.source.name, window)
        if self.sink.holds(path):
            # A poll that was killed before it could write its watermark.
            return sum(1 for _ in self.sink.lines(path))
        rows = self.sink.write(path, (_line(reader, row) for row in self._rows(reader, window)))
        self.rows += rows
        self.files += bool(rows)
        return rows

    def _compare(self, reader: LogReader, landed: Landed) -> None:
        """Lands the rows of a window that were not there when it was landed."""
        window, name = landed.window, self.source.name
        if self.sink.holds(late_file_of(name, window)):
            return
        with failure_of():
            count = reader.count(window)
        if count == landed.rows:
            return
        path = file_of(name, window)
        if landed.rows and not self.sink.holds(path):
            if count is None or count > landed.rows:
                self.notes.append(f"Late rows of {window} are not assessed: its landed file was removed.")
            return
        known = ids_of(self.sink.lines(path)) if landed.rows else ids_of(())

        def late() -> Iterator[bytes]:
            for row in self._rows(reader, window):
                row_id = reader.row_id(row)
                if known[row_id] > 0:
                    known[row_id] -= 1
                else:
                    yield _line(reader, row)

        rows = self.sink.write(late_file_of(name, window), late())
        self.rows += rows
        self.late_rows += rows
        self.files += bool(rows)

    def _rows(self, reader: LogReader, window: Window) -> Iterator[Row]:
        """All rows of a window, read in halves where they are too many for one answer."""
        seen: set[str] = set()
        for row in _in_parts(reader, window):
            if reader.has_row_ids:
                row_id = reader.row_id(row)
                if row_id in seen:
                    continue
                seen.add(row_id)
            yield row


def _line(reader: LogReader, row: Row) -> bytes:
    with failure_of():
        return line_of(reader, row)


def _in_parts(reader: LogReader, window: Window) -> Iterator[Row]:
    try:
        with failure_of():
            yield from reader.rows(window)
        return
    except TooManyRows as too_many:
        halves = window.halves()
        if halves is None:
            raise SourceFailure(
                Outcome.FAILED,
                f"more rows arrived at {window.start} than one answer holds ({too_many}). Fix: read fewer by `where`.",
            ) from too_many
    for half in halves:
        yield from _in_parts(reader, half)
