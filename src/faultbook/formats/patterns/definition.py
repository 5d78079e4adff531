"""A definition of a text format: what its YAML file holds, checked."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from faultbook.errors import InvalidCatalog
from faultbook.formats.patterns.probing import MOST_SECONDS, slow_text
from faultbook.formats.patterns.regex_signs import PatternError
from faultbook.formats.patterns.regexes import TIMESTAMP_NAME, Regex, checked_regex, regex_of
from faultbook.formats.patterns.timestamps import TimestampError, timestamp_format
from faultbook.formats.port import FIELD_NAMES

DEFAULT_TIMESTAMPS = ("iso8601", "epoch", "%d/%b/%Y:%H:%M:%S %z", "%b %e %H:%M:%S")
"""Formats of a group `timestamp` with a regex of its own, where none are named."""
_COMPUTED = ("timestamp_from", "severity", "labels", "metadata")
"""Fields that no group gives: they follow from others."""
SHIPPED = "shipped"
"""The context of a definition that the project's tests check: it is read without checking it again."""
RegexReader = Callable[[str, str | None], Regex]


def _text(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Text = Annotated[str, BeforeValidator(_text)]


class _Checked(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PatternEntry(_Checked):
    """A shape of a record's first line.

    `regex`: for the whole line, with groups `(?<name>...)` and `%{GROK:name}`; `%{TIMESTAMP:timestamp}` stands for the
    formats of timestamps. `second`: the same for the line below, where the record goes on in it (level or message).
    `certainty`: how sure a line of this shape is of this format, for detection.
    """

    regex: str
    second: str | None = None
    timestamps: tuple[str, ...] = ()
    certainty: float = Field(1.0, gt=0, le=1)
    defaults: dict[str, Text] = Field(default_factory=dict)


def _entry(value: Any) -> Any:
    return {"regex": value} if isinstance(value, str) else value


class Definition(_Checked):
    """A text format as data.

    `timestamps`: formats of strptime, `iso8601` or `epoch`, in order. `zone`: of timestamps that name none (else the
    run's). `levels`: own words of the format -> word of the setting `severities`; or `syslog_priority`: the level is a
    number whose last three bits are syslog's severity. `undated`: the instant of a record that names none.
    `continuation`: which lines that begin no record go on with the one before. `headers`: how lines begin that are
    comments or name columns. `absent`: values that mean nothing.
    `defaults`: field -> value where a record has none. `rank`: the lower is preferred of formats that explain a file
    equally well. `examples`: as in examples.yml.
    """

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
    about: str
    patterns: Annotated[
        tuple[Annotated[PatternEntry, BeforeValidator(_entry)], ...], Field(min_length=1, max_length=50)
    ]
    timestamps: tuple[str, ...] = ()
    zone: str | None = None
    levels: dict[Text, Text] | Literal["syslog_priority"] = Field(default_factory=dict)
    undated: Literal["previous", "file", "reject"] = "previous"
    continuation: Literal["any", "trace", "none"] = "any"
    headers: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    absent: tuple[str, ...] = ()
    defaults: dict[str, Text] = Field(default_factory=dict)
    rank: int = 100
    examples: tuple[dict[str, Any], ...] = ()

    @field_validator("zone")
    @classmethod
    def names_a_zone(cls, value: str | None) -> str | None:
        """ValueError for a name that is no zone of IANA."""
        if value is not None:
            try:
                ZoneInfo(value)
            except (KeyError, ValueError, OSError) as wrong:
                raise ValueError(f"found {value!r}, expected an IANA name of a zone such as Europe/Berlin") from wrong
        return value

    @model_validator(mode="after")
    def patterns_can_be_read(self, info: ValidationInfo) -> "Definition":
        """ValueError for a pattern, a format of timestamps or a field that no record can have."""
        if info.context == SHIPPED:
            return self
        _check_timestamps(self.timestamps, "timestamps")
        _check_defaults(self.defaults, "defaults")
        for number, entry in enumerate(self.patterns, 1):
            where = f"pattern {number}"
            _check_timestamps(entry.timestamps, f"{where}, timestamps")
            _check_defaults(entry.defaults, f"{where}, defaults")
            try:
                for regex in self.regexes(entry, checked_regex):
                    _check_groups(regex)
                _check_time(entry.regex, self.formats_of(entry))
                if entry.second is not None:
                    _check_second(checked_regex(entry.second))
                    _check_time(entry.second, ())
            except ValueError as wrong:
                raise ValueError(f"{where}: {wrong}") from wrong
        return self

    def formats_of(self, entry: PatternEntry) -> tuple[str, ...]:
        """The formats of timestamps of a pattern."""
        return entry.timestamps or self.timestamps

    def regexes(self, entry: PatternEntry, read: RegexReader = regex_of) -> list[Regex]:
        """The regex of a pattern; where it has %{TIMESTAMP:...}, one for each format of timestamps, in order."""
        if f"%{{{TIMESTAMP_NAME}" not in entry.regex:
            return [read(entry.regex, None)]
        formats = self.formats_of(entry)
        if not formats:
            raise PatternError(
                entry.regex.index(f"%{{{TIMESTAMP_NAME}") + 1,
                "%{TIMESTAMP}",
                "`timestamps` beside the pattern or the definition: %Y-%m-%d %H:%M:%S, iso8601, epoch ...",
            )
        return [read(entry.regex, timestamp_format(text).regex) for text in formats]


def definition_of(entry: Mapping[str, Any], where: str) -> Definition:
    """The definition in a mapping of YAML. InvalidCatalog where it is none: `where`, found, expected and fix."""
    try:
        return Definition.model_validate(entry)
    except ValidationError as wrong:
        first = wrong.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        found = "" if first["type"] in ("value_error", "missing") else f" (found {str(first['input'])[:200]!r})"
        message = first["msg"].removeprefix("Value error, ")
        within = f"{place}: " if place else ""
        raise InvalidCatalog(
            f"{where}: {within}{message}{found}. Fix it; docs/formats.md shows what a definition holds."
        ) from wrong


def _check_timestamps(formats: tuple[str, ...], where: str) -> None:
    for text in formats:
        try:
            timestamp_format(text)
        except TimestampError as wrong:
            raise ValueError(f"{where}: {text!r}: {wrong}") from wrong


def _check_defaults(defaults: Mapping[str, str], where: str) -> None:
    for name in defaults:
        if name in (*_COMPUTED, "timestamp", "message") or name not in FIELD_NAMES:
            raise ValueError(f"{where}: found {name!r}, expected one of {', '.join(_given())}")


def _check_groups(regex: Regex) -> None:
    for name in regex.groups:
        if name in _COMPUTED:
            raise ValueError(
                f"found a group {name!r}, which follows from others; expected one of {', '.join(_given())}"
            )


def _check_second(regex: Regex) -> None:
    _check_groups(regex)
    for name in regex.groups:
        if name == "timestamp" or name not in FIELD_NAMES:
            raise ValueError(f"second: found a group {name!r}, expected one of {', '.join(('message', *_given()))}")


def _check_time(pattern: str, formats: tuple[str, ...]) -> None:
    # Formats of timestamps repeat nothing, so that the first is enough.
    if text := slow_text(pattern, timestamp_format(formats[0]).regex if formats else None):
        raise ValueError(
            f"found a pattern that takes more than {MOST_SECONDS} seconds for a line of {len(text)} characters "
            f"({text[:60]!r}), expected one whose parts match in one way only: no repetition of a repetition, "
            "%{NOTSPACE} or [^,]* in place of %{DATA} and .*"
        )


def _given() -> list[str]:
    return [name for name in FIELD_NAMES if name not in (*_COMPUTED, "timestamp", "message")]
