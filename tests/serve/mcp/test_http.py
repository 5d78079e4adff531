"""Over HTTP: who may connect, and from where."""

import io

import anyio
import pytest

from faultbook.errors import SettingError
from faultbook.serve.asking.audit import Audit
from faultbook.serve.asking.exposure import is_loopback
from faultbook.serve.mcp.building import build_server
from faultbook.serve.mcp.http import BearerToken, http_app
from faultbook.stores.opening import NotSetUp

TOKEN = "a-long-enough-token"


def server():
    return build_server(lambda: NotSetUp("no"), Audit(io.StringIO()))


def status(app, path="/mcp", **headers):
    """The status that a request gets."""
    sent = []
    scope = {"type": "http", "method": "GET", "path": path, "query_string": b""}
    scope["headers"] = [(name.encode(), value.encode()) for name, value in headers.items()]

    async def send(message):
        sent.append(message)

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    anyio.run(app, scope, receive, send)
    return sent[0]["status"]


async def _inner(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})


@pytest.mark.parametrize(
    ("path", "headers", "expected"),
    [
        ("/mcp", {}, 401),
        ("/mcp", {"authorization": "Bearer wrong"}, 401),
        ("/mcp", {"authorization": TOKEN}, 401),
        ("/mcp", {"authorization": f"Bearer {TOKEN}"}, 200),
        ("/health", {}, 200),
    ],
)
def test_a_request_without_the_token_is_refused(path, headers, expected):
    assert status(BearerToken(_inner, TOKEN), path, **headers) == expected


@pytest.mark.parametrize("host", ["0.0.0.0", "10.0.0.5", "example.org", "::"])
def test_an_address_that_others_reach_needs_a_token(host):
    with pytest.raises(SettingError, match="FAULTBOOK_MCP_TOKEN"):
        http_app(server(), host=host, token="short")

    assert isinstance(http_app(server(), host=host, token=TOKEN), BearerToken)


@pytest.mark.parametrize(
    ("host", "expected"), [("127.0.0.1", True), ("localhost", True), ("::1", True), ("0.0.0.0", False)]
)
def test_what_only_this_machine_reaches_is_known(host, expected):
    assert is_loopback(host) is expected


def test_in_a_databricks_app_the_platform_signs_users_in():
    assert not isinstance(http_app(server(), host="0.0.0.0", token="", behind_proxy=True), BearerToken)


def test_health_answers_on_this_machine():
    assert status(http_app(server(), host="127.0.0.1", token=""), "/health", host="127.0.0.1:8000") == 200
