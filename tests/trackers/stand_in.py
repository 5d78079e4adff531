"""A tracker on this machine that keeps what it is sent, in the dialect of GitHub or Gitea, and fails on demand.

It shares no code with what is tested. A fault is an answer in place of the usual one, before or after the request was
carried out; it waits for the first request that it is about.
"""

import base64
import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.loopback import listening

TOKENS = {"token-of-the-bot": "faultbook-bot", "token-of-a-person": "ada"}
BEGIN = datetime(2026, 11, 1, tzinfo=UTC)


@dataclass
class Request:
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any


@dataclass
class Fault:
    """`act` answers in place of the stand-in; `carried_out`: after the request took effect."""

    method: str
    path: str
    act: Callable[[BaseHTTPRequestHandler], None]
    carried_out: bool = False


@dataclass
class Repository:
    number: int
    name: str
    issues: dict[int, dict[str, Any]] = field(default_factory=dict)
    comments: dict[int, tuple[int, dict[str, Any]]] = field(default_factory=dict)
    labels: dict[str, int] = field(default_factory=dict)
    writers: set[str] = field(default_factory=lambda: {"faultbook-bot"})
    has_issues: bool = True
    reactions: dict[int, list[str]] = field(default_factory=dict)
    archived: bool = False
    files: dict[str, str] = field(default_factory=dict)
    deleted: set[int] = field(default_factory=set)
    transferred: dict[int, tuple[str, int]] = field(default_factory=dict)


