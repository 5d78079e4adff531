"""Issues and comments of the port from JSON of trackers. GitHub and Gitea name nearly all fields alike."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from faultbook.delivery.port import ClosedAs, Comment, CommentOn, Issue, IssueState
from faultbook.trackers.failures import uncertain

NOBODY = "ghost"
"""Creator of what a deleted account made, as GitHub names it."""
_ISSUE = re.compile(r"/issues/([0-9]{1,12})(?:\Z|[#/?])")
_NOT_DOCUMENTED = (KeyError, TypeError, ValueError, AttributeError, OverflowError)


def issue_of(what: str, repository: str, row: Any) -> Issue:
    """The issue of an object. `repository`: where the object names none. Uncertain where a field is missing."""
    try:
        return Issue(
            repository=_repository(row) or repository,
            number=int(row["number"]),
            url=str(row["html_url"]),
            title=str(row["title"]),
            body=str(row.get("body") or ""),
            state=IssueState(row["state"]),
            creator=login_of(row.get("user")) or NOBODY,
            created_at=_instant(row["created_at"]),
            updated_at=_instant(row["updated_at"]),
            closed_as=_closed_as(row),
            closed_by=login_of(row.get("closed_by")) if row["state"] == IssueState.CLOSED else None,
            closed_at=_instant(row["closed_at"]) if _is_closed_at(row) else None,
            labels=labels_of(row.get("labels")),
            assignees=tuple(filter(None, map(login_of, row.get("assignees") or ()))),
        )
    except _NOT_DOCUMENTED:
        raise uncertain(what, "the answer is no issue as it is documented") from None


def comment_on_issue(what: str, row: Any) -> CommentOn:
    """The comment of a list of a repository's comments, with the number of its issue. Uncertain as above."""
    named = row.get("issue_url") or row.get("html_url") if isinstance(row, Mapping) else None
    found = _ISSUE.search(str(named))
    if found is None:
        raise uncertain(what, "the answer is no comment as it is documented")
    return CommentOn(int(found[1]), comment_of(what, row))


def comment_of(what: str, row: Any) -> Comment:
    """The comment of an object. Uncertain where a field is missing."""
    try:
        return Comment(
            comment_id=int(row["id"]),
            url=str(row["html_url"]),
            body=str(row.get("body") or ""),
            author=login_of(row.get("user")) or NOBODY,
            created_at=_instant(row["created_at"]),
            updated_at=_instant(row["updated_at"]),
        )
    except _NOT_DOCUMENTED:
        raise uncertain(what, "the answer is no comment as it is documented") from None


def labels_of(found: Any) -> tuple[str, ...]:
    """Names of labels, which are objects or texts."""
    return tuple(str(each["name"] if isinstance(each, Mapping) else each) for each in found or ())


def _instant(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("an instant without a zone")
    return found


def login_of(user: Any) -> str | None:
    """The login of an account; None where there is none."""
    found = user.get("login") if isinstance(user, Mapping) else None
    return found if isinstance(found, str) and found else None


def _closed_as(row: Mapping[str, Any]) -> ClosedAs | None:
    found = row.get("state_reason")
    return ClosedAs(found) if row["state"] == IssueState.CLOSED and found in set(ClosedAs) else None


def _is_closed_at(row: Mapping[str, Any]) -> bool:
    return row["state"] == IssueState.CLOSED and bool(row.get("closed_at"))


def _repository(row: Mapping[str, Any]) -> str:
    """`repository_url` of GitHub, `repository` of Gitea; empty where there is none."""
    named = row.get("repository")
    if isinstance(named, Mapping) and isinstance(named.get("full_name"), str):
        return str(named["full_name"])
    return str(row.get("repository_url") or "").rpartition("/repos/")[2]
