"""Reads the fields of one object of a log."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from faultbook.faults.severities import UNKNOWN
from faultbook.formats.json_fields.decoding import Decoder, NotJsonError
from faultbook.formats.json_fields.exceptions import exception_of, head_type, with_lines
from faultbook.formats.json_fields.names import FIELDS
from faultbook.formats.json_fields.plans import Candidate, Plan, plan_of
from faultbook.formats.json_fields.values import double_of, endpoint_of, instant_of, int_of, labels_of, rendered
from faultbook.formats.json_fields.writing import metadata_of, text_of
from faultbook.formats.levels import Levels
from faultbook.formats.port import ReadOptions

FOUND_LENGTH = 2_000
"""Characters of what was found that a detail shows."""
_MOST_PLANS = 4_096
_ABSENT_SERILOG_LEVEL = "information"
_EXPECTED_INSTANT = (
    "a full date and time such as 2026-01-31T20:26:10Z, years 0001 to 9999, or a number since 1970 of "
    "10 (seconds), 13 (ms), 16 (µs) or 19 (ns) digits"
)


class Refusal(NamedTuple):
    """Why an object is no record."""

    reason: str
    detail: str


class ObjectReader:
    """Reads objects of one file. Not shared by threads."""

    def __init__(self, options: ReadOptions) -> None:
        """Nothing is read yet."""
        self.decoder = Decoder()
        self._nested = Decoder()
        self._levels = Levels(options.severities)
        self._zone = options.zone
        self._level_numbers = options.level_numbers
        self._code = re.compile(rf"(?:{options.code_pattern})\Z")
        self._plans: dict[tuple[str, ...], Plan] = {}

    def fields(self, found: dict[str, Any], whole: str | None = None) -> dict[str, Any] | Refusal:
        """The fields of an object that `decoder` decoded last, or why it is no record.

        `whole`: the text that is the metadata where values would not come out as they were; None: they stay as far as
        they can.
        """
        names = tuple(found)
        plan = self._plans.get(names) or self._planned(names)
        fields: dict[str, Any] = {}
        stored: list[str] = []
        odd = self.decoder.has_odd_floats
        stamp: str | None = None
        numbers: str | None = None
        dotnet_type = ""
        if plan.exceptions:
            self._read_exception(found, plan, fields, stored)
        for field, candidates in plan.steps:
            if field in fields:
                continue
            for candidate in candidates:
                value: Any = found[candidate[0]]
                if candidate[1]:
                    value = self._within(value, candidate[1])
                if value is None:
                    continue
                text = value if type(value) is str else text_of(value, has_odd_floats=odd)
                if field == "level":
                    text = text.strip(" ")
                    if not text:
                        continue
                    numbers = candidate[3]
                break
            else:
                continue
            if field == "message":
                fields[field] = text
            elif field == "timestamp":
                stamp = text.strip(" ")
                instant = instant_of(value, stamp, self._zone)
                if instant is None:
                    continue
                fields[field] = instant
            elif field in _READ:
                read = self._typed(field, value, text)
                if read is None:
                    continue
                fields[field] = read
                if field == "http_endpoint" and read != text:
                    continue
            elif text:
                fields[field] = text
                if field == "stack_trace" and candidate[0] in _DOTNET_TRACES:
                    fields[field] = with_lines(text)
                    dotnet_type = head_type(text)
            else:
                continue
            if candidate[2] is not None:
                stored.append(candidate[2])
        if plan.is_serilog or plan.late_traces:
            self._complete(found, plan, fields, stored)
        if refusal := self._refusal(fields, stamp):
            return refusal
        if dotnet_type:
            fields.setdefault("exception_type", dotnet_type)
        if "severity" not in fields:
            fields["severity"] = self._severity(found, plan, fields, numbers)
        metadata = self._metadata(found, stored, whole)
        if metadata is not None:
            fields["metadata"] = metadata
        if not self.decoder.is_exact:
            _replace_half_pairs(fields)
        return fields

    def _planned(self, names: tuple[str, ...]) -> Plan:
        if len(self._plans) >= _MOST_PLANS:
            self._plans.clear()
        return self._plans.setdefault(names, plan_of(names, self._level_numbers))

    def _within(self, value: Any, path: tuple[str, ...]) -> Any:
        """The value at a path of names within an object, or within an object that is written as a text."""
        for name in path:
            if type(value) is not dict:
                value = self._object_of(value)
                if value is None:
                    return None
            value = value.get(name)
        return value

    def _object_of(self, value: Any) -> dict[str, Any] | None:
        if type(value) is not str or not value.startswith("{"):
            return None
        try:
            found = self._nested.decode(value)
        except NotJsonError:
            return None
        return found if type(found) is dict else None

    def _typed(self, field: str, value: Any, text: str) -> Any:
        """The value of a field that is no plain text; None where it is not of its type."""
        if field == "http_endpoint":
            return endpoint_of(text) if text else None
        if field == "http_duration_ms":
            return double_of(text)
        if field == "error_code":
            code = text.strip(" ")
            return code if self._code.match(code) else None
        if field == "labels":
            labels = value if type(value) is dict else self._object_of(value)
            decoder = self.decoder if labels is value else self._nested
            if labels is None or any(each is labels for each in decoder.repeated):
                return None
            return labels_of(labels, has_odd_floats=decoder.has_odd_floats)
        if field in ("service", "environment"):
            return text.strip(" ") or None
        return int_of(text)

    def _read_exception(self, found: Mapping[str, Any], plan: Plan, fields: dict[str, Any], stored: list[str]) -> None:
        """An exception that is written as an object or array, as a trace."""
        for candidate in plan.exceptions:
            value: Any = found[candidate.name]
            if candidate.path:
                value = self._within(value, candidate.path)
            exception = exception_of(value) if value else None
            if exception is None:
                continue
            if exception.kind:
                fields.setdefault("exception_type", exception.kind)
            if exception.trace:
                fields["stack_trace"] = exception.trace
            if exception.is_all and candidate.stored is not None:
                stored.append(candidate.stored)
            return

    def _complete(self, found: Mapping[str, Any], plan: Plan, fields: dict[str, Any], stored: list[str]) -> None:
        """What Serilog leaves to who reads it, and traces under names that have other meanings too."""
        if plan.has_template and "message" not in fields and isinstance(found["@mt"], str):
            fields["message"] = rendered(found["@mt"], found)
        if plan.is_serilog and "level" not in fields:
            fields["severity"] = self._levels.of_level(_ABSENT_SERILOG_LEVEL, None)
        for name in plan.late_traces:
            value = found[name]
            if "stack_trace" not in fields and isinstance(value, str) and "\n" in value:
                fields["stack_trace"] = value
                stored.append(name)

    def _refusal(self, fields: Mapping[str, Any], stamp: str | None) -> Refusal | None:
        if stamp is None:
            return _missing("timestamp")
        if "message" not in fields:
            return _missing("message")
        if "timestamp" not in fields:
            return Refusal("bad_timestamp", f"found '{stamp[:FOUND_LENGTH]}', expected {_EXPECTED_INSTANT}")
        return None

    def _severity(self, found: Mapping[str, Any], plan: Plan, fields: Mapping[str, Any], numbers: str | None) -> str:
        level = fields.get("level")
        severity = self._levels.of_level(level, numbers)
        if severity != UNKNOWN:
            return severity
        if level is None:
            is_request = "http_status" in fields or "http_method" in fields
            is_failure = "stack_trace" in fields or "exception_type" in fields
            return self._levels.mildest if is_request and not is_failure else UNKNOWN
        second: Candidate | None = plan.level_by_number
        if second is not None:
            number = self._within(found[second.name], second.path) if second.path else found[second.name]
            if type(number) in (int, str):
                return self._levels.of_level(str(number), second.numbers)
        return UNKNOWN

    def _metadata(self, found: Mapping[str, Any], stored: list[str], whole: str | None) -> str | None:
        """The JSON text of the fields without a column; None where there are none."""
        if whole is not None and (self.decoder.repeated or not self.decoder.is_exact):
            return whole
        others = {name: value for name, value in found.items() if name not in stored}
        return metadata_of(others, has_odd_floats=self.decoder.has_odd_floats) if others else None


_READ = frozenset(
    ("http_endpoint", "http_duration_ms", "error_code", "labels", "service", "environment", "source_line", "http_status")
)
"""Fields that are more than their text."""
_DOTNET_TRACES = frozenset(("@x", "Exception", "ExceptionDetails"))
"""Names whose text begins with the type of the exception that was logged."""


def _missing(field: str) -> Refusal:
    names = ", ".join(name for name in FIELDS[field] if "/" not in name)
    return Refusal("missing_field", f"has no {field}; expected one of the names {names}")


def _replace_half_pairs(fields: dict[str, Any]) -> None:
    """Letters that are half of a pair as `?`: no text in UTF-8 has them."""
    for name, value in fields.items():
        if type(value) is str:
            fields[name] = value.encode("utf-8", "replace").decode()
        elif type(value) is dict:
            fields[name] = {_whole(key): None if each is None else _whole(each) for key, each in value.items()}


def _whole(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
