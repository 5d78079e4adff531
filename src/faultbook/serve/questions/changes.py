"""What changed: a window of time held against the window before it."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from faultbook.serve.errors import WrongQuestion
from faultbook.serve.questions.arguments import Environment, Service, Spanned, as_text
from faultbook.serve.questions.log_text import Cleaner
from faultbook.serve.questions.pages import DataAsOf, Number, Page, data_as_of, find
from faultbook.serve.questions.question import Question
from faultbook.serve.questions.store import Store, Value, query

HOUR = timedelta(hours=1)
USUAL = timedelta(days=1)
_EARLIEST = datetime(1, 1, 2, tzinfo=UTC)


class Change(BaseModel):
    """A value whose records became more or fewer than chance lets them. `value` is copied from logs."""

    dimension: str = Field(description="pattern_id, error_code, service or severity.")
    value: str
    kind: str = Field(description="new (none before), gone (none after), more or fewer.")
    before_count: int
    after_count: int
    expected_count: Number = Field(description="Of before, for the length of the window.")
    surprise: Number = Field(description="Deviations from it, above 0 where more; 3 is rare, 10 is certain.")


class Changes(Page[Change]):
    """Changes, the most surprising first."""

    window: list[datetime] = Field(description="Start of the baseline, start of the window, its end.")


class WhatChanged(Spanned):
    """What what_changed is told."""

    baseline_hours: Annotated[
        int | None,
        Field(ge=1, le=9_600, description="Hours to compare with; else as many as the window has"),
    ] = None
    dimension: Literal["pattern_id", "error_code", "service", "severity"] | None = None
    service: Service = None
    environment: Environment = None
    fewest: Annotated[int, Field(ge=1, description="Leave out what has fewer records")] = 5


def _changes(store: Store, asked: WhatChanged) -> Changes:
    window = _window(asked, data_as_of(store))
    first, since, until = window
    values: dict[str, Value] = {
        "baseline_since": as_text(first),
        "since": as_text(since),
        "until": as_text(until),
        "ratio": (until - since) / (since - first),
        "count_from": asked.fewest,
        "dimension": asked.dimension,
        "service": asked.service,
        "environment": asked.environment,
    }
    found = find(store, query("changes"), values, asked, order=("-size", "dimension", "value"))
    cleaner = Cleaner()
    names = ("dimension", "kind", "before_count", "after_count", "expected_count", "surprise")
    rows = [
        Change(value=cleaner.cut(row["value"], 200)[0], **{name: row[name] for name in names}) for row in found.rows
    ]
    return Changes(
        rows=rows,
        window=list(window),
        note=None if rows else "Nothing changed by more than chance lets it.",
        redactions=cleaner.redactions,
        **found.facts(asked),
    )


def _window(asked: WhatChanged, as_of: DataAsOf) -> tuple[datetime, datetime, datetime]:
    """Whole hours; by default the 24 up to the newest record."""
    now = as_of.newest_record_at or as_of.completed_at or _EARLIEST + USUAL * 2
    until = _hour(asked.until or min(now, as_of.completed_at or now) + HOUR)
    since = _hour(asked.since) if asked.since else max(_EARLIEST, until - USUAL)
    if since >= until:
        raise WrongQuestion("since: expected an instant at least an hour before until (by default the newest record).")
    length = HOUR * asked.baseline_hours if asked.baseline_hours else until - since
    first = since - length if since - _EARLIEST > length else _EARLIEST - HOUR
    if first >= since:
        raise WrongQuestion("since: there is no time before it to compare with.")
    return first, since, until


def _hour(instant: datetime) -> datetime:
    return instant.replace(minute=0, second=0, microsecond=0)


QUESTIONS = (
    Question(
        "what_changed",
        "What changed",
        "Patterns, codes, services and severities that are new, gone, more or fewer than in the window before, beyond "
        "chance; by default the newest 24 hours. Begin here when something just went wrong.",
        WhatChanged,
        Changes,
        _changes,
    ),
)
