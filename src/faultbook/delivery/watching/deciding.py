"""What the changes of an issue mean for its incident: decisions. docs/decisions/outbox.md has the table."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from faultbook.delivery.place import Place
from faultbook.delivery.port import ClosedAs, Comment
from faultbook.delivery.watching.change import Change, ChangeKind
from faultbook.delivery.watching.commands import Command, WrongCommand, command_line, read_command
from faultbook.delivery.watching.snapshot import KnownBy
from faultbook.incidents.decisions import Action, Request

NO_RIGHT = "only accounts with the right to write to the repository can decide about its incidents"
_ACTIONS = {
    ChangeKind.CLOSED: Action.RESOLVE,
    ChangeKind.DELETED: Action.RESOLVE,
    ChangeKind.REOPENED: Action.REOPEN,
    ChangeKind.ASSIGNED: Action.ASSIGN,
}
_REASONS = {
    ChangeKind.CLOSED: "its issue was closed in {tracker}",
    ChangeKind.DELETED: "its issue was deleted in {tracker}",
    ChangeKind.REOPENED: "its issue was reopened in {tracker}",
    ChangeKind.ASSIGNED: "its issue was assigned in {tracker}",
}
_NOT_PLANNED = (ClosedAs.NOT_PLANNED.value, ClosedAs.DUPLICATE.value)


def author_of(change: Change) -> str:
    """The author of a decision: a login with its tracker, or the tracker alone."""
    return f"{change.author} ({change.tracker})" if change.author else change.tracker


def request_of(change: Change) -> Request | None:
    """The decision that follows from a change that is no command; None: it is noted only."""
    action = _ACTIONS.get(change.kind)
    if action is None:
        return None
    reason = _REASONS[change.kind].format(tracker=change.tracker)
    if change.kind is ChangeKind.CLOSED and change.value in _NOT_PLANNED:
        reason = f"its issue was closed as {change.value.replace('_', ' ')} in {change.tracker}"
    return Request(
        action,
        change.incident_id,
        author_of(change),
        reason,
        change.at,
        assignee=(change.value or "") if action is Action.ASSIGN else "",
        not_planned=change.kind is ChangeKind.CLOSED and change.value in _NOT_PLANNED,
        cause=change.cause,
        tracker=change.tracker if action is Action.ASSIGN else "",
    )


ONE_WRITE = timedelta(seconds=1)
"""Within this, two instants of a comment are of one write: a server may read its clock for each of them."""


def command_of(
    place: Place, comment: Comment, change: Change, account: str, may_write: Callable[[str], bool]
) -> tuple[Change, Command | None] | None:
    """The change of a comment that is a command, with the command; without it where it is refused, with the sentence.

    None: it is none: no first line of one, by this account, or changed since it was made. `change`: as of a command
    without text. `may_write`: whether a login has the right; its errors are raised.
    """
    line = command_line(comment.body)
    is_edited = change.known_by is KnownBy.READ and comment.updated_at - comment.created_at > ONE_WRITE
    if line is None or comment.author == account or is_edited:
        return None
    made = replace(
        change, at=comment.created_at, author=comment.author, value=line, comment_id=comment.comment_id, place=place
    )
    if not may_write(comment.author):
        return replace(made, refused=f"{NO_RIGHT}."), None
    try:
        command = read_command(line, author=comment.author, at=comment.created_at)
    except WrongCommand as wrong:
        return replace(made, refused=str(wrong)), None
    return replace(made, decision=command.action.value), command


def request_of_command(change: Change, command: Command, reason: str) -> Request:
    """The decision of a command, whose ids are whole. `reason`: redacted; empty: that it was commented."""
    return Request(
        command.action,
        change.incident_id,
        author_of(change),
        reason or f"commented in {change.tracker}",
        change.at,
        other=command.other,
        assignee=command.assignee,
        until=command.until,
        count=command.count,
        not_planned=command.not_planned,
        cause=change.cause,
    )
