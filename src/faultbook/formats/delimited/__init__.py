"""Delimited text: columns divided by a comma, a semicolon, a pipe or a tab."""

from faultbook.formats.delimited.format import DELIMITED

__all__ = ["DELIMITED"]
