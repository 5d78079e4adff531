"""A process of its own reads what this one would: else its part would be read here, one part after the other."""

import subprocess
import sys

import pytest

from faultbook.faults.severities import DEFAULT_SEVERITIES
from faultbook.formats.port import RecordTable
from faultbook.formats.spans import WHOLE
from faultbook.jobs.ingestion import read_process
from faultbook.jobs.ingestion.read_files import read_part
from faultbook.jobs.ingestion.read_process import end_idle, read_elsewhere
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


@pytest.fixture(autouse=True)
def _no_process_is_left():
    end_idle()
    yield
    end_idle()


def landed(tmp_path):
    path = tmp_path / "a.log"
    path.write_text(RECORD.format(1))
    return [("a.log", 0, str(path), path.stat().st_size, WHOLE)]


@pytest.mark.parametrize("most_bytes", [None, 10_000])
def test_another_process_reads_what_this_one_does(tmp_path, most_bytes):
    files = []
    for name in ("a.log", "b.log"):
        path = tmp_path / name
        path.write_text(RECORD.format(1) * 3 + "just words\n")
        files.append((name, 0, str(path), path.stat().st_size, WHOLE))
    there, here = read_elsewhere(VALUES, most_bytes, files), read_part(VALUES, files, most_bytes)
    assert there is not None
    assert there.facts == here.facts
    assert there.records[RecordTable.ERRORS] == here.records[RecordTable.ERRORS]
    assert there.rejects == here.rejects


def test_a_part_that_fails_gives_nothing_and_the_next_is_read_by_the_same_process(tmp_path):
    assert read_elsewhere(VALUES, None, [("a.log", 0)]) is None
    [process] = read_process._IDLE
    assert read_elsewhere(VALUES, None, landed(tmp_path)) == read_part(VALUES, landed(tmp_path))
    assert [process] == read_process._IDLE


def test_a_process_that_died_gives_nothing_and_another_takes_its_place(tmp_path):
    read_elsewhere(VALUES, None, landed(tmp_path))
    [process] = read_process._IDLE
    process._process.kill()
    process._process.wait()
    assert read_elsewhere(VALUES, None, landed(tmp_path)) is None
    assert read_process._IDLE == []
    assert read_elsewhere(VALUES, None, landed(tmp_path)) == read_part(VALUES, landed(tmp_path))


def test_a_process_that_is_idle_for_long_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(read_process, "MOST_IDLE_SECONDS", 0)
    read_elsewhere(VALUES, None, landed(tmp_path))
    [process] = read_process._IDLE or [None]
    if process is not None:
        process.end_later.join()
    assert read_process._IDLE == []


def test_a_process_ends_when_its_input_ends():
    command = [sys.executable, "-m", "faultbook.jobs.ingestion.read_process"]
    assert subprocess.run(command, input=b"", capture_output=True, timeout=60, check=False).returncode == 0
