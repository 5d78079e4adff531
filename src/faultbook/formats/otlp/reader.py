"""Reads OTLP/JSON: a request on each line, or over several lines."""

from collections.abc import Sequence
from typing import Any

from faultbook.formats.json_fields.documents import DocumentReader
from faultbook.formats.otlp.records import records_of

BEGINNINGS = ('{"resourceLogs"', '{"resource_logs"', '{ "resourceLogs"')


class OtlpReader(DocumentReader):
    """Reads one file."""

    def begins_record(self, line: str) -> bool:
        """True for a request that begins on a line with its name; one over several lines is never cut."""
        return line.startswith(BEGINNINGS)

    def parts_of(self, found: dict[str, Any]) -> Sequence[dict[str, Any]] | None:
        """The log records of a request; None for any other object."""
        return records_of(found)
