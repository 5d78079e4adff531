"""The registration of OTLP/JSON."""

from functools import partial

from faultbook.formats.examples import examples_of
from faultbook.formats.otlp.reader import OtlpReader
from faultbook.formats.port import Format, RecordTable, Sample

_NAMES = ('"resourceLogs"', '"resource_logs"')
_BEGINNING = 200
"""Characters of a line in which the name of a request is looked for."""
_FIRST_LINES = 5


def confidence(sample: Sample) -> float:
    """Share of the lines that are requests; 1 where the first is one over several lines."""
    lines = sample.lines
    if not lines or not any(line.lstrip(" \t")[:1] == "{" for line in lines):
        return 0.0
    begun = sum(line.lstrip(" \t")[:1] == "{" and _is_named(line) for line in lines)
    if not begun and lines[0].strip() == "{" and any(map(_is_named, lines[:_FIRST_LINES])):
        return 1.0
    return begun / len(lines)


def _is_named(line: str) -> bool:
    return any(name in line[:_BEGINNING] for name in _NAMES)


OTLP = Format(
    name="otlp",
    about="OTLP/JSON: requests with many log records, as the OpenTelemetry collector writes them.",
    table=RecordTable.LOGS,
    confidence=confidence,
    reader=OtlpReader,
    examples=partial(examples_of, "faultbook.formats.otlp"),
)
