"""Reads the fields of one object of a log."""

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from faultbook.faults.severities import UNKNOWN
from faultbook.formats.found import found_instead
from faultbook.formats.json_fields.decoding import INEXACT_INT, Decoder, NotJsonError
from faultbook.formats.json_fields.exceptions import exception_of, head_type, with_lines
from faultbook.formats.json_fields.names import FIELDS
from faultbook.formats.json_fields.plans import TYPED_FIELDS, Candidate, Plan, plan_of, plan_of_long
from faultbook.formats.json_fields.stamps import Stamps
from faultbook.formats.json_fields.values import double_of, endpoint_of, int_of, labels_of, rendered
from faultbook.formats.json_fields.writing import metadata_of, text_of, without_half_pairs
from faultbook.formats.levels import Levels
from faultbook.formats.port import ReadOptions, TimestampFrom

_SHORT = 4_096
"""Characters of an object whose names are short enough to be remembered."""
_MOST_INT = 2**31 - 1
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
        self._stamps = Stamps(options.zone)
        self._level_numbers = options.level_numbers
        self._is_set = bool(options.service)
        """The service of all records is set; metadata keeps what they name."""
        self._code = re.compile(rf"(?:{options.code_pattern})\Z")
        self._typed: dict[str, Callable[[Any], Any]] = {
            "http_endpoint": lambda value: endpoint_of(self._text(value)) if value != "" else None,
            "http_duration_ms": self._double,
            "http_status": self._int,
            "source_line": self._int,
            "service": lambda value: self._text(value).strip(" ") or None,
            "environment": lambda value: self._text(value).strip(" ") or None,
            "error_code": self._error_code,
            "labels": self._labels,
        }
        """How the fields are read that are more than their text, from a value; None: it is not of the type."""
        self._undated = options.file_time if options.takes_undated else None
        """The instant of objects that name none; None: they are refused."""

    def fields(self, found: dict[str, Any], whole: str | None = None) -> dict[str, Any] | Refusal:
        """The fields of an object that `decoder` decoded last, or why it is no record.

        `whole`: the text that is the metadata where values would not come out as they were; None: they stay as far as
        they can.
        """
        names = tuple(found)
        is_short = whole is not None and len(whole) <= _SHORT
        plan = (plan_of if is_short else plan_of_long)(names, self._level_numbers)
        stored: list[str] = []
        stamp = self._first(found, plan.stamps, stored)
        if stamp is None and self._undated is None:
            return _MISSING["timestamp"]
        fields: dict[str, Any] = {} if stamp is not None else {"timestamp_from": TimestampFrom.FILE}
        instant = self._stamps.of_value(stamp) if stamp is not None else self._undated
        message = self._first(found, plan.messages, stored)
        if message is None and plan.has_template and type(found["@mt"]) is str:
            message = rendered(found["@mt"], found)
        if message is None:
            return _MISSING["message"]
        fields["message"] = message if type(message) is str else self._text(message)
        if instant is None:
            text = (stamp if type(stamp) is str else self._text(stamp)).strip(" ")
            return Refusal("bad_timestamp", found_instead(text, _EXPECTED_INSTANT))
        fields["timestamp"] = instant
        numbers = self._read_level(found, plan, fields, stored)
        if plan.exceptions:
            self._read_exception(found, plan, fields, stored)
        value: Any
        for field, name in plan.texts:
            value = found[name]
            if type(value) is not str and value is not None:
                value = self._text(value)
            if value:
                fields[field] = value
                stored.append(name)
        for field, name in plan.typed:
            self._read_typed(field, found[name], name, fields, stored)
        if plan.steps or plan.late_traces:
            self._read_steps(found, plan, fields, stored)
        fields["severity"] = self._severity(found, plan, fields, numbers)
        metadata = self._metadata(found, plan, stored, whole)
        if metadata is not None:
            fields["metadata"] = metadata
        return without_half_pairs(fields) if self.decoder.has_half_pairs else fields

    def _first(self, found: Mapping[str, Any], candidates: tuple[Candidate, ...], stored: list[str]) -> Any:
        """The first value that is not null; its name is added to `stored`, where metadata need not have it then."""
        for name, path, storing, _ in candidates:
            value = self._within(found[name], path) if path else found[name]
            if value is not None:
                if storing is not None:
                    stored.append(storing)
                return value
        return None

    def _read_level(
        self, found: Mapping[str, Any], plan: Plan, fields: dict[str, Any], stored: list[str]
    ) -> str | None:
        """Reads the level as written. Returns whose numbers it may be; a blank level is none."""
        for name, path, storing, numbers in plan.levels:
            value = self._within(found[name], path) if path else found[name]
            if value is None:
                continue
            text = (value if type(value) is str else self._text(value)).strip(" ")
            if text:
                fields["level"] = text
                if storing is not None:
                    stored.append(storing)
                return numbers
        return None

    def _read_steps(self, found: Mapping[str, Any], plan: Plan, fields: dict[str, Any], stored: list[str]) -> None:
        """Fields that are more than their text, and those that may be in several places."""
        dotnet_type = ""
        for field, candidates in plan.steps:
            if field in fields:
                continue
            before = len(stored)
            value = self._first(found, candidates, stored)
            if value is None:
                continue
            storing = stored.pop() if len(stored) > before else None
            if field in TYPED_FIELDS:
                self._read_typed(field, value, storing, fields, stored)
            elif text := self._text(value):
                fields[field] = text
                if storing is not None:
                    stored.append(storing)
                if field == "stack_trace" and storing in _DOTNET_TRACES:
                    dotnet_type = head_type(text)
        if dotnet_type:
            fields["stack_trace"] = with_lines(fields["stack_trace"])
            fields.setdefault("exception_type", dotnet_type)
        for name in plan.late_traces:
            value = found[name]
            if "stack_trace" not in fields and type(value) is str and "\n" in value:
                fields["stack_trace"] = value
                stored.append(name)

    def _read_typed(
        self, field: str, value: Any, storing: str | None, fields: dict[str, Any], stored: list[str]
    ) -> None:
        """A field that is more than its text; another value than of its type stays in the metadata."""
        read = self._typed[field](value) if value is not None else None
        if read is None:
            return
        fields[field] = read
        # The path of a request without its ids is not all that was there.
        if field == "http_endpoint" and read != self._text(value):
            return
        if storing is not None and not (field == "service" and self._is_set):
            stored.append(storing)

    def _text(self, value: Any) -> str:
        """The text of a value that is not None."""
        if type(value) is str:
            return value
        if type(value) is int and not -INEXACT_INT < value < INEXACT_INT:
            self.decoder.note_inexact()
        return text_of(value, has_odd_floats=self.decoder.has_odd_floats)

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

    def _labels(self, value: Any) -> dict[str, str | None] | None:
        """An object, or a text that is one, as texts by name; None for one that names a field twice."""
        labels = value if type(value) is dict else self._object_of(value)
        decoder = self.decoder if labels is value else self._nested
        if labels is None or (decoder.repeated and any(each is labels for each in decoder.repeated)):
            return None
        return labels_of(labels, has_odd_floats=decoder.has_odd_floats)

    def _error_code(self, value: Any) -> str | None:
        code = self._text(value).strip(" ")
        return code if self._code.match(code) else None

    def _int(self, value: Any) -> int | None:
        return value if type(value) is int and 0 <= value <= _MOST_INT else int_of(self._text(value))

    def _double(self, value: Any) -> float | None:
        kind = type(value)
        if kind is float or (kind is int and 0 <= value <= _MOST_INT):
            return float(value)
        return double_of(self._text(value))

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

    def _severity(self, found: Mapping[str, Any], plan: Plan, fields: Mapping[str, Any], numbers: str | None) -> str:
        level = fields.get("level")
        severity = self._levels.of_level(level, numbers)
        if severity != UNKNOWN:
            return severity
        if level is None:
            if plan.is_serilog:
                return self._levels.of_level(_ABSENT_SERILOG_LEVEL, None)
            is_request = "http_status" in fields or "http_method" in fields
            is_failure = "stack_trace" in fields or "exception_type" in fields
            return self._levels.mildest if is_request and not is_failure else UNKNOWN
        second: Candidate | None = plan.level_by_number
        if second is not None:
            number = self._within(found[second.name], second.path) if second.path else found[second.name]
            if type(number) in (int, str):
                return self._levels.of_level(str(number), second.numbers)
        return UNKNOWN

    def _metadata(self, found: Mapping[str, Any], plan: Plan, stored: list[str], whole: str | None) -> str | None:
        """The JSON text of the fields without a column; None where there are none."""
        decoder = self.decoder
        if whole is not None and (decoder.repeated or not decoder.is_exact):
            return whole
        others: dict[str, Any]
        if len(stored) + len(plan.others) == len(found):
            others = {name: found[name] for name in plan.others}
        else:
            others = {name: value for name, value in found.items() if name not in stored}
        if not others:
            return None
        if whole is not None:
            for value in others.values():
                if type(value) is int and not -INEXACT_INT < value < INEXACT_INT:
                    decoder.note_inexact()
                    return whole
        return metadata_of(others, has_odd_floats=decoder.has_odd_floats)


_MISSING = {
    field: Refusal(
        "missing_field",
        f"has no {field}; expected one of the names {', '.join(name for name in FIELDS[field] if '/' not in name)}",
    )
    for field in ("timestamp", "message")
}
_DOTNET_TRACES = frozenset(("@x", "Exception", "ExceptionDetails"))
"""Names whose text begins with the type of the exception that was logged."""
