"""What is suggested for Loghub's sets reads them: records, instants of their own, levels."""

import pytest

from faultbook.formats.checking import EXAMPLE_OPTIONS
from faultbook.formats.patterns.definition import Definition
from faultbook.formats.patterns.formats import format_of
from faultbook.formats.port import Record
from faultbook.formats.suggestions.suggestion import suggest
from tests.faults.corpus import loghub_folder
from tests.formats.test_loghub import LAYOUTS, rows_of


@pytest.mark.skipif(not list(loghub_folder().glob("*_2k.log_structured.csv")), reason="Loghub is not here")
@pytest.mark.parametrize("name", LAYOUTS)
def test_the_suggested_format_reads_records_instants_and_levels(name):
    layout, rows = LAYOUTS[name], rows_of(name)
    lines = [layout.line(row) for row in rows]
    found = suggest(f"{name}.log", lines, EXAMPLE_OPTIONS)
    assert found is not None
    assert (found.trial.begun, found.trial.dated) == (len(lines), len(lines))
    reader = format_of(Definition.model_validate(found.entry)).reader(EXAMPLE_OPTIONS)
    records = [each for each in (*reader.read(lines, 1), *reader.end()) if isinstance(each, Record)]
    if layout.level:
        assert [record.fields["level"] for record in records] == [row[layout.level] for row in rows]
    # A program's version may stay with the message, and a key at its beginning may become a field.
    pairs = [(row["Content"], record.fields["message"]) for row, record in zip(rows, records, strict=True)]
    assert all(content.endswith(message) or message.endswith(content) for content, message in pairs)
