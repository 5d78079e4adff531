"""Servers on this machine that answer as the vendors' documentation and recorded answers have it."""

import json
import re
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler
from typing import Any, Protocol

from tests.loopback import listening

Answer = tuple[int, dict[str, str], Any]


class Answering(Protocol):
    def answer(self, path: str, headers: dict[str, str], body: dict[str, Any]) -> Answer: ...


@contextmanager
def serving(vendor: Answering) -> Iterator[str]:
    """The address of a vendor."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            text = self.rfile.read(int(self.headers["Content-Length"]))
            status, headers, answer = vendor.answer(self.path, dict(self.headers), json.loads(text))
            body = json.dumps(answer).encode()
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", **headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *words: object) -> None:
            pass

    with listening(Handler) as host:
        yield host


WORKSPACE = "0b6a2f38-6f4d-4f3e-9c55-1de1fbb0f7a1"
TOO_LARGE = {
    "code": "PartialError",
    "message": "There were some errors when processing your query.",
    "details": [
        {
            "code": "EngineError",
            "message": "Something went wrong processing your query on the server.",
            "innererror": {
                "code": "-2133196797",
                "message": "The results of this query exceed the set limit of 64000000 bytes, so not all records were "
                "returned (E_QUERY_RESULT_SET_TOO_LARGE, 0x80DA0003). See https://aka.ms/kustoquerylimits for details.",
                "severity": 2,
                "severityName": "Error",
            },
        }
    ],
}
"""Of Azure/azure-sdk-for-python, issue 32282."""
OTHER_PARTIAL = {
    "code": "PartialError",
    "message": "There were some errors when processing your query.",
    "details": [{"code": "EngineError", "message": "One shard did not answer."}],
}
_BOUNDS = re.compile(r"ingestion_time\(\) >= datetime\((\S+)\) and ingestion_time\(\) < datetime\((\S+)\)")


@dataclass
class Workspace:
    """A workspace with one table. `next`: what the next requests are answered, None for the rows."""

    columns: dict[str, str]
    rows: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    """When a row was taken in, and its values as the API returns them."""
    most_rows: int = 100
    next: deque[Answer | None] = field(default_factory=deque)
    queries: list[dict[str, Any]] = field(default_factory=list)

    def answer(self, path: str, headers: dict[str, str], body: dict[str, Any]) -> Answer:
        assert path == f"/v1/workspaces/{WORKSPACE}/query"
        assert headers["Authorization"] == "Bearer token-of-the-test"
        self.queries.append(body)
        if self.next and (given := self.next.popleft()) is not None:
            return given
        start, end = (datetime.fromisoformat(text) for text in _BOUNDS.search(body["query"]).groups())
        found = [(at, row) for at, row in self.rows if start <= datetime.fromisoformat(at) < end]
        if body["query"].endswith("| count"):
            return 200, {}, _tables({"Count": "long"}, [[len(found)]])
        columns = {**self.columns, "faultbook_ingested_at": "datetime"}
        rows = [[*(row.get(name) for name in self.columns), at] for at, row in found]
        if len(rows) > self.most_rows:
            return 200, {}, _tables(columns, rows[: self.most_rows]) | {"error": TOO_LARGE}
        return 200, {}, _tables(columns, rows)


def _tables(columns: dict[str, str], rows: list[list[Any]]) -> dict[str, Any]:
    named = [{"name": name, "type": kind} for name, kind in columns.items()]
    return {"tables": [{"name": "PrimaryResult", "columns": named, "rows": rows}]}


@dataclass
class LogGroup:
    """A log group of CloudWatch Logs, in pages of two events with an empty page between."""

    events: list[dict[str, Any]] = field(default_factory=list)
    next: deque[Answer | None] = field(default_factory=deque)
    requests: list[dict[str, Any]] = field(default_factory=list)

    def answer(self, path: str, headers: dict[str, str], body: dict[str, Any]) -> Answer:
        assert headers["X-Amz-Target"] == "Logs_20140328.FilterLogEvents"
        self.requests.append(body)
        if self.next and (given := self.next.popleft()) is not None:
            return given
        found = [event for event in self.events if body["startTime"] <= event["timestamp"] <= body["endTime"]]
        # Tokens are places; an odd one is an empty page, as the service sends them.
        token = int(body.get("nextToken", "0"))
        place, is_empty = token // 2, token % 2
        if is_empty:
            return 200, {}, {"events": [], "nextToken": str(place * 2)}
        more = {"nextToken": str((place + 2) * 2 + 1)} if place + 2 < len(found) else {}
        return 200, {}, {"events": found[place : place + 2], "searchedLogStreams": [], **more}


@dataclass
class Project:
    """Entries of Cloud Logging, in pages of two with an empty one before."""

    entries: list[dict[str, Any]] = field(default_factory=list)
    next: deque[Answer | None] = field(default_factory=deque)
    requests: list[dict[str, Any]] = field(default_factory=list)

    def answer(self, path: str, headers: dict[str, str], body: dict[str, Any]) -> Answer:
        assert path == "/v2/entries:list"
        self.requests.append(body)
        if self.next and (given := self.next.popleft()) is not None:
            return given
        start, end = re.findall(r'receiveTimestamp (?:>=|<) "(\S+)"', body["filter"])
        found = [
            entry
            for entry in self.entries
            if datetime.fromisoformat(start)
            <= datetime.fromisoformat(entry["receiveTimestamp"])
            < datetime.fromisoformat(end)
        ]
        token = body.get("pageToken")
        if token is None:
            return 200, {}, {"nextPageToken": "0"} if found else {}
        place = int(token)
        page = {"entries": found[place : place + 2]}
        return 200, {}, page | ({"nextPageToken": str(place + 2)} if place + 2 < len(found) else {})
