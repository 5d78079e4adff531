"""A definition: how reports are extracted from one kind of message. Data, written as YAML, run by two readers.

For each field a list of candidates is tried in order; the first that gives a text is taken, and the report keeps which
one it was. Spark runs definitions as plain columns (`transforms.events`), `events.reading` in plain Python.
"""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from faultbook.events.fields import INSTANT_FIELDS, TEXT_FIELDS, Kind, Phase
from faultbook.events.paths import BODY, Path, WrongPath, parse_path

WHOLE_BODY = "body"
"""Root of the whole message, where `$` is one item of it."""
ENVELOPE = "envelope"
"""In a key: the id of the envelope, for messages that name neither what failed nor when."""
FIXED = "fixed text"
"""What a report names as the path of a field whose text no path gave."""
OF_RULE = " (of the rule)"
"""What a report writes behind the path of a message that describes the rule which fired, not what failed."""
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_MOST_FACTS = 40


class Take(StrEnum):
    """What of a candidate's text is taken."""

    ALL = "all"
    LAST_SEGMENT = "last_segment"
    """After the last `/`: the name in the id of a resource."""
    AFTER_DASH = "after_dash"
    """After the last ` - `: the state in `MyActivity - Failed`."""
    BEFORE_DASH = "before_dash"
    """Before the last ` - `."""
    LAST_WORD = "last_word"
    """After the last blank: the state in `Alert "x" changed status to TRIGGERED`."""
    CODE_IN_TEXT = "code_in_text"
    """X of `ErrorCode=X,'Type=...`: how Data Factory's copy activity words errors."""
    TYPE_IN_TEXT = "type_in_text"
    """The class of `'Type=X,Message=...`."""
    MESSAGE_IN_TEXT = "message_in_text"
    """The first message of `'Type=..,Message=X,Source=..`."""
    EXCEPTION_IN_TEXT = "exception_in_text"
    """The class that the last line of a traceback, or the beginning of a message, names before its first colon."""


def _path(value: Any) -> Path:
    if isinstance(value, Path):
        return value
    if not isinstance(value, str):
        raise ValueError(f"path: found {value!r}; expected a text such as $.data.message")
    try:
        return parse_path(value)
    except WrongPath as wrong:
        raise ValueError(str(wrong)) from wrong


PathText = Annotated[Path, BeforeValidator(_path)]


