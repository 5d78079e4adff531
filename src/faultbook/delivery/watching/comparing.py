"""What changed in an issue since it was seen last: a snapshot and what is known in, changes out.

Close and reopening are compared with the newest of what was seen and what was done here, since a tracker does not
always name who did it.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from faultbook.delivery.place import Link
from faultbook.delivery.port import ClosedAs
from faultbook.delivery.watching.change import Change, ChangeKind, Known
from faultbook.delivery.watching.snapshot import KnownBy, Snapshot

_ASSIGNING = ("assigned", "unassigned")
_LABELLING = ("labeled", "unlabeled", "label_updated", "label_cleared")


class Ours(NamedTuple):
    """What was done here last that decides whether the issue is open, and when, by our clock."""

    is_open: bool
    at: datetime


class Linked(NamedTuple):
    """A linked issue: its link, when it was made or tied, what was seen and done here last; None: nothing yet."""

    link: Link
    since: datetime
    known: Known | None = None
    ours: Ours | None = None

    @property
    def newest(self) -> datetime:
        """When it was made, tied or seen changed last."""
        return self.since if self.known is None else max(self.since, self.known.updated_at)

    @property
    def is_open(self) -> bool:
        """Whether it was open when it was seen or changed here last."""
        if self.known is None or (self.ours is not None and self.ours.at > self.known.recorded_at):
            return self.ours is None or self.ours.is_open
        return self.known.is_open


def is_old(snapshot: Snapshot, known: Known | None) -> bool:
    """Whether a snapshot is older than what is known: a late message, or one that a read has overtaken."""
    if known is None:
        return False
    if snapshot.known_by is KnownBy.MESSAGE and known.is_read:
        return snapshot.updated_at <= known.updated_at
    return snapshot.updated_at < known.updated_at


def is_unclear(snapshot: Snapshot, linked: Linked) -> bool:
    """Whether it is closed, and the snapshot does not name who closed it, though that matters."""
    is_closed_now = not snapshot.is_open and linked.is_open
    return is_closed_now and _first_is_known(linked) and closed_by(snapshot) is None


def closed_by(snapshot: Snapshot) -> str | None:
    """Who closed the issue; of a message about a close its sender."""
    return snapshot.closed_by or (snapshot.sender if snapshot.action == "closed" else None)


def changes(snapshot: Snapshot, linked: Linked, account: str, recorded_at: datetime) -> list[Change]:
    """The changes of a snapshot that is not old, SEEN where there is none of them; none where it is known already.

    What was there before a person tied the issue is no change.
    """
    known = linked.known
    if known is not None and _is_same(snapshot, known):
        return []
    found = list(_changes(snapshot, linked, account)) if _first_is_known(linked) else []
    named = found or [(ChangeKind.SEEN, snapshot.updated_at, None, None)]
    return [
        Change(
            kind,
            linked.link.incident_id,
            snapshot.tracker,
            snapshot.place,
            at,
            recorded_at,
            snapshot.known_by,
            author=author,
            value=value,
            seen=snapshot,
        )
        for kind, at, author, value in named
    ]


def _first_is_known(linked: Linked) -> bool:
    return linked.known is not None or linked.link.author is None


def _is_same(snapshot: Snapshot, known: Known) -> bool:
    return snapshot.updated_at == known.updated_at and (
        (snapshot.is_open, set(snapshot.labels), snapshot.assignees)
        == (known.is_open, set(known.labels), known.assignees)
    )


_Named = tuple[ChangeKind, datetime, str | None, str | None]


def _changes(snapshot: Snapshot, linked: Linked, account: str) -> Iterator[_Named]:
    if linked.is_open and not snapshot.is_open:
        by = closed_by(snapshot)
        if by != account:
            reason = snapshot.closed_as or ClosedAs.COMPLETED
            yield ChangeKind.CLOSED, snapshot.closed_at or snapshot.updated_at, by, reason.value
    if snapshot.is_open and not linked.is_open and not _is_ours(snapshot, "reopened", account):
        yield ChangeKind.REOPENED, snapshot.updated_at, _sender(snapshot, "reopened"), None
    assignees = linked.known.assignees if linked.known is not None else ()
    is_by_us = any(_is_ours(snapshot, action, account) for action in _ASSIGNING)
    if snapshot.assignees != assignees and not is_by_us:
        by = _sender(snapshot, *_ASSIGNING)
        yield ChangeKind.ASSIGNED, snapshot.updated_at, by, next(iter(snapshot.assignees), "")
    if linked.known is not None and (words := _labels(linked.known.labels, snapshot.labels)):
        yield ChangeKind.LABELLED, snapshot.updated_at, _sender(snapshot, *_LABELLING), words


def _is_ours(snapshot: Snapshot, action: str, account: str) -> bool:
    return snapshot.action == action and snapshot.sender == account


def _sender(snapshot: Snapshot, *actions: str) -> str | None:
    return snapshot.sender if snapshot.action in actions else None


def _labels(before: tuple[str, ...], after: tuple[str, ...]) -> str:
    added = sorted(set(after) - set(before))
    removed = sorted(set(before) - set(after))
    return " ".join([*(f"+{label}" for label in added), *(f"-{label}" for label in removed)])
