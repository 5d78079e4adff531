"""The fields of a record from its first line, by one pattern under the options of one file."""

import re
from collections.abc import Callable
from typing import Any

from faultbook.formats.levels import MOST_OF_A_LEVEL, Levels
from faultbook.formats.metadata import json_object
from faultbook.formats.patterns.definition import Definition
from faultbook.formats.patterns.lines import HEAD_CHARACTERS, LinePattern
from faultbook.formats.patterns.regexes import regex_of
from faultbook.formats.port import FIELD_NAMES, ReadOptions

Severity = Callable[[str | None], str]
UNREADABLE: dict[str, Any] = {}
"""Returned for a line that fits a pattern but for its timestamp, which is no instant."""

_PRIORITY = "syslog priority"
"""The numbers of levels.NUMBERS that `syslog_priority` means."""
_MOST_REMEMBERED = 1_024
_INTEGERS = ("source_line", "http_status")
_CONVERTED = (*_INTEGERS, "http_duration_ms")


def severity_of(definition: Definition, options: ReadOptions) -> Severity:
    """What the levels of a format mean under the setting `severities`."""
    levels = Levels(options.severities)
    words = definition.levels

    def of(level: str | None) -> str:
        if level is None or isinstance(words, str):
            return levels.of_level(level, _PRIORITY)
        return levels.of_level(words.get(level, level), options.level_numbers)

    remembered: dict[str | None, str] = {}

    def of_remembered(level: str | None) -> str:
        found = remembered.get(level)
        if found is None:
            found = of(level)
            if len(remembered) < _MOST_REMEMBERED and (level is None or len(level) <= MOST_OF_A_LEVEL):
                remembered[level] = found
        return found

    return of_remembered


class RecordPattern:
    """A pattern that makes fields of lines."""

    def __init__(self, pattern: LinePattern, definition: Definition, options: ReadOptions, severity: Severity) -> None:
        """Under the options of one file."""
        self._pattern = pattern
        self._names = pattern.regex.groups
        self._instant = pattern.instant_reader(definition.zone or options.zone, options.file_time)
        self._severity = severity
        defaults = {**definition.defaults, **pattern.entry.defaults}
        # What was not written is no level as written; it only says how bad the record is.
        self._default_level = defaults.pop("level", None)
        self._defaults = defaults
        self._absent = frozenset(definition.absent)
        self._given = tuple(name for name in self._names if name != "timestamp")
        self._others = tuple(name for name in self._names if name not in FIELD_NAMES)
        self._has_message = "message" in self._names
        given = {*self._names, *defaults}
        self._converted = tuple(name for name in _CONVERTED if name in given)
        second = pattern.entry.second
        self._second = None if second is None else re.compile(regex_of(second).text, re.ASCII)
        self._is_plain = not (defaults or self._absent or self._others or self._converted) and self._has_message

    @property
    def is_dated(self) -> bool:
        """True where it has a timestamp."""
        return self._instant is not None

    def fields(self, line: str) -> dict[str, Any] | None:
        """The fields of a line; `timestamp` None where it names none. None: it does not fit; UNREADABLE: see there."""
        values = self._pattern.values(line)
        if values is None:
            return None
        fields: dict[str, Any] = dict(zip(self._names, values, strict=True))
        written = fields.get("timestamp")
        if written is not None and self._instant is not None:
            fields["timestamp"] = at = self._instant(written)
            if at is None:
                return UNREADABLE
        else:
            fields["timestamp"] = None
        if not self._is_plain or fields["message"] is None:
            self._complete(fields, line)
        level = fields.get("level")
        fields["severity"] = self._severity(self._default_level if level is None else level)
        return fields

    def second_fields(self, line: str) -> dict[str, Any] | None:
        """What the line below adds to a record, in place of what its first line gave; None where it does not fit."""
        found = self._second.fullmatch(line[:HEAD_CHARACTERS]) if self._second else None
        if found is None:
            return None
        fields: dict[str, Any] = {name: value for name, value in found.groupdict().items() if value is not None}
        if "message" in fields:
            fields["message"] += line[HEAD_CHARACTERS:]
        for name in _CONVERTED:
            if name in fields:
                fields[name] = _number(fields[name], name)
        if "level" in fields:
            fields["severity"] = self._severity(fields["level"])
        return fields

    def _complete(self, fields: dict[str, Any], line: str) -> None:
        if self._absent:
            for name in self._given:
                if fields[name] in self._absent:
                    fields[name] = None
        if self._others:
            others = [(name, fields.pop(name)) for name in self._others]
            named = [pair for pair in others if pair[1] is not None]
            if named:
                fields["metadata"] = json_object(named)
        for name, value in self._defaults.items():
            if fields.get(name) is None:
                fields[name] = value
        for name in self._converted:
            fields[name] = _number(fields.get(name), name)
        if fields.get("message") is None:
            fields["message"] = "" if self._has_message else line


def _number(text: str | None, name: str) -> int | float | None:
    """The number of a field; None where it is none, or too large for its column."""
    if text is None or len(text) > 20:
        return None
    if name in _INTEGERS:
        return int(text) if text.isascii() and text.isdigit() and int(text) < 2**31 else None
    try:
        value = float(text)
    except ValueError:
        return None
    return value if abs(value) < 1e15 else None
