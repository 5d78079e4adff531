"""Lines of plain text: each is a record but those that look like a stack trace's or are indented."""

import re
from typing import Any

from faultbook.faults.severities import UNKNOWN
from faultbook.formats.continued_reader import ContinuedReader
from faultbook.formats.instants import instant
from faultbook.formats.traces import BARE_ERROR

_LEVEL = re.compile(
    r"(?:[\[<(]\s?([A-Za-z]{1,13})\s?[\])>]:?|([A-Za-z]{3,13})(?::|\s?\||\s-)(?=\s)|([A-Z]{3,13})(?=\s))\s*+(?=\S)"
)
"""`[error] x`, `warning: x`, `ERROR - x`, `ERROR x`: in small letters a word without a sign behind it is no level."""
_TIME = re.compile(r"\[?(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?)\]?:?\s+(?=\S)")
_TIME_STARTS = frozenset("[0123456789")


class PlainReader(ContinuedReader):
    """Reads plain text. A full date and time, and a level, are read where a line begins with them."""

    no_record = "no_record_start"
    expected = "a line that is neither indented nor of a stack trace"

    def begun(self, line: str) -> dict[str, Any] | None:
        """The fields of a line that goes on with no record."""
        if self.goes_on(line) and not line.startswith(BARE_ERROR):
            return None
        return self.crash(line) or self._fields(line)

    def begins_record(self, line: str) -> bool:
        """True for a line that begins with its instant: any other has that of a line before it."""
        return line[:1] in _TIME_STARTS and "timestamp" in self._fields(line)

    def _fields(self, line: str) -> dict[str, Any]:
        fields: dict[str, Any] = {}
        message = line
        if line[0] in _TIME_STARTS and (found := _TIME.match(line)):
            timestamp = instant(found[1], self.options.zone)
            if timestamp is not None:
                fields["timestamp"] = timestamp
                message = line[found.end() :]
        level = _LEVEL.match(message)
        if level is not None:
            word = level[1] or level[2] or level[3]
            severity = self.levels.spelled(word)
            if severity is not None:
                fields["level"] = word
                fields["severity"] = severity
                fields["message"] = message[level.end() :]
                return fields
        fields["severity"] = UNKNOWN
        fields["message"] = message
        return fields
