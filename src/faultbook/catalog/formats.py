"""Formats of one's own and how the files of each source are read, from the YAML file that people edit."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Discriminator,
    Field,
    Tag,
    ValidationInfo,
    field_validator,
    model_validator,
)

from faultbook.bundle.yaml_model import YamlModel
from faultbook.catalog.file import read_catalog_file
from faultbook.catalog.names import Encoding, TimeZone, expected_one_of
from faultbook.faults.severities import DEFAULT_SEVERITIES, severities_of
from faultbook.formats.delimited.definition import DelimitedDefinition
from faultbook.formats.levels import NUMBERS
from faultbook.formats.path_patterns import glob_pattern, named_groups
from faultbook.formats.patterns.definition import Definition
from faultbook.formats.registered import FORMATS
from faultbook.formats.source_rules import PATH_FIELDS, SourceRule, SourceRules
from faultbook.formats.wrapped.wrappers import SEPARATOR, WRAPPINGS

PAGE = "docs/formats.md"


def _globs(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _glob(value: str) -> str:
    if not value.strip() or value.startswith("/") or "\\" in value:
        raise ValueError(f"found {value!r}; expected a glob below the landing root with slashes, as nginx/**/*.log")
    try:
        glob_pattern(value)
    except re.error as wrong:
        raise ValueError(f"found {value!r}; expected a glob, as nginx/**/*.log ({wrong})") from wrong
    return value


def _severity(value: str, info: ValidationInfo) -> str:
    """The canonical name of a severity or of one of its spellings."""
    setting = (info.context or {}).get("severities", DEFAULT_SEVERITIES)
    severity = severities_of(setting).canonical(value)
    if severity is None or severity not in setting:
        raise ValueError(f"found {value!r}; expected {expected_one_of(value, setting)}")
    return severity


class SourceEntry(YamlModel):
    """How the files of one source are read."""

    files: Annotated[list[Annotated[str, AfterValidator(_glob)]], BeforeValidator(_globs), Field(min_length=1)]
    format: str | None = None
    zone: TimeZone | None = None
    encoding: Encoding | None = None
    levels: dict[str, Annotated[str, AfterValidator(_severity)]] | None = None
    level_numbers: str | None = None
    service: str | None = None
    environment: str | None = None
    path: str | None = None

    @field_validator("format")
    @classmethod
    def _is_known(cls, value: str | None, info: ValidationInfo) -> str | None:
        known = (info.context or {}).get("formats", FORMATS)
        outer, _, inner = (value or "").partition(SEPARATOR)
        is_wrapped = any(outer == wrapping.name for wrapping in WRAPPINGS) and (not inner or inner in known)
        if value is not None and value not in known and not is_wrapped:
            raise ValueError(
                f"found {value!r}; expected {expected_one_of(value, known)}, or one of this file; "
                "`faultbook formats` lists them"
            )
        return value

    @field_validator("level_numbers")
    @classmethod
    def _are_numbers_of_a_logger(cls, value: str | None) -> str | None:
        if value is not None and value not in NUMBERS:
            raise ValueError(f"found {value!r}; expected {expected_one_of(value, NUMBERS)}")
        return value

    @field_validator("levels")
    @classmethod
    def _are_no_other_severity(cls, value: dict[str, str] | None) -> dict[str, str] | None:
        """Refuses another meaning for the name of a severity; spellings become lower case."""
        for spelling, severity in (value or {}).items():
            if spelling.lower() in map(str.lower, DEFAULT_SEVERITIES) and spelling.lower() != severity.lower():
                raise ValueError(f"found {spelling}: {severity}; expected no new meaning for the name of a severity")
        return {spelling.lower(): severity for spelling, severity in value.items()} if value else None

    @field_validator("path")
    @classmethod
    def _names_fields(cls, value: str | None) -> str | None:
        if value is None:
            return None
        try:
            groups = named_groups(value).groupindex
        except re.error as wrong:
            raise ValueError(f"found {value!r}; expected a regular expression ({wrong})") from wrong
        if unknown := [name for name in groups if name not in PATH_FIELDS]:
            raise ValueError(f"found the group {unknown[0]!r}; expected {expected_one_of(unknown[0], PATH_FIELDS)}")
        if not groups:
            raise ValueError(f"found {value!r}; expected a group of a field's name, as (?<service>[^/]+)/.*")
        return value

    @model_validator(mode="after")
    def _names_each_field_once(self) -> "SourceEntry":
        groups = named_groups(self.path).groupindex if self.path else {}
        for name in ("service", "environment"):
            if getattr(self, name) is not None and name in groups:
                raise ValueError(f"found {name} twice, as {name} and as a group of path; expected it once")
        return self

    def rule(self) -> SourceRule:
        """The entry as the value that ingest reads by."""
        return SourceRule(
            files=tuple(self.files),
            format=self.format,
            zone=self.zone,
            encoding=self.encoding,
            levels=self.levels or {},
            level_numbers=self.level_numbers,
            service=self.service,
            environment=self.environment,
            path=self.path,
        )


def _kind(entry: Any) -> str:
    return "a layout" if isinstance(entry, dict) and "delimiter" in entry else "a pattern"


OwnFormat = Annotated[
    Annotated[Definition, Tag("a pattern")] | Annotated[DelimitedDefinition, Tag("a layout")], Discriminator(_kind)
]
"""A format as a pattern or as columns, whichever the entry has."""


def _own(definition: Definition | DelimitedDefinition, info: ValidationInfo) -> Definition | DelimitedDefinition:
    """Refuses a name that another format has, and a meaning of a level that is no severity."""
    context = info.context or {}
    if definition.name in FORMATS or definition.name in context.get("own", ()):
        raise ValueError(f"found the name {definition.name!r}, which another format has; expected a name of its own")
    context.get("own", set()).add(definition.name)
    if isinstance(definition, Definition) and not isinstance(definition.levels, str):
        for word in definition.levels.values():
            _severity(word, info)
    return definition


class FormatsFile(YamlModel):
    """catalog/formats.yml."""

    sources: list[SourceEntry] | None = None
    formats: list[Annotated[OwnFormat, AfterValidator(_own)]] | None = None

    @model_validator(mode="before")
    @classmethod
    def _names_are_known(cls, content: Any, info: ValidationInfo) -> Any:
        """Adds the names of the file's own formats to those that a source may name."""
        entries = content.get("formats") if isinstance(content, dict) else None
        if info.context is not None and isinstance(entries, list):
            info.context["formats"].update(entry["name"] for entry in entries if _has_name(entry))
        return content


def _has_name(entry: Any) -> bool:
    return isinstance(entry, dict) and isinstance(entry.get("name"), str)


def read_formats_file(path: str, *, severities: Mapping[str, Sequence[str]] = DEFAULT_SEVERITIES) -> SourceRules:
    """The rules and formats of a file; none for an empty path. `severities` is the setting of the run.

    InvalidCatalog where the file is missing or wrong.
    """
    context = {"formats": set(FORMATS), "own": set(), "severities": severities}
    file = read_catalog_file(path, FormatsFile, page=PAGE, context=context) or FormatsFile()
    return SourceRules(
        rules=tuple(entry.rule() for entry in file.sources or ()),
        definitions=tuple(
            json.dumps(entry.model_dump(exclude_unset=True), default=str) for entry in file.formats or ()
        ),
    )
