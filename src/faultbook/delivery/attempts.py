"""What was tried: rows that are only ever added, and what they make of an intent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from faultbook.delivery.intent import Action
from faultbook.delivery.place import Place


class AttemptState(StrEnum):
    """What became of an attempt. SENDING is written before the call, one of the others after it.

    THROTTLED: nothing was done, and it may be tried again at `until`. REFUSED: nothing was done, and nothing will be.
    """

    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    THROTTLED = "throttled"
    UNCERTAIN = "uncertain"


class Found(StrEnum):
    """What a person did in the tracker that the journal does not have yet."""

    CLOSED = "closed"
    NOT_PLANNED = "not_planned"
    DELETED = "deleted"


@dataclass(frozen=True)
class Attempt:
    """A row of outbox_attempts. Instants have a zone.

    | field | meaning |
    |---|---|
    | `attempt`, `fence` | which attempt of the intent, and the fence number of the run that made it |
    | `place`, `url`, `comment_id` | the issue and its counter comment; `repository` also where none is known |
    | `moved_from` | where the issue was before, where it was found moved |
    | `until` | throttled: not before this |
    | `through` | number of the journal up to which the text goes |
    | `title_hash`, `body_hash`, `comment_hash` | of what was written, or may have been; None: nothing of it was |
    | `labels` | those that were set |
    | `is_open` | whether the issue is open after it, also where only a part was done; None: not known |
    | `assignee` | assign: who the issue is assigned to, `Assignee.text` |
    | `found`, `found_at` | what a person did meanwhile, and when, as far as the tracker has it |
    """

    intent_id: str
    incident_id: str
    tracker: str
    action: Action
    attempt: int
    fence: int
    state: AttemptState
    at: datetime
    repository: str = ""
    place: Place | None = None
    url: str | None = None
    comment_id: int | None = None
    moved_from: Place | None = None
    until: datetime | None = None
    reason: str | None = None
    through: int = 0
    title_hash: str | None = None
    body_hash: str | None = None
    comment_hash: str | None = None
    labels: tuple[str, ...] | None = None
    is_open: bool | None = None
    assignee: str | None = None
    found: Found | None = None
    found_at: datetime | None = None

    @property
    def key(self) -> tuple[str, int, int]:
        """What the rows of one attempt have in common."""
        return (self.intent_id, self.attempt, self.fence)

    def then(self, state: AttemptState, at: datetime, reason: str | None = None) -> "Attempt":
        """The outcome of this attempt, with everything else as it is here."""
        return replace(self, state=state, at=at, reason=reason)


@dataclass(frozen=True)
class Status:
    """What an intent has become. `row` decides it; None: nothing was tried. `open_rows`: attempts without an end."""

    row: Attempt | None = None
    open_rows: tuple[Attempt, ...] = ()

    @property
    def state(self) -> AttemptState | None:
        """SENT, REFUSED, THROTTLED, or UNCERTAIN; None: nothing was tried."""
        return None if self.row is None else self.row.state

    @property
    def is_uncertain(self) -> bool:
        """Whether something may have been done that is not known."""
        return self.state is AttemptState.UNCERTAIN

    @property
    def is_over(self) -> bool:
        """Whether nothing more is done."""
        return self.state in (AttemptState.SENT, AttemptState.REFUSED)


UNKNOWN = (AttemptState.SENDING, AttemptState.UNCERTAIN)
"""States of an attempt that may have done something; nothing else is known of it."""


def ordered(rows: Iterable[Attempt]) -> list[Attempt]:
    """Rows in the order in which they were written; a table keeps none."""
    return sorted(rows, key=lambda row: (row.at, row.state is not AttemptState.SENDING, row.fence, row.attempt))


def ends(rows: Iterable[Attempt]) -> list[Attempt]:
    """The row that each attempt ends with so far, in order. What was sent stays sent, whatever was concluded later."""
    found: dict[tuple[str, int, int], Attempt] = {}
    for row in ordered(rows):
        known = found.get(row.key)
        if known is None or known.state is not AttemptState.SENT:
            found[row.key] = row
    return ordered(found.values())


def status_of(rows: Iterable[Attempt]) -> Status:
    """What one intent has become by its rows.

    Sent at any time is sent. Without that, one attempt without a clear end makes it uncertain; a `sending` that nothing
    follows is one of a run that died, or that goes on elsewhere.
    """
    last = ends(rows)
    if not last:
        return Status()
    if sent := [row for row in last if row.state is AttemptState.SENT]:
        return Status(sent[0])
    unknown = tuple(row for row in last if row.state in UNKNOWN)
    if unknown:
        return Status(replace(unknown[-1], state=AttemptState.UNCERTAIN), unknown)
    return Status(last[-1])


def believed_open(rows: Iterable[Attempt]) -> bool | None:
    """Whether the issue of an incident is open, by what was last done to it; None where nothing was."""
    known = [row.is_open for row in ends(rows) if row.is_open is not None]
    return known[-1] if known else None


def statuses(rows: Iterable[Attempt]) -> Mapping[str, Status]:
    """Intent id -> what it has become, for each with rows."""
    found: dict[str, list[Attempt]] = {}
    for row in rows:
        found.setdefault(row.intent_id, []).append(row)
    return {name: status_of(own) for name, own in found.items()}
