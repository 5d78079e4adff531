"""The formats, in the order in which they are preferred where two explain a file equally well."""

from faultbook.formats.delimited import DELIMITED
from faultbook.formats.json_documents import JSON_DOCUMENTS
from faultbook.formats.json_lines import JSON_LINES
from faultbook.formats.logfmt import LOGFMT
from faultbook.formats.otlp import OTLP
from faultbook.formats.patterns.shipped import definition_formats
from faultbook.formats.plain import PLAIN
from faultbook.formats.port import Format
from faultbook.formats.tab_separated import TAB_SEPARATED
from faultbook.registry import registered

FORMATS: dict[str, Format] = registered(
    "format", (TAB_SEPARATED, OTLP, JSON_LINES, JSON_DOCUMENTS, *definition_formats(), LOGFMT, DELIMITED, PLAIN)
)
"""Name -> format."""
