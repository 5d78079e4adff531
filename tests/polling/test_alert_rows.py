"""Rows behind alerts, fetched from a server on this machine: once each, within bounds, and from nowhere else."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
import stamina
from azure.core.exceptions import ClientAuthenticationError

from faultbook.catalog.polling import PollerEntry
from faultbook.clients.azure_rest import AzureIdentity
from faultbook.errors import MissingDependency
from faultbook.events.envelope import Envelope
from faultbook.events.page_file import write_page
from faultbook.events.reading import event_id, read_message
from faultbook.events.shipped import shipped_definitions
from faultbook.polling.alert_rows import fetching
from faultbook.polling.alert_rows.attempts import MOST_ATTEMPTS, Attempt, attempts_of
from faultbook.polling.alert_rows.fetching import Alert, RowSource, fetch_alert_rows, is_paused
from faultbook.polling.history import Outcome, Poll
from faultbook.polling.registered import row_source_of, sources_of
from faultbook.polling.source_poll import SinkFailed
from tests.loopback import listening
from tests.polling.azure_server import TOKEN, Credential
from tests.polling.log_sources.loopback_vendors import OTHER_PARTIAL
from tests.polling.platform import NOW
from tests.polling.test_alert_answers import answer
from tests.polling.test_alert_links import GOOD, QUERY, WORKSPACE

Reply = tuple[int, dict[str, str], bytes]
HOUR = timedelta(hours=1)
SECRET = "hunter2hunter2"


def json_of(found: Any, status: int = 200, **headers: str) -> Reply:
    return status, headers, json.dumps(found).encode()


ROWS = json_of(answer({"Message": "no disk", "SeverityLevel": 3}))


@dataclass
class Azure:
    """Answers with `replies`, the last again and again. `drips`: a byte at a time, without an end."""

    replies: list[Reply] = field(default_factory=lambda: [ROWS])
    drips: bool = False
    requests: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)


@contextmanager
def serving(azure: Azure) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            azure.requests.append((self.path, self.headers["Authorization"], body))
            status, headers, content = azure.replies[min(len(azure.requests), len(azure.replies)) - 1]
            self.send_response(status)
            for name, value in {"Content-Length": str(len(content)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            if azure.drips:
                try:
                    for _ in range(400):
                        self.wfile.write(b" ")
                        time.sleep(0.01)
                except OSError:
                    return
            self.wfile.write(content)

        def log_message(self, *words: object) -> None:
            pass

    with listening(Handler) as host:
        yield host


@pytest.fixture(autouse=True)
def quickly():
    with stamina.set_testing(True, attempts=2):
        yield


def alert(number: int = 1, link: str = GOOD) -> Alert:
    key = f"azure-alert/a{number}/1796034000123456"
    return Alert(event_id(key), key, link)


def source_of(host: str, seconds: float = 30, credential: Callable[[], Any] = Credential) -> RowSource:
    return RowSource("public", seconds, credential, lambda _: host)


@dataclass
class Trial:
    """Polls one after the other, and what they wrote."""

    azure: Azure
    alerts: list[Alert] = field(default_factory=lambda: [alert()])
    polls: list[Poll] = field(default_factory=list)
    written: list[Envelope] = field(default_factory=list)
    now: Any = NOW

    def poll(self, **source: Any) -> Poll:
        with serving(self.azure) as host:
            found = fetch_alert_rows(
                source_of(host, **source), self.alerts, self.polls, self.written.extend, now=lambda: self.now
            )
        self.polls.append(Poll.from_row(found.as_row()))
        return found


def test_rows_are_fetched_once_and_are_a_report_of_the_alert_s_own_failure():
    trial = Trial(Azure())
    poll = trial.poll()
    ((path, token, body),) = trial.azure.requests
    assert (path, token) == (WORKSPACE, f"Bearer {TOKEN}")
    assert body == {"query": f"{QUERY}\n| take 100", "timespan": "P1D"}
    assert (poll.outcome, poll.envelopes, poll.rows_read, poll.requests) == (Outcome.COMPLETE, 1, 1, 1)
    assert (poll.watermark, poll.detail, poll.pending) == (NOW, None, ())
    (envelope,) = trial.written
    reading = read_message(envelope.body.decode(), envelope.source, {}, shipped_definitions())
    assert [(one.event_id, one.texts["message"]) for one in reading.reports] == [(alert().event_id, "no disk")]
    trial.now += HOUR
    again = trial.poll()
    assert (again.outcome, again.envelopes, again.requests) == (Outcome.COMPLETE, 0, 0)
    assert len(trial.azure.requests) == 1


def test_a_run_that_died_before_its_row_was_stored_writes_the_same_file(tmp_path):
    for _ in range(2):
        trial = Trial(Azure())
        trial.poll()
        write_page(tmp_path, trial.written)
    assert len(list(tmp_path.rglob("*.jsonl"))) == 1


@pytest.mark.parametrize(
    ("reply", "outcome", "words"),
    [
        (json_of(answer({"a": 1}) | {"error": OTHER_PARTIAL}), Outcome.PARTIAL, "a part of the rows only"),
        (json_of(answer()), Outcome.PARTIAL, "the answer has no row"),
        (json_of({"error": {"code": "InsufficientAccessError", "message": SECRET}}, 403), Outcome.PARTIAL, "403"),
        (json_of({"error": {"code": "WorkspaceNotFoundError"}}, 404), Outcome.PARTIAL, "404 WorkspaceNotFoundError"),
        (json_of({"error": {"code": "BadArgumentError"}}, 400), Outcome.PARTIAL, "400 BadArgumentError"),
        (json_of({}, 302, Location="http://127.0.0.1:1/"), Outcome.PARTIAL, "302"),
        (json_of({"value": 1}), Outcome.PARTIAL, "the answer has no table"),
        (json_of({"tables": [{"columns": 7, "rows": [[1]]}]}), Outcome.COMPLETE, ""),
    ],
)
def test_an_answer_without_rows_is_a_reason_and_is_tried_again_until_a_limit(reply, outcome, words):
    trial = Trial(Azure([reply]))
    first = trial.poll()
    assert first.outcome is outcome and words in (first.detail or "") and SECRET not in str(first)
    if outcome is Outcome.COMPLETE:
        return
    assert "1 are tried again later" in first.detail and first.watermark is None
    trial.now += timedelta(minutes=10)
    assert trial.poll().requests == 0
    for _ in range(MOST_ATTEMPTS + 2):
        trial.now += timedelta(hours=7)
        last = trial.poll()
    assert len(trial.azure.requests) == MOST_ATTEMPTS
    assert last.outcome is Outcome.PARTIAL and "1 are left" in last.detail and not trial.written
    trial.alerts = []
    trial.now += HOUR
    assert trial.poll().outcome is Outcome.COMPLETE


def test_a_path_that_a_message_chose_is_redacted_in_all_that_is_stored():
    path = "/v1/subscriptions/ada@example.com/resourceGroups/g/query"
    trial = Trial(Azure([json_of({}, 403)]), [alert(link=GOOD.replace(WORKSPACE, path))])
    poll = trial.poll()
    assert trial.azure.requests[0][0] == path
    assert "403" in poll.detail and "ada@example.com" not in str(poll)


def test_a_later_answer_with_rows_ends_the_attempts():
    trial = Trial(Azure([json_of(answer()), ROWS]))
    trial.poll()
    trial.now += HOUR
    poll = trial.poll()
    assert (poll.outcome, poll.pending, len(trial.written)) == (Outcome.COMPLETE, (), 1)


def test_a_throttled_host_has_its_pause_and_costs_no_alert_an_attempt():
    trial = Trial(Azure([json_of({}, 429, **{"Retry-After": "3600"})]), [alert(1), alert(2)])
    poll = trial.poll()
    assert (poll.outcome, poll.pending, len(trial.azure.requests)) == (Outcome.THROTTLED, (), 1)
    assert poll.paused_until == NOW + HOUR
    assert "2 wait for the next poll" in poll.detail
    assert is_paused(trial.polls, NOW + HOUR / 2) and is_paused(trial.polls, NOW + HOUR) is None


def test_who_cannot_sign_in_is_denied_and_nothing_is_sent():
    for failure, outcome in (
        (ClientAuthenticationError(SECRET), Outcome.DENIED),
        (MissingDependency("azure-identity is not installed."), Outcome.FAILED),
    ):

        def credential(failure: Exception = failure) -> Credential:
            if isinstance(failure, MissingDependency):
                raise failure
            return Credential(failure)

        trial = Trial(Azure(), [alert(1), alert(2)])
        poll = trial.poll(credential=credential)
        assert (poll.outcome, trial.azure.requests, trial.written) == (outcome, [], [])
        assert SECRET not in poll.detail and "2 wait" in poll.detail


def test_a_foreign_host_gets_nothing_and_is_left_at_once():
    def nobody() -> Any:
        raise AssertionError("signed in")

    foreign = [alert(1, GOOD.replace("api.loganalytics.io", "evil.example")), alert(2, GOOD.replace("https", "http"))]
    trial = Trial(Azure(), foreign)
    poll = trial.poll(credential=nobody)
    assert (poll.outcome, poll.requests, trial.azure.requests) == (Outcome.PARTIAL, 0, [])
    assert "1 are left (the host of its link is no query API of Azure" in poll.detail and "evil" not in poll.detail
    assert all(attempt.next_at is None for attempt in attempts_of(poll.pending).values())
    trial.alerts = [*foreign, alert(3)]
    trial.now += HOUR
    assert (trial.poll().envelopes, len(trial.azure.requests)) == (1, 1)


def test_the_deadline_holds_for_all_and_within_an_answer():
    trial = Trial(Azure(), [alert(number) for number in range(5)])
    poll = trial.poll(seconds=0)
    assert (poll.outcome, poll.requests) == (Outcome.PARTIAL, 0)
    assert "5 wait for the next poll (the poll had no time left for them)" in poll.detail
    slow = Azure([(200, {}, b" " * 4_000)], drips=True)
    trial = Trial(slow, [alert(number) for number in range(5)])
    poll = trial.poll(seconds=0.3)
    assert (poll.outcome, poll.envelopes, poll.pending, poll.requests) == (Outcome.PARTIAL, 0, (), 1)
    assert "the time for this source ended before the answer did" in poll.detail


def test_an_answer_that_is_too_large_is_requested_with_fewer_rows(monkeypatch):
    monkeypatch.setattr(fetching, "MOST_BYTES", 5_000)
    large = json_of(answer({"Message": "x" * 6_000}))
    trial = Trial(Azure([large, large, ROWS]))
    assert trial.poll().outcome is Outcome.COMPLETE
    assert [body["query"].rsplit(" ", 1)[1] for _, _, body in trial.azure.requests] == ["100", "10", "1"]
    trial = Trial(Azure([large]))
    poll = trial.poll()
    assert poll.outcome is Outcome.PARTIAL and "more than 5000 bytes" in poll.detail


def test_a_poll_has_a_number_of_alerts_and_the_others_wait(monkeypatch):
    monkeypatch.setattr(fetching, "MOST_ALERTS", 3)
    trial = Trial(Azure(), [alert(number) for number in range(7)])
    found = []
    for _ in range(3):
        found.append((trial.poll().outcome, len(trial.written)))
        trial.now += HOUR
    assert found == [(Outcome.PARTIAL, 3), (Outcome.PARTIAL, 6), (Outcome.COMPLETE, 7)]


def test_an_events_folder_that_cannot_be_written_ends_the_run():
    def full(_: object) -> None:
        raise MissingDependency("the disk is full")

    with serving(Azure()) as host, pytest.raises(SinkFailed, match="the disk is full"):
        fetch_alert_rows(source_of(host), [alert()], [], full, now=lambda: NOW)


def test_attempts_are_read_as_they_were_written_and_their_pauses_grow():
    attempt, pauses = None, []
    for _ in range(MOST_ATTEMPTS):
        attempt = Attempt.after(attempt, "ev-1", NOW, "403 denied, as it is", for_good=False)
        assert attempts_of([attempt.to_text(), "odd", "ev-2 x y", ""]) == {"ev-1": attempt}
        pauses.append(attempt.next_at and (attempt.next_at - NOW) / timedelta(minutes=1))
    assert pauses == [15, 30, 60, 120, 240, None]


def test_the_entry_of_the_file_names_cloud_and_identity():
    entry = PollerEntry.model_validate(
        {"source": "azure-alert-rows", "cloud": "china", "deadline_seconds": 9, "identity": {"client_id": "c"}}
    )
    found = []
    source = row_source_of([entry], client=list, credential=lambda who, **more: found.append((who, more)))
    assert (source.cloud, source.deadline_seconds, source.address("h")) == ("china", 9, "https://h")
    source.credential()
    assert found == [(AzureIdentity(client_id="c"), {"authority": "login.chinacloudapi.cn"})]
    assert sources_of([entry], client=list) == [] and row_source_of([], client=list) is None
