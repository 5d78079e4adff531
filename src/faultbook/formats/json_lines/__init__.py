"""JSON lines: one object on each line, under the field names of many loggers."""

from faultbook.formats.json_lines.format import JSON_LINES

__all__ = ["JSON_LINES"]
