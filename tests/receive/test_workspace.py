"""Files, tokens and secrets of a workspace, as a stand-in on this machine answers them."""

import asyncio
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath

import pytest

from faultbook.errors import FaultbookError, InvalidCatalog, SettingError
from faultbook.events.envelope import Envelope
from faultbook.receive.sinks import workspace_token
from faultbook.receive.sinks.sink import SinkUnavailable
from faultbook.receive.sinks.volume import VolumeSink
from faultbook.receive.sinks.workspace import UploadFailed, Workspace
from tests.receive.workspace_stand_in import WorkspaceStandIn, client_of

ROOT = PurePosixPath("/Volumes/main/faultbook/events")
FILE = ROOT / "github/2026-11-30/a b.json"


@pytest.fixture
def stand_in():
    with WorkspaceStandIn().served() as found:
        yield found


def connect(stand_in, **environment: str) -> Workspace:
    usual = {"DATABRICKS_HOST": stand_in.address, "DATABRICKS_TOKEN": "token-0"}
    return Workspace.of({**usual, **environment}, answer_seconds=5, connections=4)


def envelope(body: bytes = b"{}", at: datetime = datetime(2026, 11, 30, 12, tzinfo=UTC)) -> Envelope:
    return Envelope(source="github", received_at=at, body=body)


def test_a_file_is_created_once(stand_in):
    workspace = connect(stand_in)
    assert workspace.put_file(FILE, b"first")
    assert not workspace.put_file(FILE, b"second")
    assert stand_in.files == {str(FILE): b"first"}
    assert workspace.has_file(FILE)
    assert not workspace.has_file(ROOT / "other")


def test_missing_folders_are_made_where_the_api_does_not():
    with WorkspaceStandIn(makes_folders=False).served() as stand_in:
        assert connect(stand_in).put_file(FILE, b"content")
        assert stand_in.folders == {str(FILE.parent)}
        assert list(stand_in.files) == [str(FILE)]


@pytest.mark.parametrize(
    ("answer", "reason", "after"),
    [
        ((403, '{"error_code": "PERMISSION_DENIED", "message": "planted"}', {}), "status 403 PERMISSION_DENIED", None),
        ((500, "<html>planted</html>", {}), "status 500", None),
        ((429, '["planted"]', {"Retry-After": "7"}), "status 429", 7.0),
        ((503, '{"error_code": "planted text"}', {"Retry-After": "planted"}), "status 503", None),
        ((302, "", {"Location": "https://planted/"}), "status 302", None),
    ],
)
def test_a_refusal_is_a_status_and_a_code(stand_in, answer, reason, after):
    stand_in.answer = lambda *_: answer
    with pytest.raises(UploadFailed) as failure:
        connect(stand_in).put_file(FILE, b"content")
    assert (failure.value.reason, failure.value.retry_after) == (reason, after)


def test_a_workspace_that_cannot_be_reached_is_a_class(stand_in):
    workspace = connect(stand_in, DATABRICKS_HOST="http://127.0.0.1:9")
    with pytest.raises(UploadFailed, match=r"\A\w+Error\Z"):
        workspace.put_file(FILE, b"content")


def test_a_service_principal_signs_in_once_and_again_where_its_token_is_refused(stand_in):
    own = {"DATABRICKS_TOKEN": "", "DATABRICKS_CLIENT_ID": "client", "DATABRICKS_CLIENT_SECRET": "secret:of it"}
    workspace = connect(stand_in, **own)
    assert workspace.put_file(FILE, b"content")
    assert workspace.put_file(ROOT / "second", b"content")
    assert len(stand_in.tokens) == 1
    assert client_of(stand_in.tokens[0]["authorization"]) == "client:secret:of it"
    assert stand_in.tokens[0]["body"] == "grant_type=client_credentials&scope=all-apis"
    stand_in.expected_token = "another"
    assert workspace.put_file(ROOT / "third", b"content")
    assert len(stand_in.tokens) == 2


def test_a_managed_identity_of_a_container_app(stand_in):
    own = {
        "DATABRICKS_TOKEN": "",
        "ARM_USE_MSI": "true",
        "ARM_CLIENT_ID": "identity",
        "IDENTITY_ENDPOINT": f"{stand_in.address}/msi/token",
        "IDENTITY_HEADER": "header",
    }
    assert connect(stand_in, **own).put_file(FILE, b"content")
    (fetched,) = stand_in.tokens
    assert fetched["x-identity-header"] == "header"
    assert fetched["resource"] == "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d"
    assert (fetched["client_id"], fetched["api-version"]) == ("identity", "2019-08-01")