@dataclass
class StandIn:
    dialect: str = "github"
    repositories: dict[str, Repository] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    hidden: set[str] = field(default_factory=set)
    bots: set[str] = field(default_factory=set)
    assignable: set[str] = field(default_factory=lambda: {"ada", "copilot-swe-agent[bot]"})
    ended: threading.Event = field(default_factory=threading.Event)
    address: str = ""
    ticks: int = 0
    last_id: int = 1_000
    lock: threading.Lock = field(default_factory=threading.Lock)

    def repository(self, name: str) -> Repository:
        return self.repositories.setdefault(name, Repository(len(self.repositories) + 1, name))

    def now(self) -> str:
        self.ticks += 1
        return (BEGIN + timedelta(seconds=self.ticks)).strftime("%Y-%m-%dT%H:%M:%SZ")

    def sent(self, method: str, path: str = "") -> list[Request]:
        return [each for each in self.requests if each.method == method and re.search(path, each.path)]

    def fails(self, method: str, path: str, act: Callable[..., None], *, carried_out: bool = False, times: int = 1):
        self.faults += [Fault(method, path, act, carried_out)] * times

    # What is answered: status, JSON, headers.

    def answer(self, request: Request, login: str | None) -> tuple[int, Any, dict[str, str]]:
        path = request.path.removeprefix("/api/v1") if self.dialect == "gitea" else request.path
        if login is None:
            return 401, {"message": "Bad credentials: hunter2"}, {}
        if path == "/user":
            return 200, {"login": login, "type": "Bot" if login in self.bots else "User"}, {}
        if by_number := re.match(r"/repositories/(\d+)(/.*)?\Z", path):
            named = next(each for each in self.repositories.values() if each.number == int(by_number[1]))
            path = f"/repos/{named.name}{by_number[2] or ''}"
        found = re.match(r"/repos/([^/]+/[^/]+)(/.*)?\Z", path)
        name, rest = (found[1], found[2] or "") if found else ("", "")
        if name in self.renamed:
            there = f"/repositories/{self.repositories[self.renamed[name]].number}{rest}"
            return 301, {"message": "Moved Permanently"}, {"Location": f"{self.address}{there}"}
        if name not in self.repositories or name in self.hidden:
            return 404, {"message": "Not Found"}, {}
        return self._of_repository(self.repositories[name], rest, request, login)

    def _of_repository(self, repository: Repository, rest: str, request: Request, login: str):  # noqa: PLR0911
        if not rest:
            rights = {
                "permissions": {"pull": True, "push": login in repository.writers},
                "archived": repository.archived,
            }
            return 200, {"full_name": repository.name, "has_issues": repository.has_issues, **rights}, {}
        if rest.startswith("/contents/"):
            return self._contents(repository, rest.removeprefix("/contents/"))
        if found := re.match(r"/collaborators/([^/]+)/permission\Z", rest):
            known = {**dict.fromkeys(repository.writers, "write"), "reader": "read"}
            return (200, {"permission": known[found[1]]}, {}) if found[1] in known else (404, {}, {})
        if rest == "/labels":
            return self._labels(repository, request, login)
        if not repository.has_issues:
            return 410, {"message": "Issues are disabled for this repo"}, {}
        if rest == "/issues":
            return self._issues(repository, request, login)
        if rest == "/issues/comments":
            return self._comments(repository, request)
        if found := re.match(r"/issues/comments/(\d+)/reactions\Z", rest):
            number = int(found[1])
            if number not in repository.comments:
                return 404, {"message": "Not Found"}, {}
            is_new = number not in repository.reactions
            repository.reactions.setdefault(number, []).append(request.body["content"])
            return 201 if is_new else 200, {"id": number, "content": request.body["content"]}, {}
        if found := re.match(r"/issues/comments/(\d+)\Z", rest):
            number = int(found[1])
            if number not in repository.comments:
                return 404, {"message": "Not Found"}, {}
            repository.comments[number][1].update(body=request.body["body"], updated_at=self.now())
            return 200, repository.comments[number][1], {}
        found = re.match(r"/issues/(\d+)(/[a-z]+)?\Z", rest)
        return self._of_issue(repository, int(found[1]), found[2] or "", request, login)

    def _contents(self, repository: Repository, path: str):
        if path in repository.files:
            content = base64.encodebytes(repository.files[path].encode()).decode()
            return 200, {"type": "file", "encoding": "base64", "content": content}, {}
        inside = [name for name in repository.files if name.rpartition("/")[0] == path]
        rows = [{"type": "file", "name": name.rpartition("/")[2], "path": name} for name in inside]
        return (200, rows, {}) if rows else (404, {"message": "Not Found"}, {})

    def _issues(self, repository: Repository, request: Request, login: str):
        if request.method == "POST":
            if not request.body.get("title") or len(request.body["title"]) > 255:
                errors = [{"resource": "Issue", "field": "title", "code": "invalid", "message": "hunter2"}]
                return 422, {"message": "Validation Failed", "errors": errors}, {}
            number = max([0, *repository.issues, *repository.deleted]) + 1
            at = self.now()
            issue = {
                "number": number,
                "html_url": f"https://tracker.example/{repository.name}/issues/{number}",
                "title": request.body["title"],
                "body": request.body.get("body"),
                "state": "open",
                "state_reason": None,
                "user": {"login": login},
                "closed_by": None,
                "created_at": at,
                "updated_at": at,
                "labels": self._kept_labels(repository, request.body.get("labels") or [], login),
                "assignees": [],
                "pull_request": None,
                **self._place(repository),
            }
            repository.issues[number] = issue
            return 201, issue, {}
        return self._page(request, self._listed(repository, request.query))

    def _comments(self, repository: Repository, request: Request):
        since = request.query.get("since", "")
        rows = [
            {**row, "issue_url": f"{self.address}/repos/{repository.name}/issues/{number}"}
            for number, row in repository.comments.values()
            if row["updated_at"] >= since
        ]
        status, shown, headers = self._page(request, rows)
        # Gitea answers this list without the header Link.
        return status, shown, headers if self.dialect == "github" else {}

    def _listed(self, repository: Repository, query: dict[str, str]) -> list[Any]:
        creator = query.get("creator") if self.dialect == "github" else query.get("created_by")
        return [
            row
            for _, row in sorted(repository.issues.items(), reverse=True)
            if (not creator or row["user"]["login"] == creator)
            and (query.get("state", "open") in ("all", row["state"]))
            and row["updated_at"] >= query.get("since", "")
            and not (self.dialect == "gitea" and query.get("type") == "issues" and row["pull_request"])
        ]

    def _page(self, request: Request, rows: list[Any]):
        size = min(int(request.query.get("per_page" if self.dialect == "github" else "limit", 30)), 100)
        page = int(request.query.get("page", 1))
        headers = {}
        if page * size < len(rows):
            query = urlencode({**request.query, "page": page + 1})
            address = f"{self.address}{request.path}?{query}"
            headers["Link"] = f'<{address}>; rel="next", <{self.address}{request.path}?page=9>; rel="last"'
        shown = rows[(page - 1) * size : page * size]
        return 200, [{name: value for name, value in row.items() if name != "closed_by"} for row in shown], headers

    def _of_issue(self, repository: Repository, number: int, rest: str, request: Request, login: str):  # noqa: PLR0911
        if number in repository.deleted:
            return 410, {"message": "This issue was deleted"}, {}
        if number in repository.transferred:
            name, other = repository.transferred[number]
            there = f"{self.address}/repositories/{self.repository(name).number}/issues/{other}{rest}"
            return 301, {"message": "Moved Permanently"}, {"Location": there}
        if number not in repository.issues:
            return 404, {"message": "Not Found"}, {}
        issue = repository.issues[number]
        if rest == "/comments" and request.method == "GET":
            return self._page(request, [row for of, row in repository.comments.values() if of == number])
        if rest == "/timeline":
            closed = issue["closed_by"]
            return self._page(request, [{"type": "close", "user": closed}] if closed else [])
        if rest == "/comments":
            self.last_id += 1
            at = self.now()
            url = f"{issue['html_url']}#{self.last_id}"
            row = {"id": self.last_id, "html_url": url, "body": request.body["body"], "user": {"login": login}}
            repository.comments[self.last_id] = (number, {**row, "created_at": at, "updated_at": at})
            return 201, repository.comments[self.last_id][1], {}
        if request.method == "GET":
            return 200, self._without_closer(issue), {}
        return self._changed(repository, issue, rest, request, login)

    def _changed(self, repository: Repository, issue: dict[str, Any], rest: str, request: Request, login: str):
        body = request.body
        issue["updated_at"] = self.now()
        if rest == "/labels":
            found = self._kept_labels(repository, body["labels"], login)
            kept = [] if request.method == "PUT" else [each for each in issue["labels"] if each not in found]
            issue["labels"] = kept + found
            return 200, issue["labels"], {}
        if rest == "/assignees":
            known = [{"login": each} for each in body["assignees"] if each in self.assignable]
            issue["assignees"] = [*issue["assignees"], *known]
            return 201, issue, {}
        for name in ("title", "body"):
            if name in body:
                issue[name] = body[name]
        if "labels" in body and self.dialect == "github":
            issue["labels"] = self._kept_labels(repository, body["labels"], login)
        if "assignees" in body:
            if unknown := set(body["assignees"]) - self.assignable:
                errors = [{"resource": "Issue", "field": "assignees", "code": "invalid", "value": sorted(unknown)}]
                return 422, {"message": f"{unknown} hunter2", "errors": errors}, {}
            issue["assignees"] = [{"login": each} for each in body["assignees"]]
        if "state" in body:
            closed = body["state"] == "closed"
            reason = body.get("state_reason", "completed" if closed else "reopened")
            issue.update(state=body["state"], closed_by={"login": login} if closed else None)
            issue["closed_at"] = issue["updated_at"] if closed else None
            issue["state_reason"] = reason if self.dialect == "github" else None
        return 200 if self.dialect == "github" else 201, self._without_closer(issue), {}

    def _without_closer(self, issue: dict[str, Any]) -> dict[str, Any]:
        return issue if self.dialect == "github" else {**issue, "closed_by": None}

    def _labels(self, repository: Repository, request: Request, login: str):
        if request.method == "POST":
            if login not in repository.writers:
                return 403, {"message": "user should have permission to write"}, {}
            return 201, {"name": request.body["name"], "id": self._label(repository, request.body["name"])}, {}
        return self._page(request, [{"name": name, "id": number} for name, number in repository.labels.items()])

    def _label(self, repository: Repository, name: str) -> int:
        return repository.labels.setdefault(name, 100 + len(repository.labels))

    def _kept_labels(self, repository: Repository, labels: list[Any], login: str) -> list[dict[str, Any]]:
        if self.dialect == "gitea":
            names = {number: name for name, number in repository.labels.items()}
            return [{"name": names[number], "id": number} for number in labels]
        if login not in repository.writers:
            return []
        return [{"name": name, "id": self._label(repository, name)} for name in labels]

    def _place(self, repository: Repository) -> dict[str, Any]:
        if self.dialect == "gitea":
            return {"repository": {"full_name": repository.name}}
        return {"repository_url": f"{self.address}/repos/{repository.name}"}


