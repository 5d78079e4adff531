"""Who gets the issue of an incident, once body and labels are final."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from faultbook.delivery.place import Target
from faultbook.incidents.incident import Incident

_LOGIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?")


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


def is_login(text: str) -> bool:
    """Whether a text can be a login of a tracker, without @."""
    return bool(_LOGIN.fullmatch(text))


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
class ClaudeTrigger:
    """What Claude's action in the repository listens to: a label, or a mention in a comment, which wins."""

    label: str = "claude"
    mention: str = ""


@dataclass(frozen=True)
class CopilotChoice:
    """What Copilot works with; empty: its own choice."""

    base_branch: str = ""
    custom_agent: str = ""
    model: str = ""


@dataclass(frozen=True)
class Assignment:
    """Who gets which incidents: by rule, else by repository, else `default`. `claude`, `copilot`: how those are."""

    rules: Mapping[str, Assigned] = field(default_factory=lambda: MappingProxyType({}))
    repositories: Mapping[Target, Assigned] = field(default_factory=lambda: MappingProxyType({}))
    default: Assigned = NOBODY
    claude: ClaudeTrigger = field(default_factory=ClaudeTrigger)
    copilot: CopilotChoice = field(default_factory=CopilotChoice)


def assignee_of(incident: Incident, target: Target, assignment: Assignment, at: datetime) -> Assignee:
    """Who gets the issue of an incident; an instant with a zone decides whose turn it is."""
    chosen = assignment.rules.get(incident.rule) or assignment.repositories.get(target) or assignment.default
    return chosen.member(incident, at) if isinstance(chosen, Rotation) else chosen
