"""What can be read of an account and of a repository before anything is written: rights, labels, workflows."""

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from faultbook.delivery.port import Gone, Refused, TrackerFailed
from faultbook.trackers.issue_tracker import IssueTracker, path_of
from faultbook.trackers.rows import labels_of

WORKFLOWS = ".github/workflows"
MOST_FILES = 50
MOST_BYTES = 2**18
_BOT = "[bot]"


@dataclass(frozen=True)
class SignedIn:
    """Who is signed in. `is_bot`: an app, whose acts start no workflow of Claude unless it allows them."""

    login: str
    is_bot: bool


@dataclass(frozen=True)
class RepositoryState:
    """A repository as an account sees it. `may_write`: None where the tracker does not answer it."""

    name: str
    has_issues: bool
    may_write: bool | None
    is_archived: bool


def signed_in(tracker: IssueTracker) -> SignedIn:
    """The account. Raises the failures of the port, Refused where the credential is wrong."""
    if tracker.login.endswith(_BOT):
        return SignedIn(tracker.login, is_bot=True)
    login = tracker.account
    try:
        found = tracker.api.read("/user")
    except Refused:  # an app: its login is configured
        return SignedIn(login, is_bot=login.endswith(_BOT))
    return SignedIn(login, is_bot=isinstance(found, Mapping) and found.get("type") == "Bot")


def repository_state(tracker: IssueTracker, repository: str) -> RepositoryState:
    """A repository. Raises the failures of the port; Refused where it is not there, or the account may not see it."""
    try:
        found = tracker.api.read(path_of(repository))
    except Gone as gone:
        raise Refused(f"{gone} Fix: check its name, and what the account may read.") from None
    row = found if isinstance(found, Mapping) else {}
    rights = row.get("permissions")
    may_write = bool(rights.get("push") or rights.get("admin")) if isinstance(rights, Mapping) else None
    return RepositoryState(
        str(row.get("full_name") or repository),
        has_issues=row.get("has_issues") is not False,
        may_write=may_write,
        is_archived=row.get("archived") is True,
    )


def label_names(tracker: IssueTracker, repository: str) -> frozenset[str]:
    """The labels of a repository, in lower case. Raises the failures of the port."""
    return frozenset(each.lower() for each in labels_of(tracker.rows(f"{path_of(repository)}/labels", repository)))


def workflow_files(tracker: IssueTracker, repository: str) -> Iterator[tuple[str, str]]:
    """Path and text of each workflow. Raises the failures of the port; none where there is no such folder."""
    try:
        listed = tracker.api.read(f"{path_of(repository)}/contents/{WORKFLOWS}")
    except Gone:
        return
    rows = [row for row in listed if isinstance(row, Mapping)] if isinstance(listed, list) else []
    for row in rows[:MOST_FILES]:
        name = str(row.get("name") or "")
        if row.get("type") == "file" and name.endswith((".yml", ".yaml")) and "/" not in name:
            text = _text(tracker, f"{path_of(repository)}/contents/{WORKFLOWS}/{name}")
            if text is not None:
                yield f"{WORKFLOWS}/{name}", text


def _text(tracker: IssueTracker, path: str) -> str | None:
    """The text of a file; None where it is too long, or no text."""
    try:
        found: Any = tracker.api.read(path)
        content = found["content"] if found.get("encoding") == "base64" else ""
        raw = base64.b64decode(content)
        return raw.decode("utf-8") if len(raw) <= MOST_BYTES else None
    except TrackerFailed:
        raise
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
