"""How the files of each source are read, as an entry of the file that people edit."""

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, field_validator, model_validator

from faultbook.bundle.yaml_model import YamlModel
from faultbook.catalog.names import Encoding, Severity, TimeZone
from faultbook.faults.severities import DEFAULT_SEVERITIES
from faultbook.formats.levels import NUMBERS
from faultbook.formats.path_patterns import glob_pattern, named_groups
from faultbook.formats.registered import FORMATS
from faultbook.formats.source_rules import PATH_FIELDS, SourceRule
from faultbook.formats.wrapped.wrappers import SEPARATOR, WRAPPINGS
from faultbook.registry import expected_one_of


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


class SourceEntry(YamlModel):
    """How the files of one source are read."""

    files: Annotated[list[Annotated[str, AfterValidator(_glob)]], BeforeValidator(_globs), Field(min_length=1)]
    format: str | None = None
    zone: TimeZone | None = None
    encoding: Encoding | None = None
    levels: dict[str, Severity] | None = None
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
    def _are_no_other_severity(cls, value: dict[str, str] | None, info: ValidationInfo) -> dict[str, str] | None:
        """Refuses another meaning for the name of a severity; spellings become lower case."""
        names = {name.lower() for name in (info.context or {}).get("severities", DEFAULT_SEVERITIES)}
        for spelling, severity in (value or {}).items():
            if spelling.lower() in names and spelling.lower() != severity.lower():
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