@contextmanager
def serving(dialect: str = "github") -> Iterator[StandIn]:
    stand_in = StandIn(dialect)

    class Handler(BaseHTTPRequestHandler):
        def _serve(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            request = Request(self.command, parts.path, query, dict(self.headers), body)
            with stand_in.lock:
                stand_in.requests.append(request)
                fault = next((each for each in stand_in.faults if self._is_about(each)), None)
                if fault:
                    stand_in.faults.remove(fault)
                token = str(self.headers.get("Authorization")).split(" ")[-1]
                if fault is None or fault.carried_out:
                    # A copy: what is sent must not change while it is written.
                    answer = json.loads(json.dumps(stand_in.answer(request, TOKENS.get(token))))
            if fault:
                fault.act(self)
            else:
                send(self, *answer)

        def _is_about(self, fault: Fault) -> bool:
            return fault.method == self.command and bool(re.search(fault.path, self.path))

        do_GET = do_POST = do_PATCH = do_PUT = _serve  # noqa: N815

        def log_message(self, *words: object) -> None:
            pass

    with listening(Handler) as address:
        stand_in.address = address if dialect == "github" else f"{address}"
        try:
            yield stand_in
        finally:
            stand_in.ended.set()


def send(handler: BaseHTTPRequestHandler, status: int, value: Any, headers: dict[str, str] | None = None) -> None:
    content = value if isinstance(value, bytes) else json.dumps(value).encode()
    handler.send_response(status)
    for name, text in {"Content-Length": str(len(content)), **(headers or {})}.items():
        handler.send_header(name, text)
    handler.end_headers()
    handler.wfile.write(content)


def answers(status: int, value: Any = b"", **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    """Another answer than the usual one; names of headers with `_` for `-`."""
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return lambda handler: send(handler, status, value, named)


def hangs(stand_in: StandIn) -> Callable[[BaseHTTPRequestHandler], None]:
    """No answer until the test is over."""

    def wait(handler: BaseHTTPRequestHandler) -> None:
        stand_in.ended.wait(30)
        handler.close_connection = True

    return wait


def breaks(handler: BaseHTTPRequestHandler) -> None:
    """Closes the connection without an answer."""
    handler.close_connection = True


def drips(stand_in: StandIn) -> Callable[[BaseHTTPRequestHandler], None]:
    """A byte now and then, so that no single wait for one is long."""

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            while not stand_in.ended.wait(0.05):
                handler.wfile.write(b" ")
        except OSError:
            pass

    return drip


def never_ends(handler: BaseHTTPRequestHandler) -> None:
    """An answer that is longer than anybody reads."""
    handler.send_response(200)
    handler.end_headers()
    try:
        while True:
            handler.wfile.write(b'"' + b"x" * 65_535)
    except OSError:
        pass
