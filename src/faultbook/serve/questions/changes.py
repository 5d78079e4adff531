"""What changed: a window of time held against the window before it."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from faultbook.formatting.log_text import Cleaner
from faultbook.serve.questions.arguments import Environment, Name, Service, Spanned, as_text
from faultbook.serve.questions.pages import AnswerPage, DataAsOf, Number, data_as_of, find
from faultbook.serve.questions.question import Question
from faultbook.stores.errors import InvalidQuery
from faultbook.stores.store import Store, Value, query

HOUR = timedelta(hours=1)
USUAL = timedelta(days=1)
_EARLIEST = datetime(1, 1, 2, tzinfo=UTC)


class ChangedValue(BaseModel):
    """A value whose records became more or fewer than chance lets them. `value` is copied from logs."""

    dimension: str = Field(description="pattern_id, error_code, service or severity.")
    value: str
    kind: str = Field(description="new (none before), gone (none after), more or fewer.")
    before_count: int
    after_count: int
    expected_count: Number = Field(description="Of before, for the length of the window.")
    surprise: Number = Field(description="Deviations from it, above 0 where more; 3 is rare, 10 is certain.")


class Changes(AnswerPage[ChangedValue]):
    """Changes, the most surprising first."""

    window: list[datetime] = Field(description="Start of the baseline, start of the window, its end.")


class ValueChange(BaseModel):
    """A value that a rise sits in. `dimension` and `value` are copied from logs."""

    dimension: str = Field(
        description="service, environment, code_file, host, pod_name, logger_name, http_endpoint, or a label."
    )
    is_label: bool = Field(description="True where the dimension is a label of JSON log records, such as version.")
    value: str
    before_count: int
    after_count: int
    expected_count: Number = Field(description="Of before, for the length of the window.")
    excess: Number = Field(description="after_count - expected_count.")
    share: Number = Field(description="Its part of the excess of all values of the dimension that rose, 0 to 1.")
    usual_share: Number = Field(
        description="Its part of the records before, 0 to 1: what it would have of a rise of all."
    )
    place: int = Field(description="1 for the value of the dimension that tells the most.")


class ValueChanges(AnswerPage[ValueChange]):
    """Values, those that tell the most of their dimension first."""

    window: list[datetime] = Field(description="Start of the baseline, start of the window, its end.")


class Windowed(Spanned):
    """Arguments of a question about a window of time and the one before it."""

    baseline_hours: Annotated[
        int | None,
        Field(ge=1, le=9_600, description="Hours to compare with; else as many as the window has"),
    ] = None
    service: Service = None
    environment: Environment = None


class WhatChanged(Windowed):
    """Arguments of what_changed."""

    dimension: Literal["pattern_id", "error_code", "service", "severity"] | None = None
    fewest: Annotated[int, Field(ge=1, description="Leave out what has fewer records")] = 5


class WhereChanged(Windowed):
    """Arguments of where_changed."""

    pattern_id: Annotated[Name | None, Field(description="Only records of this pattern, its whole id.")] = None
    fewest: Annotated[int, Field(ge=1, description="Leave out values with fewer records in the window.")] = 5


def find_changes(store: Store, arguments: WhatChanged) -> Changes:
    """The answer of what_changed."""
    window = _window(arguments, data_as_of(store))
    values = {**_values(arguments, window), "count_from": arguments.fewest, "dimension": arguments.dimension}
    found = find(store, query("changes"), values, arguments, order=("-size", "dimension", "value"))
    cleaner = Cleaner()
    names = ("dimension", "kind", "before_count", "after_count", "expected_count", "surprise")
    rows = [
        ChangedValue(value=cleaner.cut(row["value"], 200)[0], **{name: row[name] for name in names})
        for row in found.rows
    ]
    return Changes(
        rows=rows,
        window=list(window),
        note=None if rows else "Nothing changed by more than chance lets it.",
        redactions=cleaner.redactions,
        **found.facts(arguments),
    )


def find_places(store: Store, arguments: WhereChanged) -> ValueChanges:
    """The answer of where_changed."""
    window = _window(arguments, data_as_of(store))
    values = {**_values(arguments, window), "count_from": arguments.fewest, "pattern_id": arguments.pattern_id}
    order = ("place", "-excess", "is_label", "dimension")
    found = find(store, query("value_changes"), values, arguments, order=order)
    cleaner = Cleaner()
    rows = [
        ValueChange(**row | {name: cleaner.cut(row[name], 200)[0] for name in ("dimension", "value")})
        for row in found.rows
    ]
    return ValueChanges(
        rows=rows,
        window=list(window),
        note=None if rows else "Nothing rose: there are no more records than before, or too few.",
        redactions=cleaner.redactions,
        **found.facts(arguments),
    )


def _values(arguments: Windowed, window: tuple[datetime, datetime, datetime]) -> dict[str, Value]:
    first, since, until = window
    return {
        "baseline_since": as_text(first),
        "since": as_text(since),
        "until": as_text(until),
        "ratio": (until - since) / (since - first),
        "service": arguments.service,
        "environment": arguments.environment,
    }


def _window(arguments: Windowed, as_of: DataAsOf) -> tuple[datetime, datetime, datetime]:
    """Whole hours; by default the 24 up to the newest record."""
    now = as_of.newest_record_at or as_of.completed_at or _EARLIEST + USUAL * 2
    until = _hour(arguments.until or min(now, as_of.completed_at or now) + HOUR)
    since = _hour(arguments.since) if arguments.since else max(_EARLIEST, until - USUAL)
    if since >= until:
        raise InvalidQuery("since: expected an instant at least an hour before until (by default the newest record).")
    length = HOUR * arguments.baseline_hours if arguments.baseline_hours else until - since
    first = since - length if since - _EARLIEST > length else _EARLIEST - HOUR
    if first >= since:
        raise InvalidQuery("since: there is no time before it to compare with.")
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
        find_changes,
    ),
    Question(
        "where_changed",
        "Where it changed",
        "The services, source code files, hosts, versions and other labels that the rise of a window over the window "
        "before sits in, with their share of it; by default the newest 24 hours.",
        WhereChanged,
        ValueChanges,
        find_places,
        is_tool=False,
    ),
)
