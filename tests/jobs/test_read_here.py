"""Files read on this machine: in parts, in memory, and not more than fits there."""

import gzip

import pytest

from faultbook.formats.spans import WHOLE
from faultbook.jobs.ingestion import read_here
from faultbook.jobs.ingestion.read_files import ReadFiles, TooMuchContent, read_part
from faultbook.sources.landing import FIRST_ROOT, LandingRoot, list_landing
from tests.transforms.landed.test_file_reader import VALUES

LINE = b"2026-02-03 10:00:00,000 ERROR [main] a.b.C - failed\n"
LINES = 1_000


@pytest.fixture
def landed(tmp_path):
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.log.gz").write_bytes(gzip.compress(LINE * LINES))
    (tmp_path / "empty.png").write_bytes(bytes(range(256)) * 8)
    root = LandingRoot(FIRST_ROOT, str(tmp_path))
    return root, list(list_landing(root, file_pattern="*"))


def records(found: ReadFiles) -> int:
    return sum(batch.num_rows for batches in found.records.values() for batch in batches)


def test_processes_read_what_one_reads(landed, monkeypatch):
    root, files = landed
    alone = read_here.read_here(root, files, VALUES)
    monkeypatch.setattr(read_here, "SHARED_BYTES", 1)
    monkeypatch.setattr(read_here.os, "cpu_count", lambda: 2)
    shared = read_here.read_here(root, files, VALUES)
    assert records(alone) == records(shared) == 3 * LINES
    assert sorted(map(repr, alone.facts)) == sorted(map(repr, shared.facts))
    assert [file.source_file for file in alone.facts if file.unreadable] == ["empty.png"]


@pytest.mark.parametrize("processes", [1, 2])
def test_more_than_fits_into_memory_is_not_read(landed, monkeypatch, processes):
    root, files = landed
    monkeypatch.setattr(read_here, "SHARED_BYTES", 1)
    monkeypatch.setattr(read_here.os, "cpu_count", lambda: processes)
    with pytest.raises(TooMuchContent):
        read_here.read_here(root, files, VALUES, most_bytes=len(LINE) * LINES)


def test_exactly_as_much_as_fits_is_read(landed):
    root, files = landed
    paths = [
        (file.source_file, 0, root.path_of(file), file.file_bytes, WHOLE)
        for file in files
        if "png" not in file.source_file
    ]
    whole = (len(LINE) - 1) * LINES * 3
    assert records(read_part(VALUES, paths, whole)) == 3 * LINES
    with pytest.raises(TooMuchContent):
        read_part(VALUES, paths, whole - 1)
