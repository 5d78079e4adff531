"""Adds the headers to every response that keep a browser safe, and forbids to cache what is not static."""

from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

STATIC = "/static/"
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = (
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    # `no-referrer` would turn the Origin of a form into null, and the check of forms reads the Origin.
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)


class SecurityHeaders:
    """ASGI middleware."""

    def __init__(self, app: ASGIApp) -> None:
        """`app`: what responds."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on and adds headers to its response."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def adding_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *_HEADERS, *_caching(scope["path"], message["headers"])]
            await send(message)

        await self._app(scope, receive, adding_headers)


def _caching(path: str, headers: Any) -> tuple[tuple[bytes, bytes], ...]:
    has_own = any(name.lower() == b"cache-control" for name, _ in headers)
    return () if has_own or path.startswith(STATIC) else ((b"cache-control", b"no-store"),)
