"""One intent in a tracker: what is done, and the row of what came of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from faultbook.delivery.attempts import Attempt, AttemptState, Found
from faultbook.delivery.intent import CLOSES, OPENS, Action, Answer, Intent
from faultbook.delivery.listing import listed
from faultbook.delivery.owned import (
    Written,
    counter_comment,
    new_body,
    new_labels,
    new_title,
    region,
    text_hash,
)
from faultbook.delivery.place import MOST_MOVES, Link, Place
from faultbook.delivery.port import (
    ClosedAs,
    Comment,
    CommentGone,
    Gone,
    Issue,
    IssueChange,
    IssueState,
    Moved,
    NewIssue,
    Refused,
    Throttled,
    Tracker,
    TrackerFailed,
    Uncertain,
)
from faultbook.delivery.rendered import Rendered
from faultbook.incidents.incident import Incident

Clock = Callable[[], datetime]


class There(NamedTuple):
    """An issue as it is now, with its comments. `moved_from`: where it was by our link, where that is elsewhere."""

    place: Place
    issue: Issue
    comments: list[Comment]
    moved_from: Place | None = None


@dataclass(frozen=True)
class Task:
    """What is done of one intent: with its `sending` row, its texts, and what is known of its issue."""

    intent: Intent
    incident: Incident
    rendered: Rendered
    sending: Attempt
    link: Link | None = None
    before: Written = field(default_factory=Written)
    is_believed_open: bool | None = None


def planned_row(row: Attempt, rendered: Rendered, incident: Incident) -> Attempt:
    """The `sending` row of an attempt: with the hashes of all that may be written from now on."""
    return replace(
        row,
        through=incident.through_number,
        title_hash=text_hash(rendered.title),
        body_hash=text_hash(region(rendered.body) or ""),
        comment_hash=text_hash(rendered.comment) if rendered.comment is not None else None,
        labels=rendered.labels,
    )


def read_there(tracker: Tracker, place: Place) -> There:
    """The issue at a place, or where it is now. Raises what `Tracker.read` raises."""
    at = place
    for _ in range(MOST_MOVES):
        try:
            issue, comments = tracker.read(at.repository, at.number)
        except Moved as moved:
            if moved.repository is None:
                raise
            at = Place(moved.repository, moved.number or at.number)
        else:
            return There(at, issue, comments, None if at == place else place)
    raise Refused(f"{place.repository}#{place.number} was moved more than {MOST_MOVES} times.")


def act(tracker: Tracker, task: Task, clock: Clock) -> Attempt:
    """Does one intent. Returns the row of its outcome; of the errors of trackers none is raised."""
    do = _make if task.sending.place is None and task.intent.action is Action.CREATE else _write
    if task.intent.action is Action.ANSWER:
        do = _answer
    return attempted(tracker, task.sending, lambda progress: do(tracker, task, progress, clock), clock)


def attempted(tracker: Tracker, sending: Attempt, do: "Callable[[Progress], Attempt]", clock: Clock) -> Attempt:
    """The row of what `do` returns or raises. It keeps in the progress what is done already."""
    progress = Progress(sending)
    try:
        return do(progress)
    except Throttled as wait:
        row = progress.row.then(AttemptState.THROTTLED, clock(), str(wait))
        return replace(row, until=row.at + timedelta(seconds=wait.seconds))
    except Gone as gone:
        return _gone(tracker, progress, gone, clock)
    except Moved as moved:
        row = progress.row.then(AttemptState.THROTTLED, clock(), str(moved))
        return replace(row, until=row.at)
    except Refused as refused:
        return progress.row.then(AttemptState.REFUSED, clock(), str(refused))
    except (Uncertain, TrackerFailed) as failed:
        known = progress.row
        row = replace(
            sending, place=known.place, repository=known.repository, moved_from=known.moved_from, url=known.url
        )
        return row.then(AttemptState.UNCERTAIN, clock(), str(failed))


class Progress:
    """The row of an attempt as far as it has come: without a hash of what is not written yet."""

    def __init__(self, sending: Attempt) -> None:
        """At the beginning."""
        self.row = replace(sending, title_hash=None, body_hash=None, comment_hash=None)

    def note(self, row: Attempt) -> Attempt:
        """Keeps a row that is further, and returns it."""
        self.row = row
        return row


def _make(tracker: Tracker, task: Task, progress: Progress, clock: Clock) -> Attempt:
    rendered, sending = task.rendered, task.sending
    new = NewIssue(rendered.title, rendered.body, rendered.labels)
    for _ in range(MOST_MOVES):
        try:
            issue = tracker.make(progress.row.repository, new)
        except Moved as moved:
            if moved.repository is None:
                raise
            progress.note(replace(progress.row, repository=moved.repository))
        else:
            return made(replace(sending, repository=progress.row.repository), issue, clock())
    raise Refused(f"{sending.repository} was moved more than {MOST_MOVES} times.")


def made(sending: Attempt, issue: Issue, at: datetime, reason: str | None = None) -> Attempt:
    """The row of an issue that was made, or found to have been made, by an attempt."""
    dropped = sorted(set(sending.labels or ()) - set(issue.labels))
    reason = reason or (f"the tracker dropped the labels {', '.join(dropped)}" if dropped else None)
    row = sending.then(AttemptState.SENT, at, reason)
    place = Place(issue.repository, issue.number)
    is_open = issue.state is IssueState.OPEN
    return replace(row, repository=place.repository, place=place, url=issue.url, is_open=is_open)


def _gone(tracker: Tracker, progress: Progress, gone: Gone, clock: Clock) -> Attempt:
    """An issue that is not there was deleted, if its repository is; one that cannot be read any more was not."""
    row = progress.row.then(AttemptState.REFUSED, clock(), str(gone))
    if row.action in (Action.CREATE, Action.HEAL, Action.ANSWER):
        return row
    try:
        listed(tracker, row.repository, clock())
    except TrackerFailed as failed:
        return replace(row, reason=f"{gone} Its repository cannot be read: {failed}")
    return replace(row, found=Found.DELETED)


class About(Protocol):
    """What a task has, whatever it does."""

    @property
    def intent(self) -> Intent:
        """What is to be done."""
        ...

    @property
    def incident(self) -> Incident:
        """As it is now."""
        ...

    @property
    def link(self) -> Link | None:
        """Its issue, where that is known."""
        ...

    @property
    def is_believed_open(self) -> bool | None:
        """Whether the issue is open by what was last done to it; None: not known."""
        ...


def found_there(tracker: Tracker, task: About, progress: Progress, clock: Clock) -> There | Attempt:
    """The issue of an attempt as it is now, noted in its progress; a row where a person keeps it from being written."""
    place = progress.row.place
    if place is None:
        raise Refused("there is no issue.")
    try:
        there = read_there(tracker, place)
    except Uncertain as failed:  # of a read: nothing was done
        return progress.row.then(AttemptState.THROTTLED, clock(), str(failed))
    row = progress.note(
        replace(
            progress.row,
            repository=there.place.repository,
            place=there.place,
            url=there.issue.url,
            moved_from=there.moved_from,
        )
    )
    found = by_person(task, there.issue, tracker.account)
    if found is not None:
        by = there.issue.closed_by or "a person"
        row = row.then(AttemptState.REFUSED, clock(), f"{by} closed the issue")
        return replace(row, found=found, found_at=there.issue.closed_at)
    if is_kept_closed(task, there.issue):
        return row.then(AttemptState.REFUSED, clock(), "the issue is closed")
    return there


def _write(tracker: Tracker, task: Task, progress: Progress, clock: Clock) -> Attempt:
    there = found_there(tracker, task, progress, clock)
    if isinstance(there, Attempt):
        return there
    row = progress.row
    change = change_of(task, there.issue)
    if change is not None:
        issue = tracker.change(there.place.repository, there.place.number, change)
        row = replace(row, url=issue.url)
    row = replace(row, is_open=not _closes(task.intent.action))
    row = progress.note(_with_hashes(row, task, there.issue, change))
    row = _comment(tracker, task, there, row)
    return row.then(AttemptState.SENT, clock(), None if change is not None else "nothing to change")


def _answer(tracker: Tracker, task: Task, progress: Progress, clock: Clock) -> Attempt:
    """A thumbs-up, which is there once however often it is given; or one comment, unless its mark is there already."""
    answer, place = task.intent.answer, progress.row.place
    if answer is None or place is None:
        raise Refused("there is no comment to answer.")
    try:
        there = read_there(tracker, place)
    except Uncertain as failed:  # of a read: nothing was done
        return progress.row.then(AttemptState.THROTTLED, clock(), str(failed))
    at = there.place
    row = progress.note(replace(progress.row, repository=at.repository, place=at, moved_from=there.moved_from))
    if is_answered(answer, there.comments, tracker.account):
        return row.then(AttemptState.SENT, clock(), "nothing to change")
    if not (answer.is_done and _reacted(tracker, at, answer, there.comments)):
        tracker.comment(at.repository, at.number, answer.text)
    return row.then(AttemptState.SENT, clock())


def _reacted(tracker: Tracker, at: Place, answer: Answer, comments: Iterable[Comment]) -> bool:
    """Whether the comment got its thumbs-up; False of a tracker that has none, CommentGone where it was deleted."""
    try:
        tracker.react(at.repository, answer.comment_id)
    except CommentGone:
        if any(each.comment_id == answer.comment_id for each in comments):
            return False
        raise
    return True


def is_answered(answer: Answer, comments: Iterable[Comment], account: str) -> bool:
    """Whether a comment of this account has the mark of an answer."""
    return any(each.author == account and answer.mark in each.body for each in comments)


def by_person(task: About, issue: Issue, account: str) -> Found | None:
    """What a person did to a closed issue that the journal does not know, and that keeps this intent from acting.

    A tracker that does not name who closed it: a person, where it was open by what we did last.
    """
    if issue.state is IssueState.OPEN or _closes(task.intent.action):
        return None
    if _was_closed_before(task.link, issue):
        return None
    if issue.closed_by == account or (issue.closed_by is None and not task.is_believed_open):
        return None
    is_not_planned = issue.closed_as in (ClosedAs.NOT_PLANNED, ClosedAs.DUPLICATE)
    if task.intent.action in OPENS:
        if task.intent.is_known_closed:
            return None
        newest = max(task.incident.last_seen, task.intent.happened_at)
        if not is_not_planned and (issue.closed_at or issue.updated_at) <= newest:
            return None
    return Found.NOT_PLANNED if is_not_planned else Found.CLOSED


def _was_closed_before(link: Link | None, issue: Issue) -> bool:
    """Whether a person tied the issue when it was closed already: that is no news."""
    return link is not None and link.tied_at is not None and (issue.closed_at or issue.updated_at) <= link.tied_at


def is_kept_closed(task: About, issue: Issue) -> bool:
    """Whether a note comes to an issue that was closed here and was not opened again: it says nothing then."""
    is_note = task.intent.action in (Action.UPDATE, Action.ESCALATE)
    return is_note and issue.state is IssueState.CLOSED and not task.is_believed_open


def _closes(action: Action) -> bool:
    return action in CLOSES or action is Action.HEAL


def change_of(task: Task, issue: Issue) -> IssueChange | None:
    """What of an issue has to change for an intent; None: nothing."""
    action, rendered = task.intent.action, task.rendered
    is_open = issue.state is IssueState.OPEN
    state: IssueState | None = None
    closed_as: ClosedAs | None = None
    if is_open and _closes(action):
        state, closed_as = IssueState.CLOSED, _closed_as(task)
    elif not is_open and not _closes(action):
        state = IssueState.OPEN
    if action is Action.HEAL:
        return IssueChange(state=state, closed_as=closed_as) if state is not None else None
    is_tied = task.link is not None and task.link.author is not None
    change = IssueChange(
        title=new_title(issue, rendered.title, task.before),
        body=new_body(issue, rendered.body, task.before),
        state=state,
        closed_as=closed_as,
        labels=new_labels(issue, rendered.labels, task.before, is_tied),
    )
    return change if change != IssueChange() else None


def _closed_as(task: Task) -> ClosedAs:
    other = task.intent.other
    is_itself = task.intent.action is Action.HEAL and other is not None and other.place == task.sending.place
    if is_itself or task.intent.action is Action.CLOSE:
        return ClosedAs.NOT_PLANNED if task.incident.memory.not_planned else ClosedAs.COMPLETED
    return ClosedAs.DUPLICATE


def _with_hashes(row: Attempt, task: Task, issue: Issue, change: IssueChange | None) -> Attempt:
    """The row with the hashes of title and body, as far as they are ours and as they were rendered now."""
    title = change.title if change is not None and change.title is not None else issue.title
    body = change.body if change is not None and change.body is not None else issue.body
    title_hash, body_hash = text_hash(title), text_hash(region(body) or "")
    return replace(
        row,
        title_hash=title_hash if title_hash == task.sending.title_hash else None,
        body_hash=body_hash if body_hash == task.sending.body_hash else None,
    )


def _comment(tracker: Tracker, task: Task, there: There, row: Attempt) -> Attempt:
    """Makes or edits the counter comment, unless a person deleted or changed it."""
    text = task.rendered.comment
    if text is None:
        return row
    known_id = task.link.comment_id if task.link is not None and task.intent.action is not Action.HEAL else None
    there_now = counter_comment(there.comments, tracker.account, task.incident.incident_id)
    if there_now is None:
        if known_id is not None:
            return row
        made_comment = tracker.comment(there.place.repository, there.place.number, text)
        return replace(row, comment_id=made_comment.comment_id, comment_hash=text_hash(text))
    row = replace(row, comment_id=there_now.comment_id)
    if text_hash(there_now.body) == text_hash(text):
        return replace(row, comment_hash=text_hash(text))
    if text_hash(there_now.body) not in task.before.comments:
        return row
    tracker.comment(there.place.repository, there.place.number, text, there_now.comment_id)
    return replace(row, comment_hash=text_hash(text))
