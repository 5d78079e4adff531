"""One poll of the rows behind alerts: each alert's rows are fetched once, and written as one envelope.

An envelope is on disk before its alert counts as fetched, which the row of the poll stores. So a run that dies is
repeated; the rows of an alert are the same report of the same failure then.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from faultbook.clients.azure_rest import token_header
from faultbook.clients.rest import (
    Deadline,
    DeadlinePassed,
    RestApi,
    RestFailed,
    SignInFailed,
    Throttled,
    TooLarge,
    Unavailable,
)
from faultbook.errors import MissingDependency
from faultbook.events.envelope import Envelope
from faultbook.faults.redaction import redact
from faultbook.polling.alert_rows.answers import LinkedRows, NoRows, PartialAnswer, WrongAnswer, rows_of
from faultbook.polling.alert_rows.attempts import Attempt, attempts_of
from faultbook.polling.alert_rows.links import LinkedQuery, WrongLink, read_link
from faultbook.polling.history import Outcome, Poll, pause_after
from faultbook.polling.port import Item, hashed
from faultbook.polling.source_poll import AUTH, Sink, SinkFailed

SOURCE = "azure-alert-rows"
LOOK_BACK = timedelta(days=1)
"""How old a report of an alert may be whose rows are fetched."""
MOST_ALERTS = 200
"""Alerts of one poll; the others wait for the next one."""
MOST_ROWS = (100, 10, 1)
"""Rows that are requested of one alert; fewer where the answer has more than MOST_BYTES."""
MOST_BYTES = 8 * 2**20
_SHOWN_REASONS = 3
_OF_THE_HOST = (Throttled, SignInFailed, Unavailable, MissingDependency)
"""What no alert is at fault for: it costs no attempt, and the host is left alone until the next poll."""


@dataclass(frozen=True)
class Alert:
    """A failure with a search link, as its message has them: not redacted."""

    event_id: str
    event_key: str
    link: str


@dataclass(frozen=True)
class RowSource:
    """Where rows are fetched, as whom, and for how long in one poll. `credential` signs in when it is first needed."""

    cloud: str
    deadline_seconds: float
    credential: Callable[[], Any]
    address: Callable[[str], str] = "https://{}".format
    """The address of a host."""


def is_paused(earlier: Sequence[Poll], now: datetime) -> datetime | None:
    """Until when the source has a pause; None where it has none."""
    newest = max(earlier, key=lambda poll: poll.started_at, default=None)
    return newest.paused_until if newest and newest.paused_until and newest.paused_until > now else None


def fetch_alert_rows(
    source: RowSource,
    alerts: Sequence[Alert],
    earlier: Sequence[Poll],
    sink: Sink,
    *,
    now: Callable[[], datetime],
    run_id: str = "",
) -> Poll:
    """The poll, for its table. `alerts`: of the look-back, in the order in which they are fetched.

    Whatever an answer is becomes an outcome; SinkFailed alone is raised. The poll is complete where no alert of the
    look-back is without its rows.
    """
    began = now()
    polls = sorted(earlier, key=lambda poll: poll.started_at)
    known = {key for poll in polls for key in poll.delivered}
    wanted = {alert.event_id: alert for alert in alerts if hashed(alert.event_id) not in known}
    before = attempts_of((polls[-1].pending or ()) if polls else ())
    attempts = {event_id: attempt for event_id, attempt in before.items() if event_id in wanted}
    due = [one for one in wanted.values() if one.event_id not in attempts or attempts[one.event_id].is_due(began)]
    run = _Run(source, Deadline.after(source.deadline_seconds), sink, began, attempts)
    for place, alert in enumerate(due):
        if place == MOST_ALERTS or not run.deadline.left:
            run.waiting["the poll had no time left for them"] += len(due) - place
            break
        run.fetch(alert)
    outcome, ended = run.outcome, now()
    return Poll(
        source=SOURCE,
        scope="",
        started_at=began,
        ended_at=ended,
        from_at=began - LOOK_BACK,
        to_at=began,
        requests=sum(api.sent for api in run.apis.values()),
        rows_read=run.rows,
        envelopes=len(run.delivered),
        outcome=outcome,
        detail=redact(run.detail) or None,
        watermark=began if outcome is Outcome.COMPLETE else polls[-1].watermark if polls else None,
        paused_until=pause_after(polls, outcome, ended, run.wished),
        pending=tuple(attempt.to_text() for attempt in attempts.values()),
        delivered=tuple(run.delivered),
        run_id=run_id,
    )


@dataclass
class _Run:
    """One poll at work. attempts: in vain, by event. waiting: reason -> alerts that cost no attempt.

    stopped: host -> why no more of it is tried in this poll.
    """

    source: RowSource
    deadline: Deadline
    sink: Sink
    began: datetime
    attempts: dict[str, Attempt]
    waiting: Counter[str] = field(default_factory=Counter)
    delivered: list[str] = field(default_factory=list)
    rows: int = 0
    apis: dict[str, RestApi] = field(default_factory=dict)
    stopped: dict[str, RestFailed | MissingDependency] = field(default_factory=dict)
    signed_in: Any = None

    def fetch(self, alert: Alert) -> None:
        """Fetches and writes the rows of one alert, or notes why not."""
        try:
            query = read_link(alert.link, self.source.cloud)
            if query.host in self.stopped:
                self.waiting[str(self.stopped[query.host])] += 1
                return
            body = self._body(alert, query)
        except _OF_THE_HOST as failure:
            self.stopped[query.host] = failure
            self.waiting[str(failure)] += 1
        except DeadlinePassed as failure:
            self.waiting[str(failure)] += 1
        except WrongLink as failure:
            self._in_vain(alert, str(failure), for_good=True)
        except (RestFailed, NoRows, PartialAnswer, WrongAnswer) as failure:
            self._in_vain(alert, str(failure))
        except Exception as failure:
            # An answer of an unexpected shape. Its text may quote the answer.
            self._in_vain(alert, f"the answer could not be read ({type(failure).__name__})")
        else:
            self._write(alert, body)

    def _body(self, alert: Alert, query: LinkedQuery) -> Item:
        found, limit = self._rows(query)
        self.rows += found.rows
        body = {
            "linked_alert": {"event_key": alert.event_key},
            "host": query.host,
            "table": found.table,
            "record": found.record,
            "row": found.row,
            "rows": found.rows,
            "is_cut": found.rows >= limit,
            "same_text": found.same,
            "first_at": found.first_at,
            "last_at": found.last_at,
        }
        return Item(alert.event_id, body)

    def _rows(self, query: LinkedQuery) -> tuple[LinkedRows, int]:
        """The rows, and how many were requested at most."""
        api = self._api(query)
        span = {"timespan": query.timespan} if query.timespan else {}
        for rows in MOST_ROWS:
            try:
                answer = api.call("POST", query.path, body={"query": f"{query.query}\n| take {rows}", **span})
                return rows_of(answer, query.query), rows
            except TooLarge:
                if rows == MOST_ROWS[-1]:
                    raise
        raise AssertionError("the last number of rows ends with an answer or an error")

    def _api(self, query: LinkedQuery) -> RestApi:
        if query.host not in self.apis:
            self.signed_in = self.signed_in or self.source.credential()
            header = token_header(self.signed_in, f"{query.audience}/.default")
            address = self.source.address(query.host)
            self.apis[query.host] = RestApi(address, header, self.deadline, most_bytes=MOST_BYTES)
        return self.apis[query.host]

    def _write(self, alert: Alert, item: Item) -> None:
        try:
            self.sink([Envelope(source=SOURCE, received_at=self.began, body=item.content, auth=AUTH)])
        except MissingDependency as failure:
            raise SinkFailed(str(failure)) from failure
        self.attempts.pop(alert.event_id, None)
        self.delivered.append(hashed(alert.event_id))

    def _in_vain(self, alert: Alert, reason: str, *, for_good: bool = False) -> None:
        # A sentence has the path of the request, which a message chose.
        before, safe = self.attempts.get(alert.event_id), redact(reason)
        self.attempts[alert.event_id] = Attempt.after(before, alert.event_id, self.began, safe, for_good=for_good)

    @property
    def wished(self) -> float:
        """Seconds of pause that a host wants."""
        throttled = (failure for failure in self.stopped.values() if isinstance(failure, Throttled))
        return max((failure.seconds for failure in throttled), default=0.0)

    @property
    def outcome(self) -> Outcome:
        """Of the poll. Only what is of a host and not of an alert has pauses, so it alone is more than partial."""
        failures = self.stopped.values()
        if any(isinstance(failure, Throttled) for failure in failures):
            return Outcome.THROTTLED
        if not self.attempts and not self.waiting:
            return Outcome.COMPLETE
        if self.delivered or self.attempts or not failures:
            return Outcome.PARTIAL
        is_denied = all(isinstance(failure, SignInFailed) for failure in failures)
        return Outcome.DENIED if is_denied else Outcome.FAILED

    @property
    def detail(self) -> str:
        """How many alerts are without their rows, why, and whether they are tried again; empty where none is."""
        counts = Counter[str]()
        for reason, count in self.waiting.items():
            counts[f"wait for the next poll ({reason.rstrip('.')})"] += count
        for attempt in self.attempts.values():
            then = "are left" if attempt.next_at is None else "are tried again later"
            counts[f"{then} ({attempt.reason.rstrip('.')})"] += 1
        shown = counts.most_common(_SHOWN_REASONS)
        rest = sum(counts.values()) - sum(count for _, count in shown)
        parts = [f"{count} {words}" for words, count in shown] + ([f"{rest} for other reasons"] if rest else [])
        return f"Alerts without their rows: {'; '.join(parts)}." if parts else ""
