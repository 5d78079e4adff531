"""A linked issue as it was at one moment, by a list of its tracker or by a message about it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from faultbook.delivery.place import Place
from faultbook.delivery.port import ClosedAs, Issue, IssueState


class KnownBy(StrEnum):
    """How something became known."""

    READ = "read"
    MESSAGE = "message"


@dataclass(frozen=True)
class Snapshot:
    """An issue at one moment. Instants have a zone; `updated_at` orders the snapshots of an issue.

    `action`, `sender`: of a message, what it reports and who did it; None of a read.
    """

    tracker: str
    place: Place
    url: str
    is_open: bool
    updated_at: datetime
    known_by: KnownBy
    closed_as: ClosedAs | None = None
    closed_by: str | None = None
    closed_at: datetime | None = None
    labels: tuple[str, ...] = ()
    assignees: tuple[str, ...] = ()
    action: str | None = None
    sender: str | None = None


def snapshot_of(tracker: str, issue: Issue) -> Snapshot:
    """The snapshot of an issue that was read."""
    return Snapshot(
        tracker,
        Place(issue.repository, issue.number),
        issue.url,
        issue.state is IssueState.OPEN,
        issue.updated_at,
        KnownBy.READ,
        closed_as=issue.closed_as,
        closed_by=issue.closed_by,
        closed_at=issue.closed_at,
        labels=issue.labels,
        assignees=issue.assignees,
    )
