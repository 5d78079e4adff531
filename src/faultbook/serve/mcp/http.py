"""The server over streamable HTTP: who may connect, and from where."""

from collections.abc import Sequence
from typing import Any

from mcp.server import MCPServer
from mcp.server.transport_security import TransportSecuritySettings
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from faultbook.errors import SettingError
from faultbook.serve.asking.exposure import SHORTEST_TOKEN, has_bearer_token, is_loopback

TOKEN = "FAULTBOOK_MCP_TOKEN"
OPEN_PATHS = ("/health",)


def http_app(server: MCPServer, *, host: str, token: str, hosts: Sequence[str] = (), behind_proxy: bool = False) -> Any:
    """The ASGI application for this address.

    SettingError where other machines could connect without a token: an address that they reach needs one (or, in a
    Databricks App, the platform's proxy, which signs users in).
    """
    local = is_loopback(host)
    if not local and not behind_proxy and len(token) < SHORTEST_TOKEN:
        raise SettingError(
            f"--host {host} can be reached from other machines, so it needs a token. Fix: set {TOKEN} to at least "
            f"{SHORTEST_TOKEN} characters (clients send it as `Authorization: Bearer ...`), or use --host 127.0.0.1."
        )
    allowed = ["127.0.0.1:*", "localhost:*", "[::1]:*", f"{host}:*", *hosts]
    security = TransportSecuritySettings(
        enable_dns_rebinding_protection=not behind_proxy,
        allowed_hosts=allowed,
        allowed_origins=[f"{scheme}://{name}" for name in allowed for scheme in ("http", "https")],
    )
    app = server.streamable_http_app(stateless_http=True, transport_security=security, host=host)
    return BearerToken(app, token) if token and not behind_proxy else app


class BearerToken:
    """Lets requests through that carry the token; /health needs none."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        """`token`: what clients send after `Bearer`."""
        self._app = app
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """401 without the token."""
        if scope["type"] == "http" and scope["path"] not in OPEN_PATHS:
            given = dict(scope["headers"]).get(b"authorization", b"")
            if not has_bearer_token(given, self._token):
                refused = JSONResponse({"error": "unauthorized"}, 401, {"WWW-Authenticate": "Bearer"})
                await refused(scope, receive, send)
                return
        await self._app(scope, receive, send)
