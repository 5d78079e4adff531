"""The formats, in the order in which they are preferred where two explain a file equally well."""

from faultbook.formats.port import Format
from faultbook.formats.tab_separated import TAB_SEPARATED
from faultbook.registry import registered

FORMATS: dict[str, Format] = registered("format", (TAB_SEPARATED,))
"""Name -> format."""
