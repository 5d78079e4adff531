"""The registration of OTLP/JSON."""

import re
from functools import partial

from faultbook.formats.examples import examples_of
from faultbook.formats.otlp.reader import OtlpReader
from faultbook.formats.port import Format, RecordTable, Sample

_NAMES = ('"resourceLogs"', '"resource_logs"')
_BEGINNING = 200
"""Characters of a line in which the name of a request is looked for."""
_FIRST_LINES = 5
_OVER_LINES = re.compile(r'[\s\[]*+\{\s*+"resource(?:Logs|_logs)"')
_BETWEEN = " \t[],"
"""What stands around the requests of an array."""


def confidence(sample: Sample) -> float:
    """Share of the lines that are requests or stand between them; 1 where the first is one over several lines."""
    lines = [line.strip(_BETWEEN) for line in sample.lines]
    begun = sum(line[:1] == "{" and _is_named(line) for line in lines)
    if begun:
        return (begun + lines.count("")) / len(lines)
    return float(_OVER_LINES.match("\n".join(line[:_BEGINNING] for line in sample.lines[:_FIRST_LINES])) is not None)


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
