"""What delivery needs of a tracker to assign an issue: people, and assistants that work on what it holds then."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from faultbook.delivery.assignment import Assignee
from faultbook.delivery.intent import Intent
from faultbook.delivery.place import Place
from faultbook.delivery.port import Comment, Issue
from faultbook.incidents.incident import Incident


@dataclass(frozen=True)
class AssignmentResult:
    """Whether an assignment took, as the tracker answers it, and a sentence about it."""

    took: bool
    sentence: str


@dataclass(frozen=True)
class Errand:
    """An issue as it was just read, who gets it, and what an assistant is to do. `intent_id`: of the assignment.

    `instructions` come from a template that gets no text of a log.
    """

    issue: Issue
    assignee: Assignee
    instructions: str
    intent_id: str


class Assigner(Protocol):
    """Assigns issues of one tracker. Raises the failures of `Tracker`, and never sends a write twice."""

    def assign(self, errand: Errand) -> AssignmentResult:
        """Assigns an issue, and reads from the answer whether it took."""
        ...

    def has(self, issue: Issue, comments: Iterable[Comment], assignee: Assignee, intent_id: str) -> bool:
        """Whether an issue shows the assignment."""
        ...


Instruct = Callable[[Intent, Incident, Place], str]
"""Makes the instructions for an assistant. It raises a FaultbookError where the template fails."""


@dataclass(frozen=True)
class Assigning:
    """What assigns: an assigner for each tracker, by name, and the instructions."""

    assigners: Mapping[str, Assigner]
    instructions: Instruct
