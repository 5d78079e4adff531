"""Plain text as a format. It is never detected: any text would be it."""

from functools import partial

from faultbook.formats.examples import examples_of
from faultbook.formats.plain.reading import PlainReader
from faultbook.formats.port import Format, RecordTable, Sample


def _confidence(_: Sample) -> float:
    return 0.0


PLAIN = Format(
    name="plain",
    about="Text without a format: every line is a record, lines of stack traces go on with the one before",
    table=RecordTable.TEXT,
    confidence=_confidence,
    reader=PlainReader,
    examples=partial(examples_of, "faultbook.formats.plain"),
)
