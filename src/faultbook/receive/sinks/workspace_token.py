"""Tokens for a Databricks workspace, by the variables of Databricks' unified authentication.

A token, a service principal's OAuth secret, or a managed identity of Azure: of a container app or App Service by
IDENTITY_ENDPOINT, elsewhere by the instance metadata service. The SDK is not used: importing it doubles the memory of
the receiver, and its Python edition has no managed identities.
"""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any
from urllib.parse import urlencode

import urllib3

from faultbook.errors import SettingError

DATABRICKS_IN_ENTRA = "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d"
"""The application of Azure Databricks, which tokens are made for."""
METADATA_SERVICE = "http://169.254.169.254/metadata/identity/oauth2/token"
_RENEWED_BEFORE = 300.0
_SHORTEST = 60.0


class TokenUnavailable(Exception):
    """No token is to be had at the moment; the text is a fixed one, without what the server answered."""


TokenSource = Callable[[], str]
"""Returns a token that is valid now; TokenUnavailable where there is none."""


@dataclass(frozen=True)
class TokenRequest:
    """How a token is fetched. Its representation has no secret."""

    method: str
    url: str
    headers: Mapping[str, str] = field(repr=False)
    body: str | None = field(default=None, repr=False)


class CachedToken:
    """The token of a request, fetched again five minutes before its end. Callable from several threads."""

    def __init__(self, pool: urllib3.PoolManager, request: TokenRequest) -> None:
        """Nothing is fetched yet."""
        self._pool = pool
        self._request = request
        self._lock = Lock()
        self._token = ""
        self._until = 0.0

    def __call__(self) -> str:
        """The token."""
        with self._lock:
            if time.monotonic() >= self._until:
                self._token, seconds = self._fetched()
                self._until = time.monotonic() + max(seconds - _RENEWED_BEFORE, _SHORTEST)
            return self._token

    def forget(self) -> None:
        """The next call fetches a new token: the workspace refused this one."""
        with self._lock:
            self._until = 0.0

    def _fetched(self) -> tuple[str, float]:
        request = self._request
        try:
            answer = self._pool.request(
                request.method, request.url, headers=dict(request.headers), body=request.body, redirect=False
            )
            found: Any = json.loads(answer.data) if answer.status == 200 else {}
            return str(found["access_token"]), float(found.get("expires_in", 0))
        except (urllib3.exceptions.HTTPError, ValueError, KeyError, TypeError, AttributeError):
            pass
        raise TokenUnavailable("the sign-in at the workspace failed")


def token_source(host: str, environment: Mapping[str, str], pool: urllib3.PoolManager) -> TokenSource:
    """The source of tokens that the variables name. SettingError where they name none."""
    if token := environment.get("DATABRICKS_TOKEN"):
        return lambda: token
    client, secret = environment.get("DATABRICKS_CLIENT_ID"), environment.get("DATABRICKS_CLIENT_SECRET")
    if client and secret:
        return CachedToken(pool, _by_client_credentials(host, client, secret))
    if environment.get("ARM_USE_MSI", "").lower() in {"true", "1"}:
        return CachedToken(pool, _by_managed_identity(environment))
    raise SettingError(
        "workspace: found no credentials for it; expected those of Databricks' unified authentication. Fix: set "
        "DATABRICKS_CLIENT_ID and DATABRICKS_CLIENT_SECRET, or ARM_USE_MSI=true on Azure, or DATABRICKS_TOKEN."
    )


def _by_client_credentials(host: str, client: str, secret: str) -> TokenRequest:
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        **urllib3.make_headers(basic_auth=f"{client}:{secret}"),
    }
    body = urlencode({"grant_type": "client_credentials", "scope": "all-apis"})
    return TokenRequest("POST", f"{host}/oidc/v1/token", headers, body)


def _by_managed_identity(environment: Mapping[str, str]) -> TokenRequest:
    parameters = {"resource": DATABRICKS_IN_ENTRA}
    if client := environment.get("ARM_CLIENT_ID"):
        parameters["client_id"] = client
    if endpoint := environment.get("IDENTITY_ENDPOINT"):
        headers = {"X-IDENTITY-HEADER": environment.get("IDENTITY_HEADER", "")}
        return TokenRequest("GET", f"{endpoint}?{urlencode({'api-version': '2019-08-01', **parameters})}", headers)
    return TokenRequest(
        "GET", f"{METADATA_SERVICE}?{urlencode({'api-version': '2018-02-01', **parameters})}", {"Metadata": "true"}
    )
