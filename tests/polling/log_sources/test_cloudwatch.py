"""Events of CloudWatch Logs as ingest reads them, through boto3 and a server on this machine."""

import json
from collections import deque
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from faultbook.catalog.log_sources import LogSourceEntry
from faultbook.polling.log_sources import LogPoll, LogSource, Outcome, poll_logs
from faultbook.polling.log_sources.cloudwatch import CloudWatchReader, client_of
from faultbook.polling.log_sources.landing import LandingFolder
from tests.polling.log_sources.landed import micros, read_landed
from tests.polling.log_sources.loopback_vendors import LogGroup, serving
from tests.polling.log_sources.vendor import Texts

NOW = datetime.fromisoformat("2026-02-03T10:30:00Z")
KEYS = {"${env:KEY}": "AKIAIOSFODNN7EXAMPLE", "${env:SECRET}": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"}
TRACE = (
    "[ERROR] ValueError: no id\nTraceback (most recent call last):\n"
    '  File "/var/task/app.py", line 7, in handler\n    raise ValueError("no id")\n'
)


def millis(text: str) -> int:
    return int(datetime.fromisoformat(text).astimezone(UTC).timestamp() * 1_000)


def event(number: int, message: str, *, at: str = "10:11:12", arrived: str = "10:12:30") -> dict[str, Any]:
    return {
        "logStreamName": "2026/02/03/[$LATEST]ab",
        "timestamp": millis(f"2026-02-03T{at}Z"),
        "message": message,
        "ingestionTime": millis(f"2026-02-03T{arrived}Z"),
        "eventId": f"3698177{number:050d}",
    }


def poll(group: LogGroup, folder: Path, texts: Texts | None = None, now: datetime = NOW, **given: Any) -> LogPoll:
    entry = LogSourceEntry.model_validate(
        {
            "name": "orders",
            "start": "30m",
            "cloudwatch": {
                "region": "eu-central-1",
                "log_group": "/aws/lambda/orders",
                "access_key_id": "${env:KEY}",
                "secret_access_key": "${env:SECRET}",
                **given,
            },
        }
    )
    with serving(group) as address:

        def reader() -> CloudWatchReader:
            return CloudWatchReader(
                entry, client_of(entry.cloudwatch, KEYS.__getitem__, endpoint_url=address, attempts=1)
            )

        source = LogSource("orders", reader, entry.every, entry.settle, entry.recheck, entry.start)
        (result,) = poll_logs([source], watermarks=texts or Texts(), sink=LandingFolder(folder), clock=lambda: now)
    return result


def test_events_are_records_with_level_trace_and_service(tmp_path):
    group = LogGroup(
        [
            event(1, TRACE),
            event(2, '{"level":"WARN","message":"slow","timestamp":"2026-02-03T10:11:12Z","requestId":"r1"}'),
            event(3, "START RequestId: 5d1cf9a0-5a9e-4f57-9d0c-8f6e6f5b1c11 Version: $LATEST\n"),
        ]
    )
    result = poll(group, tmp_path)
    assert (result.outcome, result.rows) == (Outcome.OK, 3)

    (found,) = read_landed(tmp_path).values()
    first, second, third = (record.fields for record in found.records)
    assert {each["timestamp"] for each in (first, second, third)} == {micros("2026-02-03T10:11:12Z")}
    assert {each["service"] for each in (first, second, third)} == {"orders"}
    assert (first["message"], first["severity"]) == ("[ERROR] ValueError: no id", "Error")
    assert first["stack_trace"].endswith('raise ValueError("no id")')
    assert (second["message"], second["severity"], second["request_id"]) == ("slow", "Warning", "r1")
    assert third["request_id"] == "5d1cf9a0-5a9e-4f57-9d0c-8f6e6f5b1c11"
    assert json.loads(first["metadata"])["row_id"] == group.events[0]["eventId"]
    assert found.rejects == []


def test_an_event_that_arrives_late_lands_with_the_window_of_its_arrival_and_once(tmp_path):
    group, texts = LogGroup([event(1, "early")]), Texts()
    poll(group, tmp_path, texts)
    group.events.append(event(2, "late", at="10:05:00", arrived="10:41:00"))
    later = poll(group, tmp_path, texts, NOW + timedelta(minutes=30))
    last = poll(group, tmp_path, texts, NOW + timedelta(hours=3))

    assert (later.rows, last.rows) == (1, 0)
    messages = [record.fields["message"] for found in read_landed(tmp_path).values() for record in found.records]
    assert sorted(messages) == ["early", "late"]


def test_requests_hold_filter_prefix_and_both_bounds_of_time(tmp_path):
    group = LogGroup()
    poll(group, tmp_path, filter="?ERROR ?Exception", stream_prefix="2026", late="2h")
    first = group.requests[0]
    assert first["filterPattern"] == "?ERROR ?Exception"
    assert first["logStreamNamePrefix"] == "2026"
    assert first["startTime"] == millis("2026-02-03T08:00:00Z")
    assert first["endTime"] == millis("2026-02-03T12:10:00Z")


FAILURES = [
    (400, "AccessDeniedException", Outcome.DENIED, "logs:FilterLogEvents"),
    (400, "UnrecognizedClientException", Outcome.DENIED, "UnrecognizedClientException"),
    (400, "ThrottlingException", Outcome.THROTTLED, "ThrottlingException"),
    (400, "ResourceNotFoundException", Outcome.FAILED, "does not exist"),
    (503, "ServiceUnavailableException", Outcome.UNREACHABLE, "ServiceUnavailable"),
    (400, "InvalidParameterException", Outcome.FAILED, "InvalidParameterException"),
]


@pytest.mark.parametrize(("status", "code", "outcome", "named"), FAILURES)
def test_a_failure_is_named_and_lands_nothing(tmp_path, status, code, outcome, named):
    secret = KEYS["${env:SECRET}"]
    answer = (status, {}, {"__type": code, "message": f"aws_secret_access_key={secret}"})
    group, texts = LogGroup([event(number, "x") for number in range(3)], next=deque([None, answer])), Texts()
    result = poll(group, tmp_path, texts)

    assert result.outcome is outcome
    assert named in result.detail
    assert secret not in result.detail
    assert read_landed(tmp_path) == {}
    assert poll(group, tmp_path, texts, NOW + timedelta(hours=7)).rows == 3