def test_a_managed_identity_of_a_virtual_machine(stand_in, monkeypatch):
    monkeypatch.setattr(workspace_token, "METADATA_SERVICE", f"{stand_in.address}/msi/token")
    assert connect(stand_in, DATABRICKS_TOKEN="", ARM_USE_MSI="1").put_file(FILE, b"content")
    (fetched,) = stand_in.tokens
    assert (fetched["metadata"], fetched["api-version"]) == ("true", "2018-02-01")
    assert "client_id" not in fetched


@pytest.mark.parametrize(
    "answer", [(400, '{"error": "planted"}', {}), (200, "planted", {}), (200, "[]", {}), (200, "{}", {})]
)
def test_a_failed_sign_in_is_a_fixed_text(stand_in, answer):
    stand_in.answer = lambda _, path: answer if path == "/oidc/v1/token" else None
    own = {"DATABRICKS_TOKEN": "", "DATABRICKS_CLIENT_ID": "client", "DATABRICKS_CLIENT_SECRET": "secret"}
    with pytest.raises(UploadFailed, match=r"\Athe sign-in at the workspace failed\Z"):
        connect(stand_in, **own).put_file(FILE, b"content")


def test_a_token_is_renewed_before_its_end(stand_in, monkeypatch):
    now = [1_000.0]
    monkeypatch.setattr(workspace_token.time, "monotonic", lambda: now[0])
    own = {"DATABRICKS_TOKEN": "", "DATABRICKS_CLIENT_ID": "client", "DATABRICKS_CLIENT_SECRET": "secret"}
    workspace = connect(stand_in, **own)
    for seconds, fetched in ((0, 1), (3_299, 1), (1, 2)):
        now[0] += seconds
        workspace.has_file(FILE)
        assert len(stand_in.tokens) == fetched


@pytest.mark.parametrize(
    "environment",
    [
        {"DATABRICKS_HOST": ""},
        {"DATABRICKS_HOST": "http://example.com"},
        {"DATABRICKS_HOST": "https://user:password@example.com"},
        {"DATABRICKS_TOKEN": ""},
        {"DATABRICKS_TOKEN": "", "DATABRICKS_CLIENT_ID": "client"},
    ],
)
def test_a_workspace_without_address_or_credentials_stops_the_start(stand_in, environment):
    with pytest.raises(SettingError, match=r"found no .*; expected .* Fix: ") as failure:
        connect(stand_in, **environment)
    assert "password" not in str(failure.value)


def test_secrets_of_a_scope(stand_in):
    stand_in.secrets["faultbook", "orders"] = b64encode(b"the secret").decode()
    workspace = connect(stand_in)
    assert workspace.secret("faultbook", "orders") == "the secret"
    with pytest.raises(InvalidCatalog, match=r"\$\{secret:faultbook/other\}: .*status 404.* Fix: "):
        workspace.secret("faultbook", "other")
    stand_in.secrets["faultbook", "orders"] = "no base64 of the secret"
    with pytest.raises(FaultbookError) as failure:
        workspace.secret("faultbook", "orders")
    assert "no base64" not in str(failure.value)


def test_an_envelope_is_in_the_volume_before_the_answer(stand_in):
    sink = VolumeSink(connect(stand_in), ROOT, 5)
    assert asyncio.run(sink.store(envelope()))
    assert not asyncio.run(sink.store(envelope()))
    assert stand_in.files == {str(ROOT / envelope().path): envelope().to_line()}


def test_a_volume_that_comes_back_in_time_is_no_failure(stand_in):
    failures = [(503, "", {}), (429, "", {}), None]
    stand_in.answer = lambda *_: failures.pop(0)
    assert asyncio.run(VolumeSink(connect(stand_in), ROOT, 30).store(envelope()))


def test_a_volume_that_stays_away_is_reported_with_a_time(stand_in):
    stand_in.answer = lambda *_: (503, "planted", {"Retry-After": "120"})
    sink = VolumeSink(connect(stand_in), ROOT, 0.1)
    with pytest.raises(SinkUnavailable, match="the volume cannot be written: status 503") as failure:
        asyncio.run(sink.store(envelope()))
    assert failure.value.retry_after == 120
    assert sink.problem()


def test_a_repeat_shortly_after_midnight_is_found_under_the_day_before(stand_in):
    sink = VolumeSink(connect(stand_in), ROOT, 5)
    before = datetime(2026, 11, 30, 23, 59, 50, tzinfo=UTC)
    found = [asyncio.run(sink.store(envelope(at=before + timedelta(seconds=each)))) for each in (0, 20, 3_600)]
    assert found == [True, False, True]
    assert [method for method, _ in stand_in.requests] == ["PUT", "HEAD", "PUT"]
