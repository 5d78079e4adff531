"""Messages of trackers about issues and comments (webhooks `issues` and `issue_comment`) as snapshots and comments.

GitHub and Gitea name the fields alike. A message is of the tracker below whose API its issue is; one of none is left.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from faultbook.delivery.place import Place
from faultbook.delivery.port import ClosedAs, Comment, CommentOn
from faultbook.delivery.watching.snapshot import KnownBy, Snapshot

ISSUES, COMMENTS = "issues", "issue_comment"
_NOT_DOCUMENTED = (KeyError, TypeError, ValueError, AttributeError, OverflowError)
_GONE = ("deleted", "transferred")


class Message(NamedTuple):
    """What a message is about: the issue as it was, and the comment where it reports a new one.

    `is_gone`: it reports that the issue was deleted or transferred.
    """

    snapshot: Snapshot
    comment: CommentOn | None = None
    is_gone: bool = False


def message_of(event: str, body: Any, apis: Mapping[str, str]) -> Message | None:
    """The message of a body. `event`: its header; `apis`: tracker -> address of its API. None: of no known tracker."""
    try:
        issue, action = body["issue"], str(body["action"])
        tracker = _tracker(str(issue["url"]), apis)
        if tracker is None or issue.get("pull_request"):
            return None
        snapshot = _snapshot(tracker, body, issue, action if event == ISSUES else None)
        is_new = event == COMMENTS and action == "created"
        comment = CommentOn(snapshot.place.number, _comment(body["comment"])) if is_new else None
    except _NOT_DOCUMENTED:
        return None
    return Message(snapshot, comment, event == ISSUES and action in _GONE)


def _tracker(url: str, apis: Mapping[str, str]) -> str | None:
    return next((name for name, api in apis.items() if url.startswith(f"{api.rstrip('/')}/repos/")), None)


def _snapshot(tracker: str, body: Mapping[str, Any], issue: Mapping[str, Any], action: str | None) -> Snapshot:
    is_open = issue["state"] == "open"
    reason = issue.get("state_reason")
    return Snapshot(
        tracker,
        Place(str(body["repository"]["full_name"]), int(issue["number"])),
        str(issue.get("html_url") or ""),
        is_open,
        _instant(issue["updated_at"]),
        KnownBy.MESSAGE,
        closed_as=ClosedAs(reason) if not is_open and reason in set(ClosedAs) else None,
        closed_by=None if is_open else _login(issue.get("closed_by")),
        closed_at=_instant(issue["closed_at"]) if not is_open and issue.get("closed_at") else None,
        labels=tuple(str(each["name"]) for each in issue.get("labels") or ()),
        assignees=tuple(str(each["login"]) for each in issue.get("assignees") or ()),
        action=action,
        sender=_login(body.get("sender")),
    )


def _comment(row: Mapping[str, Any]) -> Comment:
    return Comment(
        int(row["id"]),
        str(row.get("html_url") or ""),
        str(row.get("body") or ""),
        str(row["user"]["login"]),
        _instant(row["created_at"]),
        _instant(row["updated_at"]),
    )


def _login(user: Any) -> str | None:
    found = user.get("login") if isinstance(user, Mapping) else None
    return found if isinstance(found, str) and found else None


def _instant(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("an instant without a zone")
    return found
