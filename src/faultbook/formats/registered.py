"""The formats, in the order in which they are preferred where two explain a file equally well."""

from faultbook.formats.delimited import DELIMITED
from faultbook.formats.logfmt import LOGFMT
from faultbook.formats.patterns.shipped import definition_formats
from faultbook.formats.plain import PLAIN
from faultbook.formats.port import Format
from faultbook.formats.tab_separated import TAB_SEPARATED
from faultbook.registry import registered

FORMATS: dict[str, Format] = registered("format", (TAB_SEPARATED, LOGFMT, *definition_formats(), DELIMITED, PLAIN))
"""Name -> format."""
