"""The registration of JSON lines."""

from functools import partial

from faultbook.formats.examples import examples_of
from faultbook.formats.json_fields.judging import explained
from faultbook.formats.json_lines.reader import JsonLinesReader
from faultbook.formats.port import Format, RecordTable, Sample


def confidence(sample: Sample) -> float:
    """Share of the lines that are objects with an instant and a message; half for other objects."""
    if not any(line.lstrip(" \t")[:1] == "{" for line in sample.lines):
        return 0.0
    return explained(JsonLinesReader, sample.lines)


JSON_LINES = Format(
    name="json_lines",
    about="One JSON object on each line, under the names of many loggers.",
    table=RecordTable.LOGS,
    confidence=confidence,
    reader=JsonLinesReader,
    examples=partial(examples_of, "faultbook.formats.json_lines"),
)
