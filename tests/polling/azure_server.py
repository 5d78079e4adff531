"""Data Factory's and Synapse's two queries on this machine, with pages, tokens and refusals."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote, urlsplit

from tests.loopback import listening

Json = dict[str, Any]
TOKEN = "token-of-azure"
RUNS_A_PAGE = 2


class Credential:
    """As azure-identity's: a token for each scope."""

    def __init__(self, failure: Exception | None = None) -> None:
        self.failure, self.scopes = failure, set[str]()

    def get_token(self, scope: str) -> Any:
        if self.failure:
            raise self.failure
        self.scopes.add(scope)
        return SimpleNamespace(token=TOKEN)


@dataclass
class Factory:
    """What has run. `root`: the path before the queries. `refusals`: answers before the real ones."""

    root: str
    runs: list[Json] = field(default_factory=list)
    activities: dict[str, list[Json]] = field(default_factory=dict)
    refusals: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    requests: list[tuple[str, Json]] = field(default_factory=list)

    def answer(self, path: str, body: Json) -> tuple[int, Json]:
        path = path.removeprefix(self.root)
        if path.lower() == "querypipelineruns":
            wanted = {value for one in body["filters"] for value in one["values"]}
            found = [
                run
                for run in self.runs
                if body["lastUpdatedAfter"] <= run["lastUpdated"] <= body["lastUpdatedBefore"]
                and run["status"] in wanted
            ]
            first = int(body.get("continuationToken") or 0)
            more = {"continuationToken": str(first + RUNS_A_PAGE)} if len(found) > first + RUNS_A_PAGE else {}
            return 200, {"value": found[first : first + RUNS_A_PAGE], **more}
        run_id = path.split("pipelineruns/")[1].split("/")[0] if "pipelineruns/" in path else ""
        if run_id not in self.activities:
            return 404, {"error": {"code": "NotFound", "message": "no such run"}}
        return 200, {"value": self.activities[run_id]}


@contextmanager
def serving(factory: Factory) -> Iterator[str]:
    """The address at which the factory answers."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
            address = urlsplit(self.path)
            factory.requests.append((self.path, body))
            if factory.refusals:
                status, headers = factory.refusals.pop(0)
                return self._send(status, {"error": {"code": "TooManyRequests"}}, headers)
            if self.headers.get("Authorization") != f"Bearer {TOKEN}":
                return self._send(401, {"error": {"code": "InvalidAuthenticationToken"}}, {})
            return self._send(*factory.answer(unquote(address.path), body), {})

        def _send(self, status: int, found: Json, headers: dict[str, str]) -> None:
            data = json.dumps(found).encode()
            self.send_response(status)
            for name, value in {"Content-Length": str(len(data)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *words: object) -> None:
            pass

    with listening(Handler) as host:
        yield host
