"""Issues of Gitea and Forgejo over REST, base `/api/v1`. Source: the API of Gitea 1.26.

It differs from GitHub in four ways: labels are numbers, a list is filtered by `created_by`, a closed issue has no
reason, and who closed it is in the timeline only.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import count
from typing import Any

from faultbook import __version__
from faultbook.delivery.port import (
    Comment,
    Issue,
    IssueChange,
    IssueState,
    Refused,
    Throttled,
    TrackerFailed,
)
from faultbook.trackers.issue_tracker import IssueTracker, path_of, written
from faultbook.trackers.rows import issue_of, login_of

MOST_ROWS = 50
"""Gitea's own bound of a page (`MAX_RESPONSE_ITEMS`)."""
COLOUR = "#ededed"
"""Of a label that is made here: GitHub's colour of a label that nobody made."""


class Gitea(IssueTracker):
    """Gitea or Forgejo. A label that is new is made where the account may, else it is dropped."""

    def change(self, repository: str, number: int, change: IssueChange) -> Issue:
        """Changes labels, then the rest: two requests, each of which may be sent again. The reason is not kept."""
        path = path_of(repository, number)
        if change.labels is not None:
            body: dict[str, Any] = {"labels": self._label_values(repository, change.labels)}
            self.write("PUT", f"{path}/labels", body, repository, number)
        values = {
            "title": change.title,
            "body": change.body,
            "state": change.state,
            "assignees": None if change.assignees is None else list(change.assignees),
        }
        body = {name: value for name, value in values.items() if value is not None}
        if not body:
            return self._get(repository, number)
        return issue_of(f"PATCH {path}", repository, self.write("PATCH", path, body, repository, number))

    def assign(self, repository: str, number: int, login: str) -> Issue:
        """Makes a person the assignee: there is no request that adds one. One who may not be assigned is refused."""
        return self.change(repository, number, IssueChange(assignees=(login,)))

    def read(self, repository: str, number: int) -> tuple[Issue, list[Comment]]:
        """An issue with its comments, and who closed it."""
        issue, comments = super().read(repository, number)
        if issue.state is IssueState.CLOSED:
            issue = replace(issue, closed_by=self._closed_by(issue))
        return issue, comments

    def _closed_by(self, issue: Issue) -> str | None:
        path = path_of(issue.repository, issue.number)
        try:
            rows = self.rows(f"{path}/timeline", issue.repository, issue.number)
        except Refused:
            return None
        closing = [row for row in rows if isinstance(row, Mapping) and row.get("type") == "close"]
        return login_of(closing[-1].get("user")) if closing else None

    def _label_values(self, repository: str, labels: tuple[str, ...]) -> list[int]:
        """The numbers of labels; one that may not be made is left out, so that the answer shows it dropped."""
        if not labels:
            return []
        path = f"{path_of(repository)}/labels"
        rows = self.rows(path, repository)
        known = {name.lower(): number for name, number in map(_name_and_number, rows) if name}
        for label in dict.fromkeys(labels):
            if label.lower() not in known:
                made = self._made_label(path, label)
                if made is not None:
                    known[label.lower()] = made
        return list(dict.fromkeys(known[label.lower()] for label in labels if label.lower() in known))

    def _made_label(self, path: str, label: str) -> int | None:
        try:
            return int(self.api.write("POST", path, {"name": label, "color": COLOUR})["id"])
        except Throttled:
            raise
        # The issue is not made yet, and a label is no reason to leave it.
        except (TrackerFailed, KeyError, TypeError, ValueError, OverflowError):
            return None

    def _listing(self, since: datetime | None, creator: str | None) -> dict[str, Any]:
        return {
            "state": "all",
            "type": "issues",
            "created_by": creator,
            "since": written(since) if since else None,
            **self._paging(),
        }

    def _pages_of_comments(self, path: str, since: datetime) -> Iterator[list[Any]]:
        """By number, up to an empty one: this list has no header Link."""
        for page in count(1):
            query = {**self._paging(), "since": written(since), "page": page}
            rows = next(self.api.pages(path, query))
            if not rows:
                return
            yield rows

    def _paging(self) -> dict[str, Any]:
        # Without a page Gitea takes some lists for whole, without the header Link.
        return {"limit": MOST_ROWS, "page": 1}


def _name_and_number(row: Any) -> tuple[str, int]:
    """Of a label; an empty name where the row is none."""
    name, number = (row.get("name"), row.get("id")) if isinstance(row, Mapping) else (None, None)
    return (name, number) if isinstance(name, str) and isinstance(number, int) else ("", 0)


def headers_of(token: str) -> dict[str, str]:
    """The headers of a request with an access token."""
    return {"Authorization": f"token {token}", "User-Agent": f"faultbook/{__version__}"}
