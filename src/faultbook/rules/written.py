"""What faultbook adds to a Sigma rule: the keys below `faultbook:` and `tests:`, as they are written.

Sigma keeps keys that it does not know; here an unknown one is a mistake, so that a misspelt one is not lost.
"""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from faultbook.events.severities import SEVERITIES
from faultbook.rules.mistakes import WrongRule

_SPAN = re.compile(r"(\d{1,9})([smhdw])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}


def seconds_of(value: Any) -> int:
    """The seconds of a time span such as 30s, 10m, 1h, 7d or 2w; ValueError where it is none."""
    found = _SPAN.fullmatch(value) if isinstance(value, str) else None
    if not found:
        raise ValueError(f"found {value!r}; expected a number and a unit: 30s, 10m, 1h, 7d or 2w")
    return int(found[1]) * _SECONDS[found[2]]


def _severity(value: Any) -> Any:
    if value not in SEVERITIES:
        raise ValueError(f"found {value!r}; expected one of {', '.join(SEVERITIES)}")
    return value


Span = Annotated[int, BeforeValidator(seconds_of, json_schema_input_type=Annotated[str, Field(pattern=_SPAN.pattern)])]
Severity = Annotated[
    str,
    BeforeValidator(_severity),
    Field(json_schema_extra={"enum": list(SEVERITIES)}),
]


class Written(BaseModel):
    """A mapping of a rule: unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class WrittenExtractor(Written):
    """What a value is taken from."""

    regex: str = Field(description="RE2 regular expression; its first group is the value.")
    field: str = Field(default="message", description="Field whose text is searched.")


class WrittenSeverityRule(Written):
    """A severity for some of the matches."""

    when: dict[str, Any] = Field(description="A selection, as in `detection`.")
    severity: Severity


class WrittenFields(Written):
    """A fingerprint of chosen fields."""

    fields: list[str] = Field(min_length=1)


class WrittenExplicit(Written):
    """A fingerprint that the sender gives."""

    explicit: str = Field(description="Field that has the sender's own key.")


class WrittenPredicate(Written):
    """A Python function that decides about the events for which the detection holds."""

    file: str = Field(
        pattern=r"^[A-Za-z0-9_/-]+\.py$", description="File below the rule's folder with `def matches(event) -> bool`."
    )
    seconds: float = Field(default=1.0, gt=0, le=60, description="Time limit for one event.")


class FaultbookKeys(Written):
    """The keys below `faultbook:`."""

    severity: Severity | None = Field(default=None, description="Severity; without it, that of `level`.")
    severity_rules: list[WrittenSeverityRule] = Field(default=[], description="The first that holds wins.")
    priority: Literal["P1", "P2", "P3", "P4", "P5"] | None = None
    extract: dict[str, str | WrittenExtractor] = Field(
        default={}, description="Name of a value, and the RE2 expression whose first group it is."
    )
    fingerprint: Literal["structural", "exact"] | WrittenFields | WrittenExplicit = "structural"
    scope: list[str] = Field(default=[], description="Fields that are part of an incident's identity.")
    group_window: Span | None = Field(default=None, description="Occurrences further apart are two incidents.")
    after_firing: Literal["reset", "continue"] = Field(
        default="reset", description="What becomes of the matches that a firing of a correlation has counted."
    )
    predicate: WrittenPredicate | None = None


class WrittenSequence(Written):
    """Events one after another."""

    every: Span = Field(description="Time from one event to the next.")
    count: int = Field(ge=1, le=10_000)
    like: dict[str, Any] | None = Field(default=None, description="Fields of each event.")
    each: list[dict[str, Any]] | None = Field(default=None, description="Events in turn, again from the first.")

    @model_validator(mode="after")
    def _has_events(self) -> "WrittenSequence":
        if (self.like is None) == (self.each is None) or self.each == []:
            raise ValueError("found no events, or two ways to give them; expected either `like` or `each`")
        return self


class WrittenMoment(Written):
    """One event at a time."""

    at: Span
    event: dict[str, Any]


class WrittenTest(Written):
    """One test: an event and whether it matches, or events and when the rule fires."""

    event: dict[str, Any] | None = None
    matches: bool | None = None
    events: WrittenSequence | list[WrittenMoment] | None = None
    fires_at: Span | list[Span] | Literal["never"] | None = None

    @model_validator(mode="after")
    def _is_one_of_both(self) -> "WrittenTest":
        single = self.event is not None and self.matches is not None
        several = self.events is not None and self.fires_at is not None
        if single == several or (single and (self.events or self.fires_at)) or (several and self.matches is not None):
            raise ValueError(
                "found neither one kind of test nor the other; expected `event` and `matches`, or `events` and "
                "`fires_at` (a time, a list of times, or never)"
            )
        return self


Model = TypeVar("Model", bound=BaseModel)


def checked(kind: type[Model], content: Any, path: tuple[str | int, ...]) -> Model:
    """The content as a model; WrongRule with the place, what was found and what is expected."""
    try:
        return kind.model_validate(content)
    except ValidationError as wrong:
        error: Any = wrong.errors()[0]
        place = _place(content, error["loc"])
        name = ".".join(map(str, (*path, *place)))
        raise WrongRule(f"{name}: {_sentence(kind, error)}.", (*path, *place)) from wrong


def _place(content: Any, parts: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """The keys and positions on the way to an error; marks of unions are none, a missing key is the last."""
    found: list[str | int] = []
    for part in parts:
        keys = content if isinstance(content, Mapping) else range(len(content)) if isinstance(content, list) else ()
        if part in keys:
            content = content[part]
            found.append(part)
    return tuple(found)


def _sentence(kind: type[BaseModel], error: Any) -> str:
    found, expected = repr(error["input"]), str(error["msg"]).replace("Input should be", "expected", 1)
    match error["type"]:
        case "extra_forbidden":
            known = ", ".join(kind.model_fields) if len(error["loc"]) == 1 else "a known key"
            return f"found an unknown key; expected one of {known}"
        case "missing":
            return f"found no {error['loc'][-1]}; expected one"
        case "value_error":
            text = str(error["ctx"]["error"])
            return text if "found " in text else f"found {found}; {text}"
        case "model_type" | "dict_type":
            return f"found {found}; expected a mapping: {', '.join(kind.model_fields)}"
    pattern = (error.get("ctx") or {}).get("pattern")
    if pattern:
        return f"found {found}; expected a text like {pattern}"
    return f"found {found}; {expected if expected.startswith('expected') else f'expected: {expected}'}"


def span_text(seconds: int) -> str:
    """Seconds as people write a time span, in the largest unit that divides them."""
    for unit in ("d", "h", "m"):
        if seconds and seconds % _SECONDS[unit] == 0:
            return f"{seconds // _SECONDS[unit]}{unit}"
    return f"{seconds}s"
