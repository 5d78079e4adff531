"""Text without a format: what a program writes to its standard error."""

from faultbook.formats.plain.format import PLAIN

__all__ = ["PLAIN"]
