"""How the files of each source are read: rules by path, the first that matches. Values only, to be sent to workers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from faultbook.formats.path_patterns import glob_pattern, named_groups
from faultbook.formats.port import ReadOptions

PATH_FIELDS = (
    "service", "environment", "host", "pod_name", "container_id", "process_id", "logger_name", "user_id", "request_id",
    "correlation_id", "trace_id", "source_type",
)  # fmt: skip
"""Names of FIELD_NAMES that the path of a file may give all its records."""


@dataclass(frozen=True)
class SourceRule:
    """How the files of one source are read. None and empty: as the settings of the run have it.

    `files`: globs over the path relative to the landing root. `format`: its name; None: detected from content. `zone`:
    IANA name of the zone of timestamps that name none. `encoding`: a codec of Python. `levels`: own spellings, in lower
    case -> severity. `level_numbers`: key of levels.NUMBERS. `path`: regular expression over the whole path, whose
    named groups are fields of all records.
    """

    files: tuple[str, ...] = ("**",)
    format: str | None = None
    zone: str | None = None
    encoding: str | None = None
    levels: Mapping[str, str] = field(default_factory=dict)
    level_numbers: str | None = None
    service: str | None = None
    environment: str | None = None
    path: str | None = None

    def matches(self, path: str) -> bool:
        """True for a path that one of the globs matches."""
        return any(glob_pattern(glob).fullmatch(path) for glob in self.files)

    def fields_of(self, path: str) -> dict[str, str]:
        """Fields that all records of a file have, where a record does not name them itself."""
        fixed = {"service": self.service, "environment": self.environment}
        found = named_groups(self.path).fullmatch(path) if self.path else None
        named = found.groupdict() if found else {}
        return {name: value for name, value in (fixed | named).items() if value}

    def severities(self, setting: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
        """The setting `severities` as this source means it: its own spellings win."""
        own: dict[str, list[str]] = {}
        for spelling, severity in self.levels.items():
            own.setdefault(severity, []).append(spelling)
        return {
            name: (*own.get(name, ()), *(word for word in spellings if word.lower() not in self.levels))
            for name, spellings in setting.items()
        }

    def options(self, options: ReadOptions) -> ReadOptions:
        """The options of the run as this source changes them."""
        changes: dict[str, Any] = {}
        if self.levels:
            changes["severities"] = self.severities(options.severities)
        if self.zone:
            changes["zone"] = self.zone
        if self.level_numbers:
            changes["level_numbers"] = self.level_numbers
        return replace(options, **changes) if changes else options


AS_SET = SourceRule()
"""The rule of files that no rule matches."""


@dataclass(frozen=True)
class SourceRules:
    """The rules of all sources, and the definitions of one's own formats as JSON texts, in the order of their file."""

    rules: tuple[SourceRule, ...] = ()
    definitions: tuple[str, ...] = ()

    def rule_for(self, path: str) -> SourceRule:
        """The first rule that matches a path relative to the landing root; AS_SET where none does."""
        return next((rule for rule in self.rules if rule.matches(path)), AS_SET)
