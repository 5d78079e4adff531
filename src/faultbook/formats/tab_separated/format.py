"""The registration of tab-separated error logs."""

from collections.abc import Sequence
from functools import partial

from faultbook.faults.severities import DEFAULT_SEVERITIES
from faultbook.formats.examples import examples_of
from faultbook.formats.instants import instant
from faultbook.formats.levels import Levels
from faultbook.formats.port import Format, ReadOptions, RecordTable, Sample
from faultbook.formats.tab_separated.reader import COLUMNS, CONTINUATION_START, TabSeparatedReader

_HALF = 0.5
_FOREIGN = 0.3
"""Certainty of a line whose second column is a level and whose fourth is none: zap's console begins so."""
_LEVELS = Levels(DEFAULT_SEVERITIES)
_READER = TabSeparatedReader(ReadOptions(severities={"Error": ["error"]}, code_pattern=r".*"))


def confidence(sample: Sample) -> float:
    """Share of the lines that are records, headers or traces below a record; half for five columns without instant."""
    if not any("\t" in line for line in sample.lines):
        return 0.0
    explained, records, columns = 0.0, 0, 0
    for line in sample.lines:
        if line.count("\t") >= COLUMNS - 1:
            columns += 1
            parts = line.split("\t", COLUMNS - 1)
            is_record = instant(parts[0].strip(" ")) is not None
            records += is_record
            certain = 1 if is_record or _READER.is_header(line) else _HALF
            explained += _FOREIGN if is_record and _has_level_first(parts) else certain
        elif _READER.is_header(line) or (records and CONTINUATION_START.match(line)):
            explained += 1
    return explained / len(sample.lines) if columns else 0.0


def _has_level_first(parts: Sequence[str]) -> bool:
    code, level = parts[1].strip(" "), parts[3].strip(" ")
    return bool(code) and _LEVELS.spelled(code) is not None and _LEVELS.spelled(level) is None


TAB_SEPARATED = Format(
    name="tab_separated",
    about="Error logs of five tab-separated columns: instant, code, source file, level, message.",
    table=RecordTable.ERRORS,
    confidence=confidence,
    reader=TabSeparatedReader,
    examples=partial(examples_of, "faultbook.formats.tab_separated"),
)
