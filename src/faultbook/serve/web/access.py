"""Who may connect, and from where: the token, the Host and Origin headers, the proxy of a Databricks App."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from faultbook.errors import SettingError
from faultbook.serve.asking.exposure import SHORTEST_TOKEN, has_bearer_token, is_loopback
from faultbook.serve.asking.principal import Principal
from faultbook.serve.web.problems import NotAllowed, Refused, refuse
from faultbook.serve.web.rate_limiting import client_of
from faultbook.serve.web.request_headers import request_headers
from faultbook.serve.web.security_headers import STATIC

TOKEN = "FAULTBOOK_SERVE_TOKEN"
COOKIE = "faultbook"
SIGN_IN = "/sign-in"
HEALTH = "/health"
READING = ("GET", "HEAD")


@dataclass(frozen=True)
class Access:
    """Who may connect. `hosts`: further names of this server.

    `behind_proxy`: the server is a Databricks App, whose proxy signs users in.
    """

    token: str = ""
    hosts: tuple[str, ...] = ()
    behind_proxy: bool = False

    @property
    def cookie(self) -> str:
        """The cookie of a browser that has signed in; the token cannot be derived from it."""
        return hmac.new(self.token.encode(), b"faultbook console", hashlib.sha256).hexdigest()


def access_for(host: str, token: str, hosts: Sequence[str] = (), *, behind_proxy: bool = False) -> Access:
    """The access rules for this address; SettingError where other machines could connect without a token."""
    if token and len(token) < SHORTEST_TOKEN:
        raise SettingError(f"{TOKEN}: expected at least {SHORTEST_TOKEN} characters, found {len(token)}.")
    if not is_loopback(host) and not behind_proxy and not token:
        raise SettingError(
            f"--host {host} can be reached from other machines, so it needs a token. Fix: set {TOKEN} to at least "
            f"{SHORTEST_TOKEN} characters, or give --token-file; or use --host 127.0.0.1."
        )
    return Access(token, tuple(hosts), behind_proxy)


class Authentication:
    """ASGI middleware: refuses requests of unknown callers, and sets the principal of the others."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        """`app` finds the principal in scope["state"]["principal"]."""
        self._app = app
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers 401 and 403; sends a browser without a token to the page where one signs in."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = request_headers(scope)
        try:
            principal = self._principal(scope, headers)
        except (NotAllowed, Refused) as refused:
            if isinstance(refused, NotAllowed) and self._access.token and _wants_page(scope, headers):
                await RedirectResponse(SIGN_IN, 303)(scope, receive, send)
            else:
                await refuse(refused, scope, receive, send)
            return
        scope.setdefault("state", {})["principal"] = principal
        await self._app(scope, receive, send)

    def _principal(self, scope: Scope, headers: dict[str, str]) -> Principal:
        path, access = scope["path"], self._access
        if path == HEALTH:
            return Principal("nobody")
        self._check_host(headers)
        if scope["method"] not in READING:
            self._check_sender(path, headers)
        if path.startswith(STATIC) or path == SIGN_IN:
            return Principal("nobody")
        if access.behind_proxy:
            token = headers.get("x-forwarded-access-token", "")
            if not token:
                raise NotAllowed(
                    "The app received no token of the user, so it cannot read with your grants. Fix: deploy the app "
                    "with the user scope sql (user_api_scopes), then sign in again."
                )
            return Principal(client_of(scope, behind_proxy=True), token)
        if access.token:
            self._check_token(headers)
            return Principal("token")
        return Principal("local")

    def _check_sender(self, path: str, headers: dict[str, str]) -> None:
        """Refuses what another site sends. A program sends no Origin, and may use the API, not with a browser's cookie.

        A browser sends an Origin with each POST, and asks before it sends JSON to another site, which is not answered.
        """
        is_program = path.startswith("/api/") and "origin" not in headers and "sec-fetch-site" not in headers
        if not is_program:
            _check_origin(headers, behind_proxy=self._access.behind_proxy)
        elif self._access.token and not self._access.behind_proxy and not self._has_bearer(headers):
            raise NotAllowed("A token is needed. Fix: send `Authorization: Bearer ...`.")

    def _has_bearer(self, headers: dict[str, str]) -> bool:
        return has_bearer_token(headers.get("authorization", "").encode("latin-1"), self._access.token)

    def _check_host(self, headers: dict[str, str]) -> None:
        """Refuses other host names, so that no web page can reach a local server by DNS rebinding."""
        if self._access.behind_proxy or self._access.token:
            return
        given = headers.get("host", "")
        name = urlsplit(f"//{given}").hostname or ""
        if not is_loopback(name) and given not in self._access.hosts and name not in self._access.hosts:
            raise Refused("The Host header names another machine. Fix: open http://127.0.0.1, or use --allow-host.")

    def _check_token(self, headers: dict[str, str]) -> None:
        if self._has_bearer(headers):
            return
        if hmac.compare_digest(_cookie(headers).encode(), self._access.cookie.encode()):
            return
        raise NotAllowed("A token is needed. Fix: send `Authorization: Bearer ...`, or sign in at /sign-in.")


def _check_origin(headers: dict[str, str], *, behind_proxy: bool) -> None:
    """Refuses forms of other sites: only this console's own forms change something."""
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
