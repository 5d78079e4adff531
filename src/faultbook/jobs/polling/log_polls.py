"""Log sources in the job poll: their states are rows of source_polls, their lines land where ingest reads files."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from faultbook.lakehouse.store import Lakehouse
from faultbook.polling.history import Outcome, Poll
from faultbook.polling.log_sources import LogPoll, LogSource, poll_logs
from faultbook.polling.log_sources import Outcome as LogOutcome
from faultbook.polling.log_sources.port import Sink
from faultbook.tables import SOURCE_POLLS

LOGS = "logs"
"""The source of all rows of log sources; the scope is the name of one."""
_KEPT = timedelta(days=60)
"""A source that was not polled for longer begins at its `start` again. Windows that are landed stay landed."""
_OUTCOMES = {
    LogOutcome.OK: Outcome.COMPLETE,
    LogOutcome.PARTIAL: Outcome.PARTIAL,
    LogOutcome.THROTTLED: Outcome.THROTTLED,
    LogOutcome.DENIED: Outcome.DENIED,
    LogOutcome.UNREACHABLE: Outcome.FAILED,
    LogOutcome.FAILED: Outcome.FAILED,
}


class StoredStates:
    """States of log sources: the newest row of each has it. What is written becomes a row when the poll has ended."""

    def __init__(self, lakehouse: Lakehouse, now: Callable[[], datetime]) -> None:
        """Nothing is read yet."""
        self._lakehouse, self._now = lakehouse, now
        self.states: dict[str, str] = {}

    def read(self, source: str) -> str | None:
        """The state of the newest row; None without one."""
        found = self._lakehouse.fetch(
            SOURCE_POLLS,
            ("started_at", "pending"),
            ("source", "=", LOGS),
            ("scope", "=", source),
            ("ended_at", ">=", self._now() - _KEPT),
        )
        rows = [row for row in found.to_pylist() if row["pending"]]
        newest = max(rows, key=lambda row: row["started_at"], default=None)
        if newest is not None:
            self.states[source] = newest["pending"][0]
        return self.states.get(source)

    def write(self, source: str, state: str) -> None:
        """Keeps a state for the row of this poll. Where a run ends before, the next one repeats the poll."""
        self.states[source] = state


def log_polls(
    lakehouse: Lakehouse, sources: list[LogSource], sink: Sink, *, now: Callable[[], datetime]
) -> Iterator[tuple[LogPoll, Poll | None]]:
    """Each poll with its row, which is to be stored before the next one; None for a source that has a pause."""
    states = StoredStates(lakehouse, now)
    for source in sources:
        started_at = now()
        (result,) = poll_logs([source], watermarks=states, sink=sink, clock=now)
        if result.outcome is LogOutcome.PAUSED:
            yield result, None
            continue
        yield result, _row(result, states.states.get(source.name), started_at, now(), lakehouse.settings.run_id)


def _row(result: LogPoll, state: str | None, started_at: datetime, ended_at: datetime, run_id: str) -> Poll:
    return Poll(
        source=LOGS,
        scope=result.source,
        started_at=started_at,
        ended_at=ended_at,
        from_at=result.began_at,
        to_at=result.watermark,
        requests=result.requests,
        rows_read=result.rows,
        envelopes=0,
        outcome=_OUTCOMES[result.outcome],
        detail=result.detail or None,
        watermark=result.watermark,
        paused_until=result.next_try,
        pending=None if state is None else (state,),
        run_id=run_id,
    )
