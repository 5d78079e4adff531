"""A line of logfmt as a record."""

import re
from collections.abc import Callable
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

from faultbook.faults.severities import UNKNOWN
from faultbook.formats.continued_reader import ContinuedReader
from faultbook.formats.flat_names import normal, places_of_fields
from faultbook.formats.instants import instant_or_epoch
from faultbook.formats.logfmt.pairs import pairs_of
from faultbook.formats.metadata import json_object
from faultbook.formats.port import ReadOptions

BEGINS = re.compile(r"\s{0,8}[A-Za-z_@][\w.@/\-]{0,99}=(?!=)")
"""A line of logfmt begins with a key and its sign."""
_MOST_SHAPES = 4_096
_MOST_OF_A_CACHED_LINE = 4_000
_MOST_OF_A_CALLER = 500
_ERRORS = ("err", "error")
"""Keys of what went wrong, beside the message."""
_CALLERS = ("caller", "source", "file", "src", "log_caller")
_CALLER = re.compile(r"(\S{1,500}):(\d{1,9})")
_NOTHING = frozenset(("", "<nil>", "nil", "null", "none", "None", "true", "false", "-"))
"""Values of an error that report none."""


class _Shape(NamedTuple):
    """What the keys of a line mean; lines of one statement have the same keys."""

    timestamp: int | None
    message: int | None
    level: int | None
    error: int | None
    caller: int | None
    at: int | None
    fields: tuple[tuple[int, str], ...]
    others: tuple[tuple[int, str], ...]
    doubtful: bool
    """A code or a number of a line is among the fields: their values may be no such thing."""
    is_logfmt: bool


class LogfmtReader(ContinuedReader):
    """Reads logfmt, undated lines and the stack traces below a line among it."""

    no_record = "not_logfmt"
    expected = 'keys and values such as level=error msg="no route", or the stack trace of the line before'

    def __init__(self, options: ReadOptions) -> None:
        """Nothing is read yet."""
        super().__init__(options)
        self._is_code = _matcher(options.code_pattern)

    def begins_record(self, line: str) -> bool:
        """True for a dated line: an undated one has the instant of a line before it."""
        fields = self.begun(line)
        return fields is not None and "timestamp" in fields

    def begun(self, line: str) -> dict[str, Any] | None:
        """The fields of a line of logfmt; None where it is none."""
        if not BEGINS.match(line):
            return None
        keys, values = pairs_of(line)
        shape = _shape(keys) if len(line) < _MOST_OF_A_CACHED_LINE else _shape.__wrapped__(keys)
        if not shape.is_logfmt:
            return None
        fields: dict[str, Any] = {name: values[place] for place, name in shape.fields if values[place]}
        others = {key: values[place] for place, key in shape.others}
        if shape.timestamp is not None:
            timestamp = instant_or_epoch(values[shape.timestamp], self.options.zone)
            if timestamp is None:
                others[keys[shape.timestamp]] = values[shape.timestamp]
            else:
                fields["timestamp"] = timestamp
        self._add_level(fields, others, shape, values)
        fields["message"] = _message(line, shape, values)
        if shape.caller is not None:
            caller = values[shape.caller]
            if len(caller) < _MOST_OF_A_CALLER and (place := _place(caller)):
                fields["source_file"], fields["source_line"] = place
            else:
                others[keys[shape.caller]] = caller
        if shape.doubtful:
            self._move_doubtful(fields, others, {name: keys[place] for place, name in shape.fields})
        if others:
            fields["metadata"] = json_object(others.items())
        return fields

    def _add_level(self, fields: dict[str, Any], others: dict[str, str], shape: _Shape, values: list[str]) -> None:
        if shape.level is not None:
            fields["level"] = values[shape.level]
            fields["severity"] = self.levels.of_word(values[shape.level])
        elif shape.at is not None and (severity := self.levels.spelled(values[shape.at])):
            # Heroku's router: at=error code=H12.
            fields["level"] = values[shape.at]
            fields["severity"] = severity
            del others["at"]
        else:
            fields["severity"] = UNKNOWN

    def _move_doubtful(self, fields: dict[str, Any], others: dict[str, str], key_of: dict[str, str]) -> None:
        code = fields.get("error_code")
        if code is not None and not self._is_code(code):
            others[key_of["error_code"]] = fields.pop("error_code")
        number = fields.get("source_line")
        if isinstance(number, str):
            if number.isascii() and number.isdigit() and len(number) <= 9:
                fields["source_line"] = int(number)
            else:
                others[key_of["source_line"]] = fields.pop("source_line")


def _message(line: str, shape: _Shape, values: list[str]) -> str:
    message = values[shape.message] if shape.message is not None else ""
    error = values[shape.error] if shape.error is not None else ""
    if not message:
        return error if error not in _NOTHING else line
    if error in _NOTHING or error in message:
        return message
    return f"{message}: {error}"


@lru_cache(maxsize=_MOST_SHAPES)
def _place(caller: str) -> tuple[str, int] | None:
    """File and line of `tee.go:53`."""
    found = _CALLER.fullmatch(caller)
    return (found[1], int(found[2])) if found and int(found[2]) < 1 << 31 else None


@lru_cache(maxsize=_MOST_SHAPES)
def _shape(keys: tuple[str, ...]) -> _Shape:
    names = [normal(key) for key in keys]
    places = places_of_fields(keys)
    error = next((names.index(name) for name in _ERRORS if name in names), None)
    caller = next((names.index(name) for name in _CALLERS if name in names), None)
    at = names.index("at") if "at" in names else None
    timestamp, message, level = (places.pop(name, None) for name in ("timestamp", "message", "level"))
    if caller is not None and places.get("source_file") == caller:
        del places["source_file"]
    fields = tuple((place, name) for name, place in places.items())
    # An error is in the message and, by its own name, in the metadata.
    taken = {place for place, _ in fields} | {timestamp, message, level, caller}
    # Of equal keys the first counts.
    first_places = {key: place for place, key in reversed(tuple(enumerate(keys)))}
    others = tuple((place, key) for key, place in sorted(first_places.items(), key=itemgetter(1)) if place not in taken)
    known = sum(place is not None for place in (timestamp, message, level, error, at, caller))
    doubtful = "error_code" in places or "source_line" in places
    return _Shape(timestamp, message, level, error, caller, at, fields, others, doubtful, known > 0 and len(keys) > 1)


@lru_cache(maxsize=64)
def _matcher(code_pattern: str) -> Callable[[str], bool]:
    fullmatch = re.compile(code_pattern).fullmatch
    return lambda code: fullmatch(code) is not None
