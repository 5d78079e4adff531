"""What somebody did to a linked issue: a row of ticket_changes. Its id follows from what it is, however it is known."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from faultbook.delivery.place import Place
from faultbook.delivery.watching.snapshot import KnownBy, Snapshot
from faultbook.incidents.canonical import canonical, digest


class ChangeKind(StrEnum):
    """What was done. SEEN: nothing that matters here, but the issue was changed. COMMAND: a comment that is one."""

    CLOSED = "closed"
    REOPENED = "reopened"
    ASSIGNED = "assigned"
    LABELLED = "labelled"
    DELETED = "deleted"
    MOVED = "moved"
    COMMAND = "command"
    SEEN = "seen"


@dataclass(frozen=True)
class Change:
    """One change. `seen`: the issue after it, None of a command or a deletion.

    `value`: by kind the reason of a close, the assignee, labels as `+a -b`, the earlier place, the text of a command.
    `decision`, `refused`: the decision that it became, and why that was not carried out.
    """

    kind: ChangeKind
    incident_id: str
    tracker: str
    place: Place
    at: datetime
    recorded_at: datetime
    known_by: KnownBy
    author: str | None = None
    value: str | None = None
    comment_id: int | None = None
    seen: Snapshot | None = None
    decision: str | None = None
    refused: str | None = None

    @property
    def change_id(self) -> str:
        """64 hexadecimal digits, of tracker, issue, kind and time; of a command the comment is its time."""
        when = self.at.isoformat() if self.comment_id is None else str(self.comment_id)
        return digest(canonical({"cause": self.cause, "when": when}))

    @property
    def cause(self) -> str:
        """What makes the decision of this change one, whether it is read or reported, once or often."""
        when = self.at.isoformat() if self.comment_id is None else str(self.comment_id)
        return f"{self.tracker}:{self.place.repository}#{self.place.number}/{self.kind.value}/{when}"


@dataclass(frozen=True)
class Known:
    """What was seen last of an issue. `recorded_at`: when, by our clock; `is_read`: by a read, not by a message."""

    place: Place
    is_open: bool
    updated_at: datetime
    recorded_at: datetime
    labels: tuple[str, ...] = ()
    assignees: tuple[str, ...] = ()
    is_read: bool = True


def known_of(changes: Iterable[Change]) -> Mapping[tuple[str, Place], Known]:
    """Tracker and place -> what was seen last there; what was deleted is left out."""
    found: dict[tuple[str, Place], Known] = {}
    gone: set[tuple[str, Place]] = set()
    for change in sorted(changes, key=_order):
        key = (change.tracker, change.place)
        if change.kind is ChangeKind.DELETED:
            gone.add(key)
        if change.seen is not None:
            found[key] = known_from(change.seen, change.recorded_at)
    return {key: known for key, known in found.items() if key not in gone}


def known_from(seen: Snapshot, recorded_at: datetime) -> Known:
    """What a snapshot makes known."""
    is_read = seen.known_by is KnownBy.READ
    return Known(seen.place, seen.is_open, seen.updated_at, recorded_at, seen.labels, seen.assignees, is_read)


def _order(change: Change) -> tuple[datetime, bool, datetime]:
    updated_at = change.seen.updated_at if change.seen is not None else change.at
    return updated_at, change.known_by is KnownBy.READ, change.recorded_at
