"""A bad night as data: what arrives when, what people decide, and the truth about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any

from faultbook.catalog.senders import definitions_of
from faultbook.events.definition import Definition
from faultbook.events.reading import event_id, read_message
from faultbook_samples.events.sample_messages import Message

BEGIN = datetime(2026, 11, 13, 22, tzinfo=UTC)
"""When a night begins."""
FILES = Path(str(files(__package__) / "files"))
"""The folder with the senders, rules and policy of the night."""
_NOTHING: Mapping[str, Any] = MappingProxyType({})


def minute(number: float) -> datetime:
    """An instant of the night, in minutes after its begin."""
    return BEGIN + timedelta(seconds=round(number * 60))


@dataclass(frozen=True)
class Arrival:
    """A message that arrives; `times` that the sender sends it, word for word. `story`: what it is part of."""

    at: datetime
    message: Message
    story: str
    times: int = 1


@dataclass(frozen=True)
class Decided:
    """What a person decides about the incident with a label. `action` and `options` as of `decisions.Request`."""

    at: datetime
    label: str
    action: str
    author: str
    reason: str
    options: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)


@dataclass(frozen=True)
class Expected:
    """An incident that must exist when the night is over.

    `events`: ids of the failures that its rules match. `count`: how many occurrences it has; of a threshold those in
    windows that held. `covered_by`: label of the incident that spoke for it because of a cause; `umbrella`: label of
    that of a storm. Both as they were at any time of the night: a cover ends with its cause.
    """

    label: str
    story: str
    events: frozenset[str]
    count: int
    severity: str
    state: str = "open"
    resolved_by: str | None = None
    late: int = 0
    reopened: int = 0
    is_flapping: bool = False
    is_muted: bool = False
    is_umbrella: bool = False
    is_threshold: bool = False
    covered_by: str | None = None
    umbrella: str | None = None


@dataclass
class Plot:
    """One story of a night, or several together."""

    arrivals: list[Arrival] = field(default_factory=list)
    decisions: list[Decided] = field(default_factory=list)
    incidents: list[Expected] = field(default_factory=list)
    below: set[str] = field(default_factory=set)
    """Ids of failures that only a threshold counts, and that lie in no window that held."""
    without_group: set[str] = field(default_factory=set)
    """Ids of failures that lack a part of what the threshold groups by."""
    secrets: list[str] = field(default_factory=list)
    """Texts that no table of answers may contain."""

    def add(self, other: "Plot") -> None:
        """Puts another story in."""
        self.arrivals += other.arrivals
        self.decisions += other.decisions
        self.incidents += other.incidents
        self.below |= other.below
        self.without_group |= other.without_group
        self.secrets += other.secrets

    def arrive(self, at: datetime, message: Message, story: str, times: int = 1) -> list[str]:
        """Adds a message, and returns the ids of the failures and ends that it reports, in its order."""
        self.arrivals.append(Arrival(at, message, story, times))
        return reported(message)


@dataclass(frozen=True)
class Night:
    """All of one seed. `runs`: when collect and judge run. Arrivals and decisions are in the order of time."""

    seed: int
    arrivals: Sequence[Arrival]
    decisions: Sequence[Decided]
    runs: Sequence[datetime]
    incidents: Mapping[str, Expected]
    below: frozenset[str]
    without_group: frozenset[str]
    secrets: Sequence[str]

    @property
    def umbrellas(self) -> list[Expected]:
        """The incidents of storms."""
        return [each for each in self.incidents.values() if each.is_umbrella]


@cache
def definitions() -> Sequence[Definition]:
    """The definitions of the night's senders and of the vendors'."""
    return definitions_of(str(FILES / "senders.yml"))


def reported(message: Message) -> list[str]:
    """Ids of what a message reports, in its order; empty for one that no definition fits."""
    found = read_message(message.body, message.source, message.headers, definitions())
    return [event_id(report.event_key) for report in found.reports]
