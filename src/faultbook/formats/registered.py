"""The formats, in the order in which they are preferred where two explain a file equally well."""

from faultbook.formats.logfmt.format import LOGFMT
from faultbook.formats.delimited.format import DELIMITED
from faultbook.formats.plain.format import PLAIN
from faultbook.formats.port import Format
from faultbook.registry import registered

FORMATS: dict[str, Format] = registered("format", (LOGFMT, DELIMITED, PLAIN))
"""Name -> format."""
