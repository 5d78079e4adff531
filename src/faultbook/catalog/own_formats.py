"""A format of one's own, as an entry of the file that people edit."""

from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Discriminator, Tag, ValidationInfo, field_validator

from faultbook.catalog.names import severity_of
from faultbook.formats.delimited.definition import DelimitedDefinition
from faultbook.formats.detection import UNKNOWN_NAME
from faultbook.formats.patterns.definition import Definition, PatternEntry
from faultbook.formats.patterns.regexes import checked_regex
from faultbook.formats.registered import FORMATS
from faultbook.formats.wrapped.wrappers import WRAPPINGS

MOST_PATTERNS = 50
_ANY_TIMESTAMP = r"\d"


def _regex(entry: Any) -> Any:
    """Refuses a regex that not every engine reads, where it is written: its line is known here."""
    regex = entry.get("regex") if isinstance(entry, dict) else entry
    if isinstance(regex, str):
        checked_regex(regex, _ANY_TIMESTAMP)
    return {"regex": entry} if isinstance(entry, str) else entry


def _some(entries: tuple[PatternEntry, ...]) -> tuple[PatternEntry, ...]:
    if not 0 < len(entries) <= MOST_PATTERNS:
        raise ValueError(f"found {len(entries)} patterns; expected 1 to {MOST_PATTERNS}")
    return entries


class OwnPatterns(Definition):
    """A format of patterns, each checked at its own line; its levels mean severities of the setting."""

    patterns: Annotated[tuple[Annotated[PatternEntry, BeforeValidator(_regex)], ...], AfterValidator(_some)]

    @field_validator("levels")
    @classmethod
    def levels_mean_severities(cls, value: Any, info: ValidationInfo) -> Any:
        """ValueError where a level means what is no severity and no spelling of one."""
        for level, word in value.items() if isinstance(value, dict) else ():
            try:
                severity_of(word, info)
            except ValueError as wrong:
                raise ValueError(f"{level}: {wrong}") from wrong
        return value


def _kind(entry: Any) -> str:
    return "a layout" if isinstance(entry, dict) and "delimiter" in entry else "a pattern"


def _own(definition: Definition | DelimitedDefinition, info: ValidationInfo) -> Definition | DelimitedDefinition:
    """Refuses a name that another format has."""
    context = info.context or {}
    taken = {*FORMATS, *context.get("own", ()), *(wrapping.name for wrapping in WRAPPINGS), UNKNOWN_NAME}
    if definition.name in taken:
        raise ValueError(f"found the name {definition.name!r}, which another format has; expected a name of its own")
    context.get("own", set()).add(definition.name)
    return definition


OwnFormat = Annotated[
    Annotated[OwnPatterns, Tag("a pattern")] | Annotated[DelimitedDefinition, Tag("a layout")],
    Discriminator(_kind),
    AfterValidator(_own),
]
"""A format as a pattern or as columns, whichever the entry has."""
