"""Who gets the issue of an incident, once body and labels are final."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from faultbook.delivery.place import Target
from faultbook.incidents.incident import Incident


class AssigneeKind(StrEnum):
    """What an issue is assigned to."""

    NONE = "none"
    PERSON = "person"
    COPILOT = "copilot"
    CLAUDE = "claude"


@dataclass(frozen=True)
class Assignee:
    """One assignee. `login`: of a person, in the tracker."""

    kind: AssigneeKind
    login: str | None = None

    @property
    def text(self) -> str:
        """As rows have it: `@ann`, `copilot`, `claude`, `none`."""
        return f"@{self.login}" if self.kind is AssigneeKind.PERSON else self.kind.value

    @property
    def is_assistant(self) -> bool:
        """Whether an assignment starts a session that is paid for."""
        return self.kind in (AssigneeKind.COPILOT, AssigneeKind.CLAUDE)


NOBODY = Assignee(AssigneeKind.NONE)


def assignee_named(text: str) -> Assignee:
    """The assignee of `Assignee.text`. ValueError where it is none."""
    return person(text[1:]) if text.startswith("@") else Assignee(AssigneeKind(text))


def person(login: str | None) -> Assignee:
    """The person with a login; nobody without one."""
    return Assignee(AssigneeKind.PERSON, login) if login else NOBODY


@dataclass(frozen=True)
class Rotation:
    """Assignees in turn: by time, each for `every` from `start` on; where `every` is None, by incident."""

    members: tuple[Assignee, ...]
    every: timedelta | None = None
    start: datetime = datetime(2024, 1, 1, tzinfo=UTC)

    def __post_init__(self) -> None:
        """ValueError where it has no member, or its time is not above 0."""
        if not self.members or (self.every is not None and self.every <= timedelta()):
            raise ValueError(f"found {len(self.members)} members, every {self.every}; expected 1 or more, and a time")

    def member(self, incident: Incident, at: datetime) -> Assignee:
        """The one whose turn it is. By incident: the same one for an incident, however often this is computed."""
        if self.every is None:
            turn = int(incident.incident_id.rpartition("-")[2], 16)
        else:
            turn = (at - self.start) // self.every
        return self.members[turn % len(self.members)]


Assigned = Assignee | Rotation


@dataclass(frozen=True)
class Assignment:
    """Who gets which incidents: by rule, else by repository, else `default`."""

    rules: Mapping[str, Assigned] = field(default_factory=lambda: MappingProxyType({}))
    repositories: Mapping[Target, Assigned] = field(default_factory=lambda: MappingProxyType({}))
    default: Assigned = NOBODY


def assignee_of(incident: Incident, target: Target, assignment: Assignment, at: datetime) -> Assignee:
    """Who gets the issue of an incident; an instant with a zone decides whose turn it is."""
    chosen = assignment.rules.get(incident.rule) or assignment.repositories.get(target) or assignment.default
    return chosen.member(incident, at) if isinstance(chosen, Rotation) else chosen
