"""What came of an attempt that has no clear end: looked up in the tracker, until it is found or cannot be there."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from faultbook.delivery.acting import Clock, is_answered, made, read_there
from faultbook.delivery.attempts import Attempt, AttemptState
from faultbook.delivery.intent import CLOSES, OPENS, Answer
from faultbook.delivery.owned import counter_comment, region, text_hash
from faultbook.delivery.port import ClosedAs, Comment, Gone, Issue, IssueState, Tracker

NOT_DONE = "a look-up showed that it was not done, or not all of it"


def survivor(issues: Sequence[Issue]) -> Issue | None:
    """Of the issues of one incident the one that stays: the oldest that nobody closed as a duplicate."""
    others = [issue for issue in issues if issue.closed_as is not ClosedAs.DUPLICATE]
    return next(iter(others or issues), None)


def recover_create(
    unknown: Iterable[Attempt], issues: Sequence[Issue], settle: timedelta, now: datetime
) -> list[Attempt]:
    """Ends of the unclear attempts to make an issue; none as long as it may still show up.

    `issues`: those of the incident in the newest listing. What is found ends the newest attempt as sent; without it,
    attempts that are older than `settle` end as not done. `settle` is counted from the newest one.
    """
    open_rows = list(unknown)
    found = survivor(issues)
    if found is not None:
        return [made(open_rows[-1], found, now, "found by its mark"), *(not_done(row, now) for row in open_rows[:-1])]
    return [not_done(row, now) for row in open_rows] if is_settled(open_rows, settle, now) else []


def recover_write(tracker: Tracker, unknown: Iterable[Attempt], settle: timedelta, clock: Clock) -> list[Attempt]:
    """Ends of the unclear attempts to change an issue, by how it is now. Raises what `Tracker.read` raises."""
    open_rows = list(unknown)
    row = open_rows[-1]
    if row.place is None:
        return [not_done(each, clock()) for each in open_rows]
    try:
        there = read_there(tracker, row.place)
    except Gone:  # whoever tries again finds out whether it was deleted
        return [not_done(each, clock()) for each in open_rows]
    now = clock()
    if is_done(row, there.issue, there.comments, tracker.account):
        done = row.then(AttemptState.SENT, now, "found done")
        done = replace(done, is_open=there.issue.state is IssueState.OPEN, url=there.issue.url)
        comment = counter_comment(there.comments, tracker.account, row.incident_id)
        done = replace(done, comment_id=comment.comment_id if comment is not None else done.comment_id)
        return [done, *(not_done(each, now) for each in open_rows[:-1])]
    if not is_settled(open_rows, settle, now):
        return []
    is_open = is_open_by_us(there.issue, tracker.account)
    return [replace(not_done(each, now), is_open=is_open) for each in open_rows]


def recover_answer(
    tracker: Tracker, answer: Answer, unknown: Iterable[Attempt], settle: timedelta, clock: Clock
) -> list[Attempt]:
    """Ends of the unclear attempts to answer a command, by its mark. Raises as above."""
    open_rows = list(unknown)
    if open_rows[-1].place is None:
        return [not_done(each, clock()) for each in open_rows]
    try:
        there = read_there(tracker, open_rows[-1].place)
    except Gone:
        return [not_done(each, clock()) for each in open_rows]
    now = clock()
    if is_answered(answer, there.comments, tracker.account):
        return [open_rows[-1].then(AttemptState.SENT, now, "found done"), *(not_done(e, now) for e in open_rows[:-1])]
    return [not_done(each, now) for each in open_rows] if is_settled(open_rows, settle, now) else []


def is_open_by_us(issue: Issue, account: str) -> bool | None:
    """Whether an issue is open, for all that is known by our doing; None where a person closed it."""
    is_by_person = issue.state is IssueState.CLOSED and issue.closed_by not in (None, account)
    return None if is_by_person else issue.state is IssueState.OPEN


def is_settled(unknown: Iterable[Attempt], settle: timedelta, now: datetime) -> bool:
    """Whether the newest of unclear attempts is so old that it would be seen."""
    return now - max(row.at for row in unknown) >= settle


def is_done(row: Attempt, issue: Issue, comments: Iterable[Comment], account: str) -> bool:
    """Whether an issue is as an attempt was to make it, as far as that is known of it."""
    if row.action in OPENS and issue.state is not IssueState.OPEN:
        return False
    if row.action in CLOSES and issue.state is not IssueState.CLOSED:
        return False
    comment = counter_comment(comments, account, row.incident_id)
    shown = (
        (row.title_hash, text_hash(issue.title)),
        (row.body_hash, text_hash(region(issue.body) or "")),
        (row.comment_hash, text_hash(comment.body) if comment is not None else None),
    )
    return all(wanted is None or wanted == there for wanted, there in shown)


def not_done(row: Attempt, now: datetime) -> Attempt:
    """The end of an attempt of which a look-up showed that it was not done."""
    return replace(row.then(AttemptState.THROTTLED, now, NOT_DONE), until=now)
