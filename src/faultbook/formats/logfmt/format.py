"""logfmt as a format, and how it is detected."""

from functools import partial

from faultbook.formats.examples import examples_of
from faultbook.formats.flat_names import places_of_fields
from faultbook.formats.logfmt.pairs import pairs_of
from faultbook.formats.logfmt.reading import BEGINS, LogfmtReader
from faultbook.formats.port import Format, RecordTable, Sample
from faultbook.formats.traces import goes_on_in_trace

_MOST_OF_A_LINE = 2_000
_LEAST_BEGINNING = 0.1
"""Share of lines that begin a record below which a file is no logfmt, however long its traces are."""


def _confidence(sample: Sample) -> float:
    """The share of lines with an instant or a level and, beside it, a message or other keys, and of traces below them.

    Half for a line of keys that are neither.
    """
    explained = 0.0
    begun = 0
    for line in sample.lines:
        credit = _credit(line[:_MOST_OF_A_LINE])
        if credit:
            begun += 1
            explained += credit
        elif begun and goes_on_in_trace(line):
            explained += 1
    if begun < _LEAST_BEGINNING * len(sample.lines) or not begun:
        return 0.0
    return explained / len(sample.lines)


def _credit(line: str) -> float:
    if not BEGINS.match(line):
        return 0.0
    keys, _ = pairs_of(line)
    if len(keys) < 2:
        return 0.0
    fields = places_of_fields(keys).keys()
    known = len(fields & {"timestamp", "level", "message"}) + ("at" in keys)
    return 1.0 if known >= 2 else 0.5 * known


LOGFMT = Format(
    name="logfmt",
    about='Keys and values: level=error ts=2026-02-03T10:00:00Z msg="no route" err=EOF',
    table=RecordTable.TEXT,
    confidence=_confidence,
    reader=LogfmtReader,
    examples=partial(examples_of, "faultbook.formats.logfmt"),
)
