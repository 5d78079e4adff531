"""An intent: one thing that shall be done in a tracker about one incident. Its id follows from what it is."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from faultbook.delivery.assignment import NOBODY, Assignee
from faultbook.delivery.place import Link, Place
from faultbook.incidents.canonical import ID_DIGITS, canonical, digest

ID_PREFIX = "int-"


class Action(StrEnum):
    """What shall be done. CREATE, CLOSE, REOPEN and CLOSE_DUPLICATE decide whether the issue is open.

    ANSWER: to a command in a comment. READ: nothing is done; a read found the issue deleted or elsewhere.
    """

    CREATE = "create"
    UPDATE = "update"
    ESCALATE = "escalate"
    CLOSE = "close"
    REOPEN = "reopen"
    CLOSE_DUPLICATE = "close_duplicate"
    ASSIGN = "assign"
    HEAL = "heal"
    ANSWER = "answer"
    READ = "read"


OPENS = frozenset({Action.CREATE, Action.REOPEN})
CLOSES = frozenset({Action.CLOSE, Action.CLOSE_DUPLICATE})
DECIDES_STATE = OPENS | CLOSES
"""After one of these the issue is open, or closed."""


@dataclass(frozen=True)
class Answer:
    """What a comment with a command gets: a thumbs-up where it is done and the tracker has it, else the text.

    `mark`: by which the text is found again; it is part of it.
    """

    place: Place
    comment_id: int
    mark: str
    text: str
    is_done: bool = True


@dataclass(frozen=True)
class Intent:
    """One thing to do.

    | field | meaning |
    |---|---|
    | `number` | which one of its action: 0 for the first issue, 1 for the first close; of notes: the window |
    | `entry` | number of the newest entry of the journal that wants it |
    | `at` | when it was wanted: `recorded_at` of the first entry; intents are carried out in this order |
    | `happened_at` | when that happened which it is about |
    | `due_at` | not before this |
    | `repository` | where an issue is made; empty for what is done to an issue that is there |
    | `other_id` | the incident that this one follows, or goes on in |
    | `other` | where the issue of that one is, as far as there is one |
    | `answer` | of ANSWER |
    | `is_known_closed` | reopen: it is known that a person closed it as not planned, and it is worse now |
    | `assignee` | assign: who gets the issue |
    | `made_by` | assign: the intent that made the issue; empty where a person decided about an incident |
    """

    intent_id: str
    incident_id: str
    tracker: str
    action: Action
    number: str
    entry: int
    at: datetime
    happened_at: datetime
    due_at: datetime
    repository: str = ""
    other_id: str | None = None
    other: Link | None = None
    is_known_closed: bool = False
    answer: Answer | None = None
    assignee: Assignee = NOBODY
    made_by: str = ""


def intent_id(incident_id: str, tracker: str, action: Action, number: str) -> str:
    """`int-` and 16 hexadecimal digits, which follow from the four parts. ValueError where one of them is empty."""
    parts = {"incident": incident_id, "tracker": tracker, "action": action.value, "number": number}
    if missing := next((name for name, value in parts.items() if not value), None):
        raise ValueError(f"found no {missing}; expected a text")
    return ID_PREFIX + digest(canonical(parts))[:ID_DIGITS]
