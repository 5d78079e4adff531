"""What delivery needs of a tracker of issues: a few methods, and five ways in which one of them can fail.

Repositories are named as the tracker names them, such as `owner/name`. Instants have a zone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Protocol

from faultbook.errors import FaultbookError


class IssueState(StrEnum):
    """Whether an issue is open."""

    OPEN = "open"
    CLOSED = "closed"


class ClosedAs(StrEnum):
    """Why an issue was closed; None where the tracker keeps no reason."""

    COMPLETED = "completed"
    NOT_PLANNED = "not_planned"
    DUPLICATE = "duplicate"


@dataclass(frozen=True)
class Issue:
    """An issue as the tracker has it. `closed_by`, `closed_at`: who closed it, when; None: it is open, or not known."""

    repository: str
    number: int
    url: str
    title: str
    body: str
    state: IssueState
    creator: str
    created_at: datetime
    updated_at: datetime
    closed_as: ClosedAs | None = None
    closed_by: str | None = None
    closed_at: datetime | None = None
    labels: tuple[str, ...] = ()
    assignees: tuple[str, ...] = ()


@dataclass(frozen=True)
class Comment:
    """A comment on an issue. `comment_id` is the tracker's."""

    comment_id: int
    url: str
    body: str
    author: str
    created_at: datetime
    updated_at: datetime


class CommentOn(NamedTuple):
    """A comment, and the number of the issue that it is on."""

    number: int
    comment: Comment


@dataclass(frozen=True)
class NewIssue:
    """An issue to make. Who it is assigned to comes later, when body and labels are final."""

    title: str
    body: str
    labels: tuple[str, ...] = ()


@dataclass(frozen=True)
class IssueChange:
    """What of an issue changes; None: stays. Labels and assignees are whole lists."""

    title: str | None = None
    body: str | None = None
    state: IssueState | None = None
    closed_as: ClosedAs | None = None
    labels: tuple[str, ...] | None = None
    assignees: tuple[str, ...] | None = None


class Tracker(Protocol):
    """A tracker of issues, signed in as one account. Every method raises the errors below, and none retries a write."""

    @property
    def account(self) -> str:
        """Login of the account that is signed in: `creator` of what it makes."""
        ...

    @property
    def calls(self) -> int:
        """Requests that were sent so far."""
        ...

    def make(self, repository: str, new: NewIssue) -> Issue:
        """Makes an issue. Its labels in the answer may be fewer: trackers drop what the account may not set."""
        ...

    def change(self, repository: str, number: int, change: IssueChange) -> Issue:
        """Changes an issue and returns it as it is then."""
        ...

    def comment(self, repository: str, number: int, body: str, comment_id: int | None = None) -> Comment:
        """Makes a comment, or replaces the text of the one with `comment_id`."""
        ...

    def listed(self, repository: str, since: datetime | None = None, creator: str | None = None) -> Iterator[Issue]:
        """Issues in every state, each page of them; of one creator, and changed since an instant, where given."""
        ...

    def read(self, repository: str, number: int) -> tuple[Issue, list[Comment]]:
        """An issue with its comments, the oldest first."""
        ...

    def comments(self, repository: str, since: datetime) -> Iterator[CommentOn]:
        """Comments on all issues of a repository that were made or changed since an instant, each page of them.

        Gone where the tracker has no such list.
        """
        ...

    def react(self, repository: str, comment_id: int) -> None:
        """Adds a thumbs-up to a comment; where it is there already, nothing changes. CommentGone where that is gone."""
        ...

    def may_write(self, repository: str, login: str) -> bool:
        """Whether an account has the right to write to a repository; False for one that is unknown there."""
        ...


class TrackerFailed(FaultbookError):
    """A tracker did not do what was requested. The sentence has no credential, no query and no body."""


class Refused(TrackerFailed):
    """It will not do this, however often: a right, a repository or a value is wrong. Nothing was done."""


class Gone(Refused):
    """There is no such issue or repository any more."""


class CommentGone(Refused):
    """The issue is there; the comment is not any more, since somebody deleted it."""


class Moved(Refused):
    """It is elsewhere now. `repository` and `number` are where, as far as the tracker answers it."""

    def __init__(self, message: str, repository: str | None = None, number: int | None = None) -> None:
        """The sentence, and the new place."""
        super().__init__(message)
        self.repository, self.number = repository, number


class Throttled(TrackerFailed):
    """Not now. `seconds`: how long to wait at least. Nothing was done."""

    def __init__(self, message: str, seconds: float) -> None:
        """The sentence, and the seconds."""
        super().__init__(message)
        self.seconds = seconds


class Uncertain(TrackerFailed):
    """No clear answer: it may have been done, or may be done later."""
