"""What entries of one incident want of its issue: when it closes, opens again, and what is worth a note.

The states are those of `incidents.fold`; a test compares them for every journal.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from faultbook.delivery.intent import Action
from faultbook.delivery.policy import DeliveryPolicy
from faultbook.incidents.changes import is_move
from faultbook.incidents.facts import Fact
from faultbook.incidents.incident import ResolvedBy, State
from faultbook.incidents.journal import Entry, Kind

NOTED = frozenset({Kind.OCCURRED, Kind.ASSIGNED})
"""Worth a note while the incident is open. So are an acknowledgement, flapping, and what is merged into it."""


class Wish(NamedTuple):
    """What entries want: an action, its number, the newest entry for it, when, and what the entry knows."""

    action: Action
    number: str
    entry: int
    at: datetime
    happened_at: datetime
    due_at: datetime
    is_known_closed: bool = False


@dataclass
class Life:
    """The life of one incident so far; `take` its entries in the order of their numbers."""

    policy: DeliveryPolicy
    state: State | None = None
    through: int = 0
    before_merge: State = State.OPEN
    is_flapping: bool = False
    is_not_planned: bool = False
    assignee: str | None = None
    counts: dict[Action, int] = field(default_factory=dict)
    wishes: dict[tuple[Action, str], Wish] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        """Whether it is neither resolved nor merged; False before it opened."""
        return self.state in (State.OPEN, State.ACKNOWLEDGED)

    def take(self, entry: Entry) -> None:
        """What one entry changes, and wants. Entries that the fold of incidents leaves out do nothing here either."""
        if self.state is None:
            if entry.kind is Kind.OPENED:
                self.state, self.through = State.OPEN, entry.number
                self._wish(Action.CREATE, entry)
            return
        if entry.number <= self.through:
            return
        self.through = entry.number
        is_decided = entry.kind is Kind.ASSIGNED and Fact.TRACKER not in entry.facts
        if is_decided:
            self.assignee = entry.facts.get(Fact.ASSIGNEE, "")
        if entry.kind is Kind.LINKED and self.is_open:
            self._first_note(entry)
        step = _STEPS.get(entry.kind)
        if step is not None and is_move(entry):
            step(self, entry)
        elif self.is_open and (entry.kind in NOTED or step is not None):
            self._note(entry)
            if is_decided:
                self._wish(Action.ASSIGN, entry)

    def _wish(self, action: Action, entry: Entry, is_known_closed: bool = False) -> None:
        count = self.counts.get(action, -1 if action is Action.CREATE else 0) + 1
        self.counts[action] = count
        at = entry.recorded_at
        wish = Wish(action, str(count), entry.number, at, entry.at, at, is_known_closed)
        self.wishes[action, wish.number] = wish

    def _first_note(self, entry: Entry) -> None:
        """An issue that a person tied gets its note at once."""
        number, at = f"linked-{entry.number}", entry.recorded_at
        self.wishes[Action.UPDATE, number] = Wish(Action.UPDATE, number, entry.number, at, entry.at, at)

    def _note(self, entry: Entry) -> None:
        window = self.policy.flapping_window if self.is_flapping else self.policy.note_window
        begin = window_of(entry.recorded_at, window)
        number = f"{begin:%Y-%m-%dT%H:%M:%SZ}/{window // timedelta(seconds=1)}"
        known = self.wishes.get((Action.UPDATE, number))
        at, happened_at = (known.at, known.happened_at) if known else (entry.recorded_at, entry.at)
        self.wishes[Action.UPDATE, number] = Wish(Action.UPDATE, number, entry.number, at, happened_at, begin + window)


def window_of(at: datetime, window: timedelta) -> datetime:
    """The beginning of the window with an instant; windows follow each other from 1970 on."""
    start = datetime(1970, 1, 1, tzinfo=UTC)
    return start + (at - start) // window * window


def _acknowledged(life: Life, entry: Entry) -> None:
    if life.state is State.OPEN:
        life.state = State.ACKNOWLEDGED
        life._note(entry)


def _resolved(life: Life, entry: Entry) -> None:
    if life.is_open:
        life.state = State.RESOLVED
        life.is_not_planned = entry.facts.get(Fact.NOT_PLANNED) == Fact.YES
        life._wish(Action.CLOSE, entry)


def _regressed(life: Life, entry: Entry) -> None:
    if life.state is State.RESOLVED:
        life.state = State.OPEN
        by_person = entry.facts.get(Fact.BY) == ResolvedBy.PERSON
        life._wish(Action.REOPEN, entry, is_known_closed=life.is_not_planned or by_person)
        life.is_not_planned = False


def _merged(life: Life, entry: Entry) -> None:
    if life.state is not State.MERGED and life.state is not None:
        life.before_merge, life.state = life.state, State.MERGED
        life._wish(Action.CLOSE_DUPLICATE, entry)


def _split(life: Life, entry: Entry) -> None:
    if life.state is State.MERGED:
        life.state = life.before_merge
        if life.is_open:
            life._wish(Action.REOPEN, entry, is_known_closed=True)


def _escalated(life: Life, entry: Entry) -> None:
    if life.is_open:
        life._wish(Action.ESCALATE, entry)


def _flapping(life: Life, entry: Entry) -> None:
    life.is_flapping = entry.kind is Kind.FLAPPING
    if life.is_open:
        life._note(entry)


_STEPS: Mapping[Kind, Callable[[Life, Entry], None]] = {
    Kind.ACKNOWLEDGED: _acknowledged,
    Kind.RESOLVED: _resolved,
    Kind.REGRESSED: _regressed,
    Kind.MERGED: _merged,
    Kind.SPLIT: _split,
    Kind.ESCALATED: _escalated,
    Kind.FLAPPING: _flapping,
    Kind.CALM: _flapping,
}