class Model(BaseModel):
    """A checked, closed value."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True, populate_by_name=True)


class Candidate(Model):
    """Where a text may come from: a path and what is taken of it, or a fixed text.

    of_rule: the text at the path describes the rule that fired. As a message it counts only where no sender gives a
    text of the failure itself, however short that is.
    """

    path: PathText | None = None
    piece: Take = Field(Take.ALL, alias="take")
    text: str | None = None
    of_rule: bool = False

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        return {"path": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.path is None) == (self.text is None):
            raise ValueError("a candidate has a path or a text, and not both")
        if self.of_rule and self.path is None:
            raise ValueError("of_rule: found it beside a text; expected a path: a fixed text counts after all others")
        return self

    @property
    def name(self) -> str:
        """How a report names it."""
        return FIXED if self.path is None else f"{self.path}{OF_RULE if self.of_rule else ''}"


def _several(value: Any) -> Any:
    return value if isinstance(value, list | tuple) else [value]


Candidates = Annotated[tuple[Candidate, ...], BeforeValidator(_several), Field(min_length=1, max_length=20)]


class Condition(Model):
    """What must hold for the text at a path, or for a header (its name in lower case)."""

    path: PathText | None = None
    header: str | None = None
    equals: str | None = None
    any_of: tuple[str, ...] | None = Field(None, min_length=1)
    exists: bool | None = None

    @model_validator(mode="after")
    def _one_of_each(self) -> Self:
        if (self.path is None) == (self.header is None):
            raise ValueError("a condition has a path or a header, and not both")
        if sum(value is not None for value in (self.equals, self.any_of, self.exists)) != 1:
            raise ValueError("a condition has exactly one of equals, any_of, exists")
        return self

    @property
    def values(self) -> tuple[str, ...]:
        """The texts of which one must be there; none where only the presence counts."""
        return (self.equals,) if self.equals is not None else self.any_of or ()


class Part(Model):
    """A value inside a message, with a name, that paths begin from: `error.message`.

    object: an object, or a text that holds the JSON of one. pairs: an array of objects with a name and a value each,
    or an object; its names become members. Of several equal names the first counts.
    """

    object: PathText | None = None
    pairs: PathText | None = None
    name: str = "name"
    value: str = "value"

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.object is None) == (self.pairs is None):
            raise ValueError("a part has an object or pairs, and not both")
        return self

    @property
    def path(self) -> Path:
        """Where it lies."""
        found = self.object if self.pairs is None else self.pairs
        assert found is not None
        return found


class KindOf(Model):
    """What failed: a kind by the text at the first candidate that has one; `default` for all others."""

    of: tuple[Candidate, ...] = ()
    values: Mapping[str, Kind] = Field(default_factory=dict)
    default: Kind = Kind.OTHER

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        return _choice(value)


class PhaseOf(Model):
    """What a message reports: a phase by the text at the first candidate that has one; `default` for all others."""

    of: tuple[Candidate, ...] = ()
    values: Mapping[str, Phase] = Field(default_factory=dict)
    default: Phase = Phase.FAILED

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        return _choice(value)


def _choice(value: Any) -> Any:
    if isinstance(value, str):
        return {"default": value}
    if isinstance(value, Mapping) and "of" in value:
        return {**value, "of": _several(value["of"])}
    return value


class Definition(Model):
    """How reports are extracted from one kind of message.

    when: what a message of this kind fulfils; `each`: the array whose items are reported one by one; `only`: what an
    item must fulfil to be a report (others are counted as ignored). key: texts with `{field}` in them; the first whose
    fields are all there identifies what failed, whoever reports it.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")
    about: str = Field(min_length=1)
    sources: tuple[str, ...] = Field(min_length=1)
    rank: int = 50
    when: tuple[Condition, ...] = ()
    each: PathText | None = None
    only: tuple[Condition, ...] = ()
    parts: Mapping[str, Part] = Field(default_factory=dict)
    kind: KindOf
    phase: PhaseOf = PhaseOf()
    key: tuple[str, ...] = Field(min_length=1)
    fields: Mapping[str, Candidates]
    facts: Mapping[str, Candidates] = Field(default_factory=dict, max_length=_MOST_FACTS)
    examples: tuple[Mapping[str, Any], ...] = ()

    @model_validator(mode="after")
    def _names_are_known(self) -> Self:
        known = TEXT_FIELDS.keys() | INSTANT_FIELDS.keys()
        if unknown := sorted(set(self.fields) - known):
            raise ValueError(f"fields: found {unknown[0]!r}; expected one of {', '.join(sorted(known))}")
        if "message" not in self.fields:
            raise ValueError("fields: message is missing: a report without its error text helps nobody")
        roots = {BODY, WHOLE_BODY, *self.parts}
        for path in self._paths():
            if path.root not in roots:
                raise ValueError(f"path {str(path)!r}: {path.root!r} is no part; there are {', '.join(sorted(roots))}")
        seen = {BODY, WHOLE_BODY}
        for name, part in self.parts.items():
            if part.path.root not in seen:
                raise ValueError(f"parts: {name} begins from {part.path.root!r}, which does not come before it")
            seen.add(name)
        for condition in self.when:
            if condition.path is not None and condition.path.root != BODY:
                raise ValueError(f"when: {str(condition.path)!r} must begin with $: parts are made later")
        if self.each is not None and self.each.root != BODY:
            raise ValueError(f"each: {str(self.each)!r} must begin with $")
        for template in self.key:
            names = _PLACEHOLDER.findall(template)
            if unknown := sorted(set(names) - set(self.fields) - set(self.facts) - {ENVELOPE}):
                raise ValueError(f"key: {template!r} names {unknown[0]!r}, which is neither a field nor a fact here")
            if not names or _PLACEHOLDER.sub("", template).strip("{}") != _PLACEHOLDER.sub("", template):
                raise ValueError(f"key: {template!r} must hold at least one {{field}}, and no other brace")
        return self

    def _paths(self) -> Iterator[Path]:
        candidates = [*self.phase.of, *self.kind.of]
        for several in (*self.fields.values(), *self.facts.values()):
            candidates.extend(several)
        yield from (candidate.path for candidate in candidates if candidate.path is not None)
        yield from (condition.path for condition in self.only if condition.path is not None)


def key_fields(template: str) -> list[str]:
    """The fields of a key's text, in order."""
    return _PLACEHOLDER.findall(template)


def key_parts(template: str) -> list[tuple[str, bool]]:
    """A key's text cut into fixed texts (False) and names of fields (True)."""
    pieces = _PLACEHOLDER.split(template)
    return [(piece, at % 2 == 1) for at, piece in enumerate(pieces) if piece]
