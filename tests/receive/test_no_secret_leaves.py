"""Secrets in bodies, headers, addresses, vendors' answers and failures: in no line, metric or answer of a receiver."""

import base64
import hashlib
import hmac
import itertools

import pytest

from tests.receive.served import JSON, running, stored
from tests.receive.workspace_stand_in import WorkspaceStandIn

ROOT = "/Volumes/main/faultbook/events"
NUMBERS = itertools.count()
PASSWORD, TOKEN, SECRET, WORKSPACE, CLIENT = (f"planted-{name}-0123456789" for name in ("pw", "tk", "hm", "ws", "cl"))
FILE = """
endpoints:
  azure-monitor:
    credentials:
      - {kind: basic, user: azure, password: "${env:PLANTED_PASSWORD}", created: 2026-11-01}
      - {kind: token, token: "${env:PLANTED_TOKEN}", query: token, created: 2026-11-01}
      - {kind: entra, tenant: contoso.com, audience: [api://x], authority: "AUTHORITY"}
  github:
    credentials:
      - {kind: github, secret: "${env:PLANTED_SECRET}", created: 2026-11-01}
"""


@pytest.fixture(scope="module")
def workspace():
    with WorkspaceStandIn().served() as found:
        yield found


def basic(password: str) -> dict[str, str]:
    return {"authorization": "Basic " + base64.b64encode(f"azure:{password}".encode()).decode()}


def jwt_like(text: str) -> str:
    part = base64.urlsafe_b64encode(b'{"alg": "RS256", "kid": "%s"}' % text.encode()).decode().rstrip("=")
    return f"{part}.{part}.{part}"


def requests():
    """Path, body and headers: right and wrong ones, each with something planted."""
    body = b'{"text": "planted-body", "n": %d}'
    signature = hmac.new(SECRET.encode(), b"{}", hashlib.sha256).hexdigest()
    yield "/azure-monitor", body % next(NUMBERS), {**JSON, **basic(PASSWORD), "user-agent": "planted-agent"}
    yield f"/azure-monitor?token={TOKEN}", body % next(NUMBERS), JSON
    yield f"/azure-monitor?token={TOKEN}x", body % next(NUMBERS), JSON
    yield "/azure-monitor", body % next(NUMBERS), {**JSON, **basic("planted-wrong")}
    yield "/azure-monitor", b"planted-text", {**JSON, **basic(PASSWORD)}
    yield "/azure-monitor", b"{}", {"content-type": "planted/type", **basic(PASSWORD)}
    yield "/azure-monitor", b"planted" * 200_000, {**JSON, **basic(PASSWORD)}
    yield "/azure-monitor", b"{}", {**JSON, "authorization": f"Bearer {jwt_like('planted-kid')}"}
    yield "/github", b"{}", {**JSON, "x-hub-signature-256": f"sha256={signature}", "x-github-delivery": "planted-id"}
    yield "/github", b"{}", {**JSON, "x-hub-signature-256": "sha256=planted"}
    yield f"/planted/{TOKEN}?planted={TOKEN}", b"planted", JSON
    yield "/metrics?planted", b"planted", {"planted": "planted"}


@pytest.mark.parametrize("failing", [None, 503, 403])
@pytest.mark.parametrize("spool", [True, False])
def test_in_no_line_no_metric_and_no_answer(tmp_path, workspace, failing, spool):
    def answer(_, path):
        if path == "/oidc/v1/token" or failing is None:
            return None
        return failing, '{"error_code": "planted text", "message": "planted-vendor"}', {"Retry-After": "planted"}

    workspace.answer = answer
    environment = {
        "PLANTED_PASSWORD": PASSWORD,
        "PLANTED_TOKEN": TOKEN,
        "PLANTED_SECRET": SECRET,
        "DATABRICKS_HOST": workspace.address,
        "DATABRICKS_CLIENT_ID": "client",
        "DATABRICKS_CLIENT_SECRET": CLIENT,
        "FAULTBOOK_RECEIVE_VOLUME_SECONDS": "0.5",
        "FAULTBOOK_RECEIVE_DRAIN_SECONDS": "1",
    }
    options = ("--events", ROOT, *(("--spool", str(tmp_path / "spool")) if spool else ()))
    text = FILE.replace("AUTHORITY", workspace.address)
    statuses, left = set(), ""
    with running(tmp_path, *options, text=text, environment=environment) as receiver:
        for path, body, headers in requests():
            found = receiver.post(path, body, headers)
            statuses.add(found.status)
            left += str(found.headers) + found.data.decode()
        left += receiver.pool.request("GET", f"{receiver.address}/metrics").data.decode()
        left += receiver.stop()
    assert "planted" not in left
    assert '"event":"request"' in left
    kept_at_once = spool or failing is None
    assert statuses >= ({202, 400, 401, 404, 405, 413, 415} if kept_at_once else {401, 404, 413, 415, 503})
    if spool and failing:
        assert '"reason":"status ' in left
        assert stored(tmp_path / "spool")
