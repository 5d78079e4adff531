"""Arguments of questions: types with their bounds, and the messages for wrong ones."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from difflib import get_close_matches
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from faultbook.stores.errors import InvalidQuery

MOST_ROWS = 200
USUAL_ROWS = 20


def _readable(value: str) -> str:
    if "\x00" in value:
        raise ValueError("it holds a NUL character, which no record does")
    return value


def _instant(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        found = datetime.fromisoformat(value.strip().replace("Z", "+00:00"))
    except ValueError as wrong:
        raise ValueError("it is no instant as in 2026-01-31T08:00:00Z, nor a day as in 2026-01-31") from wrong
    zoned = found.replace(tzinfo=UTC) if found.tzinfo is None else found
    try:
        return zoned.astimezone(UTC)
    except OverflowError as wrong:
        raise ValueError("it lies outside the years 1 to 9999") from wrong


Instant = Annotated[datetime, BeforeValidator(_instant)]
Name = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_readable)]
Words = Annotated[str, Field(min_length=1, max_length=1_000), AfterValidator(_readable)]
Since = Annotated[Instant | None, Field(description="UTC, e.g. 2026-01-31T08:00Z")]
Until = Annotated[Instant | None, Field(description="exclusive")]
Severity = Annotated[Name | None, Field(description="e.g. Error; Unknown: level not known")]
Code = Annotated[Name | None, Field(description="e.g. CC-3005")]
Service = Name | None
Environment = Name | None
Workspace = Name | None
Limit = Annotated[int, Field(ge=1, le=MOST_ROWS)]
Cursor = Annotated[str, Field(max_length=500)] | None


class Arguments(BaseModel):
    """Arguments of a question; one that is not known is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Paged(Arguments):
    """Arguments of a question whose answer comes in pages."""

    limit: Limit = USUAL_ROWS
    cursor: Cursor = None


class Spanned(Paged):
    """Arguments of a question about some time."""

    since: Since = None
    until: Until = None


Kind = TypeVar("Kind", bound=Arguments)


def checked(kind: type[Kind], given: Mapping[str, Any]) -> Kind:
    """The arguments; InvalidQuery names what is wrong, what is expected, and for an unknown name the nearest."""
    try:
        return kind.model_validate(dict(given))
    except ValidationError as wrong:
        raise InvalidQuery(" ".join(_words(error, list(kind.model_fields)) for error in wrong.errors())) from wrong


def as_text(instant: datetime | None) -> str | None:
    """The instant as it is bound to a parameter."""
    return None if instant is None else instant.astimezone(UTC).isoformat()


def whole_days(since: datetime | None, until: datetime | None) -> tuple[date | None, date | None]:
    """The UTC days that a span touches: the first, and the one after the last."""
    end = None
    if until is not None:
        day = until.astimezone(UTC).date()
        touches = until.astimezone(UTC).time() != datetime.min.time()
        end = day + timedelta(days=1) if touches and day < date.max else day
    return (None if since is None else since.astimezone(UTC).date()), end


def nearest(found: str, known: Sequence[str], *, most: int = 3) -> list[str]:
    """The known names that look most like the one found."""
    lower = {name.lower(): name for name in known}
    return [lower[name] for name in get_close_matches(found.lower(), list(lower), n=most, cutoff=0.5)]


def _words(error: Any, known: Sequence[str]) -> str:
    name = ".".join(map(str, error["loc"])) or "arguments"
    if error["type"] == "extra_forbidden":
        near = nearest(name, known, most=1)
        guess = f" Did you mean {near[0]}?" if near else ""
        return f"There is no argument {_short(name)}.{guess} There are: {', '.join(known) or 'none'}."
    message = error["msg"].removeprefix("Value error, ")
    shown = "" if error["type"] == "missing" else f"found {_short(error['input'])}, "
    return f"{name}: {shown}{message[0].lower()}{message[1:]}."


def _short(value: Any) -> str:
    text = ascii(value)
    return text if len(text) <= 80 else f"{text[:77]}..."
