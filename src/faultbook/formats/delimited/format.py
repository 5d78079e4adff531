"""Delimited text as a format, and how it is detected."""

from functools import partial

from faultbook.faults.severities import DEFAULT_SEVERITIES
from faultbook.formats.delimited.cells import cells_of
from faultbook.formats.delimited.layout import DELIMITERS, columns_of
from faultbook.formats.delimited.reading import DelimitedReader
from faultbook.formats.delimited.sniffing import COMMENT, is_tab_separated_log, layout_of
from faultbook.formats.examples import examples_of
from faultbook.formats.port import Format, ReadOptions, Record, RecordTable, Sample

_ANY_OPTIONS = ReadOptions(severities=DEFAULT_SEVERITIES, code_pattern=".+")
_OF_HEADER_ALONE = 0.3
_UNDATED = 0.5
_WITHOUT_HEADER = 0.9
"""Below formats that know more about their lines than which column is a time and which a level."""
_TAB_SEPARATED_LOG = 0.5


def _confidence(sample: Sample) -> float:
    """The share of lines that are headers, comments and lines of records, less where the layout shows less."""
    lines = sample.lines
    if not any(sign in line for line in lines[:5] for sign in DELIMITERS):
        return 0.0
    rows = [line for line in lines if not line.startswith(COMMENT)]
    layout = layout_of(rows)
    if layout is None:
        return 0.0
    header = (cells_of(rows[0], layout.delimiter) or ()) if layout.header else ()
    if len(rows) == 1 and layout.header:
        return _OF_HEADER_ALONE
    reader = DelimitedReader(_ANY_OPTIONS)
    results = [*reader.read(lines, 1), *reader.end()]
    explained = sum(result.lines for result in results if isinstance(result, Record))
    if not explained:
        return 0.0
    share = (explained + reader.headers) / len(lines)
    columns = columns_of(header or layout.columns)
    if columns.timestamp is None:
        share *= _UNDATED
    if not layout.header:
        share *= _WITHOUT_HEADER
    return share * _TAB_SEPARATED_LOG if is_tab_separated_log(layout, header) else share


DELIMITED = Format(
    name="delimited",
    about="Columns divided by commas, semicolons, pipes or tabs, with a header or without",
    table=RecordTable.TEXT,
    confidence=_confidence,
    reader=DelimitedReader,
    # Where the columns are named, they are in the first lines.
    cut_anywhere=False,
    examples=partial(examples_of, "faultbook.formats.delimited"),
)
