"""A decision as it is sent, by JSON or by a form: its fields, and what is wrong with them."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from faultbook.catalog.durations import duration_of
from faultbook.incidents.decisions import Action
from faultbook.serve.questions.arguments import Arguments, Instant, Name, Words
from faultbook.stores.errors import InvalidQuery

OF_KIND: Mapping[str, tuple[str, ...]] = {
    Action.ASSIGN: ("assignee",),
    Action.MUTE: ("duration", "until", "count"),
    Action.RESOLVE: ("build", "in_next_build", "not_planned"),
    Action.MERGE: ("other",),
    Action.SPLIT: ("other",),
}
"""Kind -> the fields that it has beside kind, reason and author; a kind that is absent has none."""
NEEDED: Mapping[str, str] = {
    Action.ASSIGN: "assignee: found nothing, but assign needs it; an empty text removes the assignment.",
    Action.MERGE: "other: found nothing, but merge needs it: the incident that goes on.",
    Action.SPLIT: "other: found nothing, but split needs it: the incident to take out.",
}
_ENDS = ("duration", "until", "count")


def _duration(value: Any) -> Any:
    return value if value is None or isinstance(value, timedelta) else duration_of(value)


class DecisionBody(Arguments):
    """A decision about an incident."""

    kind: Annotated[
        Literal["acknowledge", "assign", "mute", "unmute", "resolve", "reopen", "merge", "split"],
        Field(description="What is decided."),
    ]
    reason: Annotated[Words, Field(description="Why; it is stored.")]
    author: Annotated[
        Name | None, Field(description="Who decides, where the server does not know it; else leave it out.")
    ] = None
    assignee: Annotated[
        str | None, Field(max_length=200, description="assign: who works on it; an empty text: no one.")
    ] = None
    duration: Annotated[
        Annotated[timedelta, BeforeValidator(_duration)] | None,
        Field(description="mute: how long, as 4h or 3d.", json_schema_extra={"type": "string"}),
    ] = None
    until: Annotated[Instant | None, Field(description="mute: up to this instant, UTC.")] = None
    count: Annotated[int | None, Field(ge=1, le=1_000_000_000, description="mute: this number of further events.")] = (
        None
    )
    build: Annotated[Name | None, Field(description="resolve: the build that fixes it.")] = None
    in_next_build: Annotated[bool, Field(description="resolve: any newer build fixes it.")] = False
    not_planned: Annotated[bool, Field(description="resolve: a false alarm, or it will not be worked on.")] = False
    other: Annotated[
        Name | None, Field(description="merge: the incident that goes on; split: the one to take out.")
    ] = None

    def refuse_wrong_fields(self) -> None:
        """InvalidQuery where a field is missing, of another kind, or excludes another one."""
        own = OF_KIND.get(self.kind, ())
        given = self.model_fields_set - {"kind", "reason", "author"}
        for name in sorted(given - set(own)):
            value = getattr(self, name)
            if value is not None and value is not False:
                kinds = ", ".join(kind for kind, names in OF_KIND.items() if name in names)
                raise InvalidQuery(f"{name}: {self.kind} does not have it, only {kinds}. Leave it out.")
        if not self.reason.strip():
            raise InvalidQuery("reason: found nothing, expected why.")
        if self.kind in NEEDED and getattr(self, own[0]) is None:
            raise InvalidQuery(NEEDED[Action(self.kind)])
        ends = [name for name in _ENDS if getattr(self, name) is not None]
        if len(ends) > 1:
            raise InvalidQuery(f"{', '.join(ends)}: found {len(ends)} of them, expected one; without: muted for good.")
        if self.build is not None and self.in_next_build:
            raise InvalidQuery("build: found a build and in_next_build, expected one of them.")

    def muted_until(self, now: datetime) -> datetime | None:
        """When a mute ends; InvalidQuery where that is not to come. None: not by time."""
        try:
            until = now + self.duration if self.duration is not None else self.until
        except OverflowError as too_late:
            raise InvalidQuery("duration: it ends after the year 9999.") from too_late
        if until is not None and until <= now:
            raise InvalidQuery(f"until: found {until.isoformat()}, expected an instant that is still to come.")
        return until
