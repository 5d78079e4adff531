"""The port of delivery over HTTP: what GitHub and Gitea have in common. Their classes add what differs."""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from faultbook.delivery.port import (
    Comment,
    CommentGone,
    CommentOn,
    Gone,
    Issue,
    IssueChange,
    Moved,
    NewIssue,
    Refused,
    Throttled,
    TrackerFailed,
    Uncertain,
)
from faultbook.trackers.api import TrackerApi
from faultbook.trackers.failures import PAUSE_SECONDS, uncertain
from faultbook.trackers.rows import comment_of, comment_on_issue, issue_of, labels_of

_REPOSITORY = re.compile(r"(?!\.{1,2}/)[A-Za-z0-9_.-]{1,100}/(?!\.{1,2}\Z)[A-Za-z0-9_.-]{1,100}\Z")
_WRITING = frozenset(("write", "admin", "owner"))
"""Rights that include writing. GitHub writes `maintain` as `write`, Gitea has `owner`."""


@dataclass
class IssueTracker(ABC):
    """A tracker with repositories and issues. `login`: of the account; where empty, it is read once."""

    api: TrackerApi
    login: str = ""

    @property
    def account(self) -> str:
        """Login of the account that is signed in."""
        if not self.login:
            try:
                found = self.api.read("/user")
            except Refused as failure:
                raise Refused(f"{failure} Fix: name the account in the configuration; an app has no user.") from None
            self.login = str(found.get("login") or "") if isinstance(found, Mapping) else ""
        if not self.login:
            raise Refused("GET /user: the answer has no login. Fix: name the account in the configuration.")
        return self.login

    @property
    def calls(self) -> int:
        """Requests that were sent so far, those that were sent again too."""
        return self.api.sent

    def make(self, repository: str, new: NewIssue) -> Issue:
        """Makes an issue; labels that were dropped are not in the answer."""
        path = f"{path_of(repository)}/issues"
        row = self.write("POST", path, self._body_of(repository, new), repository)
        return issue_of(f"POST {path}", repository, row)

    @abstractmethod
    def change(self, repository: str, number: int, change: IssueChange) -> Issue:
        """Changes an issue and returns it as it is then."""

    @abstractmethod
    def assign(self, repository: str, number: int, login: str) -> Issue:
        """Assigns an issue to a person, and returns it as it is then: a person may be dropped without an error."""

    def comment(self, repository: str, number: int, body: str, comment_id: int | None = None) -> Comment:
        """Makes a comment, or replaces the text of one; CommentGone where only that is deleted."""
        if comment_id is None:
            path = f"{path_of(repository, number)}/comments"
            return comment_of(f"POST {path}", self.write("POST", path, {"body": body}, repository, number))
        path = f"{path_of(repository)}/issues/comments/{int(comment_id)}"
        try:
            row = self.write("PATCH", path, {"body": body}, repository, number)
        except Gone as gone:
            try:
                self._get(repository, number)
            except Uncertain:
                # Nothing was written: only whether the issue is there is not clear.
                raise Throttled(f"{gone} Whether the issue is there could not be read.", PAUSE_SECONDS) from None
            raise CommentGone(f"{gone} The issue is there: somebody deleted the comment.") from None
        return comment_of(f"PATCH {path}", row)

    def listed(self, repository: str, since: datetime | None = None, creator: str | None = None) -> Iterator[Issue]:
        """Issues in every state, the newest first, each once; without pull requests."""
        path, seen = f"{path_of(repository)}/issues", set[int]()
        try:
            for page in self.api.pages(path, self._listing(since, creator)):
                for row in page:
                    if isinstance(row, Mapping) and row.get("pull_request"):
                        continue
                    issue = issue_of(f"GET {path}", repository, row)
                    # A page moves on while issues are made: the last of one page is then the first of the next.
                    if issue.number in seen or (creator and issue.creator.lower() != creator.lower()):
                        continue
                    seen.add(issue.number)
                    yield issue
        except Gone as gone:
            raise self._absent(gone, repository, None) from None

    def read(self, repository: str, number: int) -> tuple[Issue, list[Comment]]:
        """An issue with its comments. Where it was transferred, the answer names its new place."""
        issue = self._get(repository, number)
        path = f"{path_of(issue.repository, issue.number)}/comments"
        rows = self.rows(path, issue.repository, issue.number)
        return issue, [comment_of(f"GET {path}", row) for row in rows]

    def comments(self, repository: str, since: datetime) -> Iterator[CommentOn]:
        """Comments on all issues of a repository made or changed since an instant, each once.

        Not on pull requests. Gone where the repository is there, and the tracker has no such list.
        """
        path, seen = f"{path_of(repository)}/issues/comments", set[int]()
        try:
            for page in self._pages_of_comments(path, since):
                for row in page:
                    if isinstance(row, Mapping) and _is_on_pull_request(row):
                        continue
                    found = comment_on_issue(f"GET {path}", row)
                    if found.comment.comment_id not in seen:
                        seen.add(found.comment.comment_id)
                        yield found
        except Gone as gone:
            raise self._absent(gone, repository, 0) from None

    def react(self, repository: str, comment_id: int) -> None:
        """Adds a thumbs-up to a comment; both products answer with the one that is there, if there is."""
        path = f"{path_of(repository)}/issues/comments/{int(comment_id)}/reactions"
        try:
            self.api.write("POST", path, {"content": "+1"})
        except Gone as gone:
            raise CommentGone(f"{gone} The comment, or the right to its repository, is gone.") from None
        except Moved as moved:
            raise self._moved(moved, repository, None) from None

    def may_write(self, repository: str, login: str) -> bool:
        """Whether an account has the right to write to a repository; False for one that is unknown there."""
        path = f"{path_of(repository)}/collaborators/{quote(login, safe='')}/permission"
        try:
            found = self.api.read(path)
        except Gone:
            return False
        return isinstance(found, Mapping) and found.get("permission") in _WRITING

    def add_labels(self, repository: str, number: int, labels: tuple[str, ...]) -> tuple[str, ...]:
        """Adds labels to those that are there, and returns all that the issue has then."""
        path = f"{path_of(repository, number)}/labels"
        rows = self.write("POST", path, {"labels": self._label_values(repository, labels)}, repository, number)
        try:
            return labels_of(rows)
        except (KeyError, TypeError):
            raise uncertain(f"POST {path}", "the answer is no list of labels") from None

    def _body_of(self, repository: str, new: NewIssue) -> dict[str, Any]:
        return {"title": new.title, "body": new.body, "labels": self._label_values(repository, new.labels)}

    @abstractmethod
    def _label_values(self, repository: str, labels: tuple[str, ...]) -> list[Any]:
        """Labels as requests name them."""

    @abstractmethod
    def _listing(self, since: datetime | None, creator: str | None) -> dict[str, Any]:
        """The query of a list of issues."""

    @abstractmethod
    def _pages_of_comments(self, path: str, since: datetime) -> Iterator[list[Any]]:
        """Each page of the comments of a repository."""

    @abstractmethod
    def _paging(self) -> dict[str, Any]:
        """The query of a list with the longest pages."""

    def _get(self, repository: str, number: int) -> Issue:
        path = path_of(repository, number)
        try:
            return issue_of(f"GET {path}", repository, self.api.read(path))
        except Gone as gone:
            raise self._absent(gone, repository, number) from None

    def rows(self, path: str, repository: str, number: int | None = None) -> list[Any]:
        """All rows of a list that is about a repository, or about an issue of it. Raises the failures of the port."""
        try:
            return [row for page in self.api.pages(path, self._paging()) for row in page]
        except Gone as gone:
            raise self._absent(gone, repository, number) from None

    def write(self, method: str, path: str, body: Any, repository: str, number: int | None = None) -> Any:
        """Sends a request that writes, once. `number`: of the issue that it is about, None for the repository."""
        try:
            return self.api.write(method, path, body)
        except Gone as gone:
            raise self._absent(gone, repository, number) from None
        except Moved as moved:
            raise self._moved(moved, repository, number) from None

    def _absent(self, gone: Gone, repository: str, number: int | None) -> TrackerFailed:
        """What a 404 or 410 means: a credential that lost its right must not look like an issue that was deleted."""
        try:
            found = self.api.read(path_of(repository))
        except Refused:
            return Refused(f"{gone} Nor is the repository. Fix: check its name and what the account may read.")
        except TrackerFailed:
            return Throttled(f"{gone} Whether the repository is there could not be read.", PAUSE_SECONDS)
        if isinstance(found, Mapping) and found.get("has_issues") is False:
            return Refused(f"{gone} Issues are switched off in {repository}. Fix: switch them on, or name another.")
        if number is None:
            return Refused(f"{gone} The repository is there. Fix: give the account write access to its issues.")
        return Gone(str(gone))

    def _moved(self, moved: Moved, repository: str, number: int | None) -> TrackerFailed:
        """With the new place, which a read leads to; without it where that fails."""
        try:
            if number is not None:
                issue = self._get(repository, number)
                return Moved(f"{moved} It is {issue.repository}#{issue.number}.", issue.repository, issue.number)
            name = self.api.read(path_of(repository))["full_name"]
            return Moved(f"{moved} It is {name}.", str(name))
        except (TrackerFailed, KeyError, TypeError):
            return moved


def _is_on_pull_request(row: Mapping[str, Any]) -> bool:
    """GitHub names pull requests in the page's address alone, Gitea in a field of their own."""
    return bool(row.get("pull_request_url")) or "/pull/" in str(row.get("html_url"))


def written(at: datetime) -> str:
    """An instant as these APIs read it, in UTC."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def path_of(repository: str, number: int | None = None) -> str:
    """The path of a repository, or of an issue. Refused where the repository is no owner/name."""
    if not _REPOSITORY.match(repository):
        raise Refused("found a repository that is no owner/name; expected one such as acme/pipelines. Fix its name.")
    return f"/repos/{repository}" + ("" if number is None else f"/issues/{int(number)}")
