"""The assignment of an issue: what is done, and what came of an attempt that has no clear end.

An assistant is assigned at most once. A second assignment starts a second session, which is paid for: where an attempt
has no clear end and the issue does not show it, nothing is tried again without a person.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from faultbook.delivery.acting import Clock, Progress, attempted, found_there, read_there
from faultbook.delivery.assigner import Assigner, Errand
from faultbook.delivery.assignment import assignee_named
from faultbook.delivery.attempts import Attempt, AttemptState
from faultbook.delivery.intent import Intent
from faultbook.delivery.place import Link
from faultbook.delivery.port import Gone, IssueState, Tracker, Uncertain
from faultbook.delivery.recovering import is_settled, not_done
from faultbook.delivery.refusals import NOT_AGAIN
from faultbook.incidents.incident import Incident


@dataclass(frozen=True)
class AssignTask:
    """An issue to assign: with its `sending` row and the instructions."""

    intent: Intent
    incident: Incident
    sending: Attempt
    instructions: str
    link: Link | None = None
    is_believed_open: bool | None = None


def assign(tracker: Tracker, assigner: Assigner, task: AssignTask, clock: Clock) -> Attempt:
    """Assigns an issue, unless somebody is assigned already. Returns the row of its outcome."""
    return attempted(tracker, task.sending, lambda progress: _assign(tracker, assigner, task, progress, clock), clock)


def _assign(tracker: Tracker, assigner: Assigner, task: AssignTask, progress: Progress, clock: Clock) -> Attempt:
    there = found_there(tracker, task, progress, clock)
    if isinstance(there, Attempt):
        return there
    row, assignee, issue = progress.row, task.intent.assignee, there.issue
    if issue.state is IssueState.CLOSED:
        return row.then(AttemptState.REFUSED, clock(), "the issue is closed")
    try:
        is_there = assigner.has(issue, there.comments, assignee, row.intent_id)
    except Uncertain as failed:  # of a read: nothing was done
        return row.then(AttemptState.THROTTLED, clock(), str(failed))
    if is_there:
        return row.then(AttemptState.SENT, clock(), f"{assignee.text} is assigned already")
    if issue.assignees:
        others = ", ".join(f"@{login}" for login in issue.assignees)
        return row.then(AttemptState.REFUSED, clock(), f"{others} is assigned already; nothing was changed")
    result = assigner.assign(Errand(issue, assignee, task.instructions, row.intent_id))
    return row.then(AttemptState.SENT if result.took else AttemptState.REFUSED, clock(), result.sentence)


def recover_assign(
    tracker: Tracker, assigner: Assigner, unknown: Iterable[Attempt], settle: timedelta, clock: Clock
) -> list[Attempt]:
    """Ends of the unclear attempts to assign an issue, by how it is now; none as long as it may still show.

    Raises what `Tracker.read` raises.
    """
    open_rows = list(unknown)
    row = open_rows[-1]
    if row.place is None or row.assignee is None:
        return [not_done(each, clock()) for each in open_rows]
    try:
        there = read_there(tracker, row.place)
    except Gone:  # whoever tries again finds out whether it was deleted
        return [not_done(each, clock()) for each in open_rows]
    assignee, now = assignee_named(row.assignee), clock()
    if assigner.has(there.issue, there.comments, assignee, row.intent_id):
        done = row.then(AttemptState.SENT, now, f"{assignee.text} is assigned, found by a look-up")
        return [done, *(not_done(each, now) for each in open_rows[:-1])]
    if not is_settled(open_rows, settle, now):
        return []
    if assignee.is_assistant:
        return [each.then(AttemptState.REFUSED, now, NOT_AGAIN) for each in open_rows]
    return [not_done(each, now) for each in open_rows]
