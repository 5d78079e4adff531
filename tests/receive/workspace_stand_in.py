"""A workspace on this machine: its Files API, its tokens, its secrets, as far as the receiver uses them."""

import json
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from threading import Lock
from urllib.parse import parse_qs, unquote, urlsplit

from tests.loopback import listening

Response = tuple[int, str, dict[str, str]]
"""Status, text, headers."""


class WorkspaceStandIn:
    """Files by path. `answer` may return a status (and an error text) for a request instead of its usual answer."""

    def __init__(self, *, makes_folders: bool = True) -> None:
        self.files: dict[str, bytes] = {}
        self.folders: set[str] = set()
        self.requests: list[tuple[str, str]] = []
        self.tokens: list[dict[str, str]] = []
        self.secrets: dict[tuple[str, str], str] = {}
        self.expected_token = "token-0"
        self.makes_folders = makes_folders
        self.answer: Callable[[str, str], Response | None] = lambda *_: None
        self.address = ""
        self.lock = Lock()

    @property
    def written(self) -> list[str]:
        """Paths of files in the order in which they were created."""
        return list(self.files)

    @contextmanager
    def served(self) -> Iterator["WorkspaceStandIn"]:
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def respond(self):
                length = int(self.headers.get("Content-Length") or 0)
                content = self.rfile.read(length)
                if len(content) < length:
                    # The sender died: HTTP calls such a request incomplete, and a server does nothing with it.
                    self.close_connection = True
                    return
                with stand_in.lock:
                    status, text, headers = stand_in.respond(self.command, self.path, dict(self.headers), content)
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(text))}.items():
                    self.send_header(name, value)
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(text.encode())

        for method in ("GET", "PUT", "POST", "HEAD"):
            setattr(Handler, f"do_{method}", Handler.respond)
        with listening(Handler) as self.address:
            yield self

    def respond(self, method: str, target: str, headers: dict[str, str], content: bytes) -> Response:
        """The response to one request."""
        parts = urlsplit(target)
        path, query = unquote(parts.path), {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.requests.append((method, target))
        if found := self.answer(method, path):
            return found
        if path in {"/oidc/v1/token", "/msi/token"}:
            lower = {name.lower(): value for name, value in headers.items()}
            self.tokens.append({"path": path, **query, "body": content.decode(), **lower})
            self.expected_token = f"token-{len(self.tokens)}"
            return 200, json.dumps({"access_token": self.expected_token, "expires_in": "3600"}), {}
        if headers.get("Authorization") != f"Bearer {self.expected_token}":
            return refusal(401, "UNAUTHENTICATED")
        if path == "/api/2.0/secrets/get":
            value = self.secrets.get((query["scope"], query["key"]))
            return (200, json.dumps({"key": query["key"], "value": value}), {}) if value else (404, "{}", {})
        if path.startswith("/api/2.0/fs/directories/"):
            self.folders.add(path.removeprefix("/api/2.0/fs/directories"))
            return 204, "", {}
        return self._file(method, path.removeprefix("/api/2.0/fs/files"), query, content)

    def _file(self, method: str, name: str, query: dict[str, str], content: bytes) -> Response:
        if method == "HEAD":
            return (200 if name in self.files else 404), "", {}
        assert query == {"overwrite": "false"}
        if name in self.files:
            return refusal(409, "ALREADY_EXISTS")
        if not self.makes_folders and name.rpartition("/")[0] not in self.folders:
            return refusal(404, "NOT_FOUND")
        self.files[name] = content
        return 204, "", {}


def refusal(status: int, code: str) -> Response:
    """A refusal, with a text that must not be repeated."""
    return status, json.dumps({"error_code": code, "message": "planted vendor text"}), {}


def client_of(basic: str) -> str:
    """User and password of a Basic header."""
    return b64decode(basic.removeprefix("Basic ")).decode()
