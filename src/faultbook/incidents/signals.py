"""What a run has found: which rule matched which fault how often, and what is over again."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from faultbook.incidents.severity import UNKNOWN, rank

_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Span:
    """Events of one build: how many, the first and the last instant. `build`: None where the events name none."""

    events: int
    first_at: datetime
    last_at: datetime
    build: str | None = None

    def __post_init__(self) -> None:
        """ValueError where the numbers make no span."""
        if self.events < 1 or self.first_at > self.last_at:
            raise ValueError(
                f"found {self.events} events from {self.first_at} to {self.last_at}; expected 1 or more, first to last"
            )
        if self.first_at.tzinfo is None or self.last_at.tzinfo is None:
            raise ValueError(f"found {self.first_at} to {self.last_at} without a zone; expected instants in UTC")


@dataclass(frozen=True)
class Signal:
    """What one rule matched of one fingerprint in one batch.

    `spans`: its events by build; a span that straddles an instant at which an incident was resolved counts as after it.
    `older`: fingerprints of the same events under older versions, newest first. `group`: what the rule groups by.
    `kind`: kind of the failure, as events.fields.Kind. `parent`: what ran it, the run of the job for a task.
    `is_upstream`: it failed only because something before it did (UPSTREAM_FAILED). `priority`: P1 to P5, where its
    rule sets one. `group_window`: the longest silence in which events still belong to one incident; None: that of the
    policy. `facts`: what its rule extracts and keeps.
    """

    rule: str
    source: str
    fingerprint: str
    spans: tuple[Span, ...]
    severity: str = UNKNOWN
    title: str = ""
    service: str | None = None
    environment: str | None = None
    workspace_id: str | None = None
    resource: str | None = None
    message: str | None = None
    pattern_id: str | None = None
    sample_event_id: str | None = None
    link: str | None = None
    kind: str | None = None
    cluster_id: str | None = None
    parent: str | None = None
    is_upstream: bool = False
    priority: str | None = None
    group: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    group_window: timedelta | None = None
    facts: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    older: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """ValueError where it could open nothing: such matches are counted before, and make no signal."""
        if not self.fingerprint or not self.spans:
            raise ValueError(f"rule {self.rule}: found no fingerprint or no events; expected both")
        if empty := sorted(name for name, value in self.group.items() if not value):
            raise ValueError(f"rule {self.rule}: found {empty[0]} empty in the group; expected a value for each part")
        rank(self.severity)

    @property
    def events(self) -> int:
        """How many events there are."""
        return sum(span.events for span in self.spans)

    @property
    def first_at(self) -> datetime:
        """The first of them."""
        return min(span.first_at for span in self.spans)

    @property
    def last_at(self) -> datetime:
        """The last of them."""
        return max(span.last_at for span in self.spans)

    def with_spans(self, spans: tuple[Span, ...]) -> "Signal":
        """The signal with only some of its events."""
        return self if spans == self.spans else replace(self, spans=spans)


class RecoveryKind(StrEnum):
    """What is over: what a sender reports as over, or a run of a job that succeeded."""

    RECOVERED = "recovered"
    SUCCESS = "success"


@dataclass(frozen=True)
class Recovery:
    """One report that something is well again.

    It concerns the incidents of `fingerprint`, or, where that is None, those of `resource` in `environment`; None: in
    any. `cause`: what it is known by, as the id of the event or run. `others_open`: how many other failures of the same
    incident are not over, also under the fingerprints that were merged into it; while there are some, it goes on.
    """

    kind: RecoveryKind
    at: datetime
    cause: str
    fingerprint: str | None = None
    resource: str | None = None
    environment: str | None = None
    others_open: int = 0

    def __post_init__(self) -> None:
        """ValueError where it concerns nothing."""
        if not self.fingerprint and not self.resource:
            raise ValueError(f"recovery {self.cause}: found no fingerprint and no resource; expected one of them")
        if self.at.tzinfo is None:
            raise ValueError(f"recovery {self.cause}: found {self.at} without a zone; expected an instant in UTC")
