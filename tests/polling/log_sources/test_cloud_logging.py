"""Entries of Google Cloud Logging as ingest reads them, through a server on this machine."""

import json
from collections import deque
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from faultbook.catalog.log_sources import LogSourceEntry
from faultbook.polling.log_sources import LogPoll, LogSource, Outcome, poll_logs
from faultbook.polling.log_sources.cloud_logging import CloudLoggingReader, session_of
from faultbook.polling.log_sources.landing import LandingFolder
from faultbook.polling.log_sources.port import SourceFailure
from tests.polling.log_sources.landed import micros, read_landed
from tests.polling.log_sources.loopback_vendors import Project, serving
from tests.polling.log_sources.vendor import Texts

NOW = datetime.fromisoformat("2026-02-03T10:30:00Z")
CONTAINER = {"type": "k8s_container", "labels": {"container_name": "api", "pod_name": "api-7d", "project_id": "shop"}}


def entry(number: int, **given: Any) -> dict[str, Any]:
    return {
        "insertId": f"id{number}",
        "logName": "projects/shop/logs/stderr",
        "timestamp": "2026-02-03T10:11:12.123456789Z",
        "receiveTimestamp": "2026-02-03T10:12:30.5Z",
        "resource": CONTAINER,
        **given,
    }


def poll(project: Project, folder: Path, texts: Texts | None = None, now: datetime = NOW, **given: Any) -> LogPoll:
    source_entry = LogSourceEntry.model_validate(
        {"name": "gke", "start": "20m", "environment": "prod", "cloud_logging": {"resource": "projects/shop", **given}}
    )
    with serving(project) as address, requests.Session() as session:
        source = LogSource(
            "gke",
            lambda: CloudLoggingReader(source_entry, session, endpoint=address),
            source_entry.every,
            source_entry.settle,
            source_entry.recheck,
            source_entry.start,
        )
        (result,) = poll_logs([source], watermarks=texts or Texts(), sink=LandingFolder(folder), clock=lambda: now)
    return result


def test_entries_are_records_with_level_trace_and_service(tmp_path):
    trace = "Traceback (most recent call last):\n  File \"/app/a.py\", line 1, in run\nKeyError: 'id'"
    project = Project(
        [
            entry(1, severity="ERROR", textPayload=trace, trace="projects/shop/traces/4bf92f", spanId="00f0"),
            entry(2, severity="DEFAULT", jsonPayload={"msg": "slow", "level": "warn", "ms": 12}),
            entry(3, severity="NOTICE", protoPayload={"methodName": "storage.get", "status": {"message": "denied"}}),
            entry(4, severity="CRITICAL", jsonPayload={"message": "down", "serviceContext": {"service": "pay"}}),
        ]
    )
    result = poll(project, tmp_path)
    assert (result.outcome, result.rows) == (Outcome.OK, 4)

    (found,) = read_landed(tmp_path).values()
    first, second, third, fourth = (record.fields for record in found.records)
    assert {each["timestamp"] for each in (first, second, third, fourth)} == {micros("2026-02-03T10:11:12.123456Z")}
    assert (first["message"], first["severity"]) == ("KeyError: 'id'", "Error")
    assert first["stack_trace"] == trace
    assert (first["trace_id"], first["span_id"], first["service"]) == ("4bf92f", "00f0", "api")
    assert (first["pod_name"], first["environment"]) == ("api-7d", "prod")
    assert (second["message"], second["severity"]) == ("slow", "Warning")
    assert (third["message"], third["severity"]) == ("denied", "Info")
    assert (fourth["message"], fourth["severity"], fourth["service"]) == ("down", "Critical", "pay")
    assert json.loads(fourth["metadata"])["log_name"] == "projects/shop/logs/stderr"


def test_the_filter_of_a_source_stays_within_its_parentheses(tmp_path):
    project = Project()
    poll(project, tmp_path, filter='severity>=ERROR OR textPayload:"a) b"')
    assert project.requests[0]["filter"].endswith(' AND (severity>=ERROR OR textPayload:"a) b")')
    assert 'timestamp >= "2026-02-01T10:10:00.000000Z"' in project.requests[0]["filter"]


FAILURES = [
    (403, "PERMISSION_DENIED", Outcome.DENIED, "roles/logging.viewer"),
    (429, "RESOURCE_EXHAUSTED", Outcome.THROTTLED, "quota"),
    (400, "INVALID_ARGUMENT", Outcome.FAILED, "INVALID_ARGUMENT"),
    (503, "UNAVAILABLE", Outcome.UNREACHABLE, "UNAVAILABLE"),
]


@pytest.mark.parametrize(("status", "name", "outcome", "named"), FAILURES)
def test_a_failure_is_named_and_lands_nothing(tmp_path, status, name, outcome, named):
    secret = "ya29.a0AfH6SMBx1234567890abcdefghijklmnop"
    answer = (status, {}, {"error": {"code": status, "status": name, "message": f"Authorization: Bearer {secret}"}})
    project = Project([entry(number, textPayload="x") for number in range(3)], next=deque([None, None, answer]))
    texts = Texts()
    result = poll(project, tmp_path, texts)

    assert result.outcome is outcome
    assert named in result.detail
    assert secret not in result.detail
    assert read_landed(tmp_path) == {}
    assert poll(project, tmp_path, texts, NOW + timedelta(hours=7)).rows == 3


def test_a_wrong_key_is_denied_and_not_repeated():
    given = LogSourceEntry.model_validate(
        {"name": "gke", "cloud_logging": {"resource": "projects/shop", "service_account": "${env:KEY}"}}
    )
    with pytest.raises(SourceFailure) as failure:
        session_of(given.cloud_logging, lambda _: '{"private_key": "-----BEGIN secret"}')
    assert failure.value.outcome is Outcome.DENIED
    assert "secret" not in str(failure.value).replace("the secret is not", "")
    assert failure.value.__cause__ is None
