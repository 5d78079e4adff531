"""GitHub's issues over REST. Source: `issues`, `collaborators` and `users` of GitHub's REST reference, 2022-11-28."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from faultbook import __version__
from faultbook.delivery.port import Issue, IssueChange, IssueState
from faultbook.trackers.issue_tracker import IssueTracker, path_of, written
from faultbook.trackers.rows import issue_of

API = "https://api.github.com"
VERSION = "2022-11-28"
MOST_ROWS = 100


class GitHub(IssueTracker):
    """GitHub, or a server of it. A label that is new is made by it where the account may write, else dropped."""

    def change(self, repository: str, number: int, change: IssueChange) -> Issue:
        """Changes an issue in one request. Assignees that may not be assigned are dropped by it, or refused."""
        values: dict[str, Any] = {
            "title": change.title,
            "body": change.body,
            "state": change.state,
            "state_reason": change.closed_as if change.state is IssueState.CLOSED else None,
            "labels": None if change.labels is None else list(change.labels),
            "assignees": None if change.assignees is None else list(change.assignees),
        }
        if change.state is IssueState.OPEN:
            values["state_reason"] = "reopened"
        body = {name: value for name, value in values.items() if value is not None}
        if not body:
            return self._get(repository, number)
        path = path_of(repository, number)
        return issue_of(f"PATCH {path}", repository, self.write("PATCH", path, body, repository, number))

    def assign(self, repository: str, number: int, login: str) -> Issue:
        """Adds an assignee; those that are there stay. One who may not be assigned is dropped without an error."""
        path = f"{path_of(repository, number)}/assignees"
        row = self.write("POST", path, {"assignees": [login]}, repository, number)
        return issue_of(f"POST {path}", repository, row)

    def _label_values(self, repository: str, labels: tuple[str, ...]) -> list[Any]:  # noqa: ARG002  (Gitea needs it)
        return list(labels)

    def _listing(self, since: datetime | None, creator: str | None) -> dict[str, Any]:
        return {
            "state": "all",
            "sort": "created",
            "direction": "desc",
            "creator": creator,
            "since": written(since) if since else None,
            **self._paging(),
        }

    def _pages_of_comments(self, path: str, since: datetime) -> Iterator[list[Any]]:
        order = {"sort": "created", "direction": "asc"}
        return self.api.pages(path, {**order, "since": written(since), **self._paging()})

    def _paging(self) -> dict[str, Any]:
        return {"per_page": MOST_ROWS}


def headers_of(token: str) -> dict[str, str]:
    """The headers of a request with a token of a user or an app."""
    return {
        "Accept": "application/vnd.github+json",
        "Authorization": f"Bearer {token}",
        "User-Agent": f"faultbook/{__version__}",
        "X-GitHub-Api-Version": VERSION,
    }
