"""Who may connect, from where, and what every response says to a browser. Plain ASGI, around the whole application."""

import hashlib
import hmac
import time
from collections.abc import Sequence
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from faultbook.errors import SettingError
from faultbook.serve.web.asking import Principal
from faultbook.serve.web.limits import ClientLimit
from faultbook.serve.web.metrics import Metrics
from faultbook.serve.web.problems import NotAllowed, RateLimited, Refused, headers_of, problem, told

TOKEN = "FAULTBOOK_SERVE_TOKEN"
SHORTEST_TOKEN = 16
COOKIE = "faultbook"
SIGN_IN = "/sign-in"
HEALTH = "/health"
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = (
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    # `no-referrer` would turn the Origin of a form into null, and forms are told apart by it.
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)
READING = ("GET", "HEAD")
STATIC = "/static/"


@dataclass(frozen=True)
class Access:
    """Who is let in. `behind_proxy`: a Databricks App, whose proxy signs people in and tells who they are."""

    token: str = ""
    hosts: tuple[str, ...] = ()
    behind_proxy: bool = False

    @property
    def cookie(self) -> str:
        """What a browser keeps after signing in; the token cannot be had from it."""
        return hmac.new(self.token.encode(), b"faultbook console", hashlib.sha256).hexdigest()


def access_for(host: str, token: str, hosts: Sequence[str] = (), *, behind_proxy: bool = False) -> Access:
    """How the server is guarded at this address; SettingError where others could connect and nobody asks them."""
    if token and len(token) < SHORTEST_TOKEN:
        raise SettingError(f"{TOKEN}: expected at least {SHORTEST_TOKEN} characters, found {len(token)}.")
    if not is_loopback(host) and not behind_proxy and not token:
        raise SettingError(
            f"--host {host} can be reached from other machines, so it needs a token. Fix: set {TOKEN} to at least "
            f"{SHORTEST_TOKEN} characters, or give --token-file; or use --host 127.0.0.1."
        )
    return Access(token, tuple(hosts), behind_proxy)


def is_loopback(host: str) -> bool:
    """True where only this machine can connect."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class Gate:
    """Lets requests in, tells the application who asks, and adds the headers that keep a browser safe."""

    def __init__(self, app: ASGIApp, access: Access, limit: ClientLimit, metrics: Metrics) -> None:
        """`app` finds the principal in scope["state"]["principal"]."""
        self._app = app
        self._access = access
        self._limit = limit
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers 401, 403 and 429 itself."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.monotonic()
        status = 500

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], *_HEADERS, *_caching(scope["path"], message["headers"])]
            await send(message)

        self._metrics.under_way.inc()
        try:
            await self._answer(scope, receive, sending)
        finally:
            self._metrics.under_way.dec()
            route = getattr(scope.get("route"), "path", "none")
            method = scope["method"] if scope["method"] in (*READING, "POST") else "other"
            self._metrics.requests.labels(route, method, str(status)).inc()
            self._metrics.request_seconds.labels(route).observe(time.monotonic() - began)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        try:
            principal = self._let_in(scope, headers)
        except (NotAllowed, Refused, RateLimited) as refused:
            if isinstance(refused, NotAllowed) and self._access.token and _wants_page(scope, headers):
                await RedirectResponse(SIGN_IN, 303)(scope, receive, send)
                return
            await told(problem(refused, scope["path"]), headers_of(refused))(scope, receive, send)
            return
        scope.setdefault("state", {})["principal"] = principal
        await self._app(scope, receive, send)

    def _let_in(self, scope: Scope, headers: dict[str, str]) -> Principal:
        path, access = scope["path"], self._access
        client = (scope.get("client") or ("unknown", 0))[0]
        if access.behind_proxy:
            client = headers.get("x-forwarded-email") or headers.get("x-forwarded-user") or client
        self._limit.take(client)
        if path == HEALTH:
            return Principal("nobody")
        self._check_host(headers)
        if scope["method"] not in READING:
            _check_origin(headers, behind_proxy=access.behind_proxy)
        if path.startswith(STATIC) or path == SIGN_IN:
            return Principal("nobody")
        if access.behind_proxy:
            token = headers.get("x-forwarded-access-token", "")
            if not token:
                raise NotAllowed(
                    "The app got no token of yours, so it cannot read for you. Fix: whoever deploys it gives it the "
                    "user scope sql (user_api_scopes) and you sign in again."
                )
            return Principal(client, token)
        if access.token:
            self._check_token(headers)
            return Principal("token")
        return Principal("local")

    def _check_host(self, headers: dict[str, str]) -> None:
        """Refuses names of elsewhere, so that no web page can reach a local server by a name of its own."""
        if self._access.behind_proxy or self._access.token:
            return
        given = headers.get("host", "")
        name = urlsplit(f"//{given}").hostname or ""
        if not is_loopback(name) and given not in self._access.hosts and name not in self._access.hosts:
            raise Refused("The Host header names another machine. Fix: open http://127.0.0.1, or use --allow-host.")

    def _check_token(self, headers: dict[str, str]) -> None:
        given = headers.get("authorization", "").encode("latin-1")
        if hmac.compare_digest(given, f"Bearer {self._access.token}".encode()):
            return
        if hmac.compare_digest(_cookie(headers).encode(), self._access.cookie.encode()):
            return
        raise NotAllowed("A token is needed. Fix: send `Authorization: Bearer ...`, or sign in at /sign-in.")


def _check_origin(headers: dict[str, str], *, behind_proxy: bool) -> None:
    """Refuses what a page of another site sends: preferences are changed by this console's own forms only."""
    origin = headers.get("origin", "")
    own = {headers.get("host", ""), *([headers.get("x-forwarded-host", "")] if behind_proxy else [])}
    if not origin or urlsplit(origin).netloc not in own - {""}:
        raise Refused("The form was not sent by this console, so nothing was changed.")


def _cookie(headers: dict[str, str]) -> str:
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return "" if found is None else found.value


def _wants_page(scope: Scope, headers: dict[str, str]) -> bool:
    return (
        scope["method"] == "GET" and "text/html" in headers.get("accept", "") and not scope["path"].startswith("/api")
    )


def _caching(path: str, headers: Any) -> tuple[tuple[bytes, bytes], ...]:
    has_own = any(name.lower() == b"cache-control" for name, _ in headers)
    return () if has_own or path.startswith(STATIC) else ((b"cache-control", b"no-store"),)
