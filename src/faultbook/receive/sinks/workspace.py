"""Requests to a Databricks workspace: files of a volume (Files API), secrets of a scope."""

import base64
import json
import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any, Self
from urllib.parse import quote, urlencode

import urllib3

from faultbook import __version__
from faultbook.errors import InvalidCatalog, SettingError
from faultbook.receive.sinks.workspace_token import CachedToken, TokenSource, TokenUnavailable, token_source

_CONNECT_SECONDS = 5.0
_CODE = re.compile(r"[A-Z][A-Z0-9_]{0,63}\Z")


class UploadFailed(Exception):
    """A file was not kept. `reason`: status and code of the answer, or the class of the failure; no vendor text."""

    def __init__(self, reason: str, retry_after: float | None = None) -> None:
        """`retry_after`: seconds that the workspace named."""
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after


class Workspace:
    """A workspace, by its host. Callable from several threads."""

    def __init__(self, host: str, token: TokenSource, pool: urllib3.PoolManager) -> None:
        """`host` with its scheme."""
        self._host = host
        self._token = token
        self._pool = pool

    @classmethod
    def of(cls, environment: Mapping[str, str], *, answer_seconds: float, connections: int) -> Self:
        """The workspace of DATABRICKS_HOST. SettingError where host or credentials are missing or wrong."""
        host = environment.get("DATABRICKS_HOST", "").rstrip("/")
        host = host if "://" in host else f"https://{host}"
        if not re.match(r"https://[^/?#@\s]+\Z|http://127\.0\.0\.1:\d+\Z", host):
            raise SettingError(
                "DATABRICKS_HOST: found no address of a workspace; expected https:// and a host. Fix: set it to the "
                "address that the browser shows for the workspace."
            )
        timeout = urllib3.Timeout(connect=_CONNECT_SECONDS, read=answer_seconds)
        pool = urllib3.PoolManager(maxsize=connections, retries=False, timeout=timeout)
        return cls(host, token_source(host, environment, pool), pool)

    def put_file(self, path: PurePosixPath, content: bytes) -> bool:
        """Creates a file of a volume: False where it is there. UploadFailed where it is not kept."""
        url = f"/api/2.0/fs/files{quote(str(path))}?overwrite=false"
        answer = self._request("PUT", url, content)
        if answer.status == 404:  # where the API does not make missing folders itself
            made = self._request("PUT", f"/api/2.0/fs/directories{quote(str(path.parent))}")
            if made.status >= 300:
                raise _failure(made)
            answer = self._request("PUT", url, content)
        if answer.status == 409:
            return False
        if answer.status >= 300:
            raise _failure(answer)
        return True

    def has_file(self, path: PurePosixPath) -> bool:
        """Whether a file is there. UploadFailed where that cannot be found out."""
        answer = self._request("HEAD", f"/api/2.0/fs/files{quote(str(path))}")
        if answer.status not in {200, 404}:
            raise _failure(answer)
        return answer.status == 200

    def secret(self, scope: str, key: str) -> str:
        """A secret of a scope. InvalidCatalog where it cannot be read."""
        reference = f"${{secret:{scope}/{key}}}"
        try:
            answer = self._request("GET", f"/api/2.0/secrets/get?{urlencode({'scope': scope, 'key': key})}")
            if answer.status == 200:
                return base64.b64decode(json.loads(answer.data)["value"]).decode()
            reason = _failure(answer).reason
        except UploadFailed as failure:
            reason = failure.reason
        except (ValueError, KeyError, TypeError):
            reason = "an answer of another form"
        raise InvalidCatalog(
            f"{reference}: the workspace did not give it ({reason}). Fix: grant READ on the scope to the receiver's "
            "principal, and check the names of scope and key."
        )

    def _request(self, method: str, url: str, content: bytes | None = None) -> urllib3.BaseHTTPResponse:
        answer = self._sent(method, url, content)
        if answer.status == 401 and isinstance(self._token, CachedToken):
            self._token.forget()
            answer = self._sent(method, url, content)
        return answer

    def _sent(self, method: str, url: str, content: bytes | None) -> urllib3.BaseHTTPResponse:
        try:
            headers = {"Authorization": f"Bearer {self._token()}", "User-Agent": f"faultbook/{__version__}"}
            if content is not None:
                headers["Content-Type"] = "application/octet-stream"
            return self._pool.request(method, self._host + url, headers=headers, body=content, redirect=False)
        except TokenUnavailable as failure:
            reason = str(failure)
        except urllib3.exceptions.HTTPError as failure:
            reason = type(failure).__name__
        raise UploadFailed(reason)


def _failure(answer: urllib3.BaseHTTPResponse) -> UploadFailed:
    try:
        found: Any = json.loads(answer.data)
        code = found.get("error_code") if isinstance(found, dict) else None
    except ValueError:
        code = None
    shown = f" {code}" if isinstance(code, str) and _CODE.match(code) else ""
    after = answer.headers.get("Retry-After", "")
    return UploadFailed(f"status {answer.status}{shown}", float(after) if after.isascii() and after.isdigit() else None)
