"""When an intent that was refused is tried again: after a change of the configuration, or when a person wants it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from faultbook.delivery.attempts import Attempt, AttemptState, ends, ordered
from faultbook.delivery.intent import Action, Intent

NOT_AGAIN = (
    "no clear answer, and the issue does not show the assignment. It is not tried again: a second assignment would "
    "start a second session. Fix: look at the issue, then assign it there, or run faultbook deliver --again ID"
)
"""Why an assistant that may have been assigned is not assigned again."""
AGAIN = "a person wants it tried again"


def is_due_again(intent: Intent, refused: Attempt, rows: Iterable[Attempt]) -> bool:
    """Whether a refusal is about what the configuration does not want any more: another repository, another assignee.

    `refused`: the row that ended the intent; `rows`: those of its incident.
    """
    if refused.state is not AttemptState.REFUSED:
        return False
    began = next((row for row in rows if row.key == refused.key and row.state is AttemptState.SENDING), refused)
    if intent.action is Action.CREATE:
        return bool(intent.repository) and began.place is None and began.repository != intent.repository
    return intent.action is Action.ASSIGN and began.assignee != intent.assignee.text


def may_be_assigned_already(intent: Intent, rows: Iterable[Attempt]) -> bool:
    """Whether an assistant was assigned to the incident before, or may have been, and no person wanted it since."""
    if not intent.assignee.is_assistant:
        return False
    found = False
    for row in ordered(ends(rows)):
        if row.action is not Action.ASSIGN or row.assignee != intent.assignee.text:
            continue
        if row.reason == AGAIN:
            found = False
        elif row.state is AttemptState.SENT or row.reason == NOT_AGAIN:
            found = True
    return found


def again(refused: Attempt, attempt: int, fence: int, now: datetime) -> Attempt:
    """The row after which a refused intent is due again. `attempt`, `fence`: of the run that adds it."""
    row = replace(refused, attempt=attempt, fence=fence, title_hash=None, body_hash=None, comment_hash=None)
    return replace(row.then(AttemptState.THROTTLED, now, AGAIN), until=now, found=None, found_at=None, is_open=None)
