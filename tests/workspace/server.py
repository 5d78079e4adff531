"""The workspace as an HTTP server of this machine. Signs in by token; records each request before it is answered."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from threading import Lock
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.loopback import listening
from tests.workspace import (
    catalog_routes,
    connect_routes,
    failure_routes,
    file_routes,
    job_routes,
    people_routes,
    surface_routes,
)
from tests.workspace.routing import answer
from tests.workspace.state import Person, Refused, Request, Workspace

ROUTES = (
    catalog_routes,
    connect_routes,
    failure_routes,
    file_routes,
    job_routes,
    people_routes,
    surface_routes,
)
"""Modules whose import registers their routes."""
WITHOUT_SIGNING_IN = ("/.well-known/databricks-config", "/telemetry-ext")


@contextmanager
def serving(workspace: Workspace) -> Iterator[str]:
    """The address at which the workspace answers."""
    lock = Lock()

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            address = urlsplit(self.path)
            path = unquote(address.path)
            try:
                if path in WITHOUT_SIGNING_IN:
                    return self._send(200, {})
                request = Request(
                    self._person(),
                    self.command,
                    path,
                    dict(parse_qsl(address.query)),
                    body,
                    _as_json(body),
                    self.headers.get("User-Agent", ""),
                )
                with lock:
                    workspace.requests.append(request)
                    return self._send(200, answer(workspace, request))
            except Refused as refused:
                return self._send(refused.status, {"error_code": refused.code, "message": refused.message})

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = _answer  # noqa: N815

        def _person(self) -> Person:
            token = self.headers.get("Authorization", "").removeprefix("Bearer ")
            if token not in workspace.people:
                raise Refused(401, "UNAUTHENTICATED", "Credential was not sent or was of an unsupported type.")
            return workspace.people[token]

        def _send(self, status: int, content: Any) -> None:
            data = content if isinstance(content, bytes) else json.dumps(content).encode()
            self.send_response(status)
            self.send_header(
                "Content-Type", "application/octet-stream" if isinstance(content, bytes) else "application/json"
            )
            self.send_header("Content-Length", str(len(data)))
            self.send_header("X-Databricks-Org-Id", "7405600000000001")
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(data)

        def log_message(self, *words: object) -> None:
            pass

    with listening(Handler) as host:
        yield host


def _as_json(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
