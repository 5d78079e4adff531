"""A process of its own reads what this one would: else its part would be read here, one part after the other."""

import pytest

from faultbook.faults.severities import DEFAULT_SEVERITIES
from faultbook.formats.port import RecordTable
from faultbook.jobs.ingestion.read_files import read_part
from faultbook.jobs.ingestion.read_process import read_elsewhere
from faultbook.transforms.landed.reading_values import ReadingValues
from tests.jobs.workspace import RECORD

VALUES = ReadingValues(
    severities=DEFAULT_SEVERITIES,
    code_pattern=r"[A-Za-z][A-Za-z0-9_.:-]{0,63}",
    max_line_bytes=1_048_576,
    keep_bytes=1_000,
    environment="test",
    service="",
    default_service="default",
)


@pytest.mark.parametrize("most_bytes", [None, 10_000])
def test_another_process_reads_what_this_one_does(tmp_path, most_bytes):
    files = []
    for name in ("a.log", "b.log"):
        path = tmp_path / name
        path.write_text(RECORD.format(1) * 3 + "just words\n")
        files.append((name, 0, str(path)))
    there, here = read_elsewhere(VALUES, most_bytes, files), read_part(VALUES, files, most_bytes)
    assert there is not None
    assert there.facts == here.facts
    assert there.records[RecordTable.ERRORS] == here.records[RecordTable.ERRORS]
    assert there.rejects == here.rejects


def test_a_process_that_fails_gives_nothing(tmp_path):
    assert read_elsewhere(VALUES, None, [("gone.log", 0, str(tmp_path / "gone.log"))]) is None
