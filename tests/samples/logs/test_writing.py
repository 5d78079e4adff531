"""Runs: the same bytes for the same options, nothing overwritten, memory that does not grow with the records."""

import tracemalloc
from datetime import UTC, datetime, timedelta

import pytest
from faultbook_samples.logs import Options, Plan, write

from faultbook.errors import FaultbookError, SettingError
from tests.oracle import read
from tests.samples.logs.runs import contents, landed


@pytest.mark.parametrize("hostile", [False, True])
def test_the_same_options_give_the_same_bytes_whatever_the_directory(tmp_path, hostile):
    options = Options(files=7, records=300, hostile=hostile)
    write(tmp_path / "one", options)
    write(tmp_path / "somewhere" / "else", options)
    assert contents(tmp_path / "one") == contents(tmp_path / "somewhere" / "else")


def test_another_seed_gives_other_lines(tmp_path):
    write(tmp_path / "one", Options(files=3, records=60, seed=1))
    write(tmp_path / "two", Options(files=3, records=60, seed=2))
    one, two = (
        {line for data in contents(tmp_path / name).values() for line in data.splitlines()} for name in ("one", "two")
    )
    assert len(one & two) < 10


def test_an_ordinary_file_looks_like_the_format(tmp_path):
    write(tmp_path, Options(files=20, records=200))
    second_lines = set()
    for path in landed(tmp_path).values():
        lines = path.read_text(encoding="utf-8").splitlines()
        assert lines[0] == "# Application Error Log"
        assert lines[1] == "# Generated: 2026-02-04T00:00:00.000000Z"
        assert lines[2].startswith("# Format: TIMESTAMP")
        second_lines.add(set(lines[3]) == {"-"})
        stamps = [line.split("\t")[0] for line in lines if not line.startswith(("#", "-"))]
        assert stamps == sorted(stamps)
        assert all(len(stamp) == 20 and stamp.endswith("Z") for stamp in stamps)
    assert second_lines == {True, False}


def test_times_are_in_the_requested_hours_and_follow_each_other_from_file_to_file(tmp_path):
    options = Options(files=10, records=2_000, hours=48)
    write(tmp_path, options)
    by_name = {path.name: path for path in landed(tmp_path).values()}
    instants = [at.replace(tzinfo=UTC) for name in sorted(by_name) for at, *_ in read(by_name[name])[1]]
    assert instants == sorted(instants)
    assert options.start <= instants[0] <= instants[-1] <= options.end


def test_spread_files_each_cover_all_hours(tmp_path):
    options = Options(files=4, records=4_000, hours=48, spread=True)
    write(tmp_path, options)
    for path in landed(tmp_path).values():
        instants = [at for at, *_ in read(path)[1]]
        assert instants == sorted(instants)
        assert instants[-1] - instants[0] > timedelta(hours=40)


def test_a_second_run_adds_files_and_a_manifest_of_its_own(tmp_path):
    first = write(tmp_path, Options(files=5, records=50, hostile=True))
    before = contents(tmp_path)
    second = write(tmp_path, Options(files=2, records=20, seed=8, first_file=6, hostile=True))
    assert before.items() <= contents(tmp_path).items()
    assert second.path != first.path
    known = {entry["path"] for manifest in (first, second) for entry in manifest.read()["files"]}
    assert known == set(landed(tmp_path))


def test_a_run_that_would_overwrite_is_refused_before_it_writes_anything(tmp_path):
    write(tmp_path, Options(files=5, records=50))
    before = contents(tmp_path)
    with pytest.raises(SettingError, match=r"exists already.*--first-file 6.*--force"):
        write(tmp_path, Options(files=9, records=50, seed=8))
    (tmp_path / "_manifest.json").unlink()
    with pytest.raises(SettingError, match=r"errors-0001.log exists already"):
        write(tmp_path, Options(files=5, records=50))
    assert contents(tmp_path).items() <= before.items()


def test_force_replaces(tmp_path):
    write(tmp_path / "again", Options(files=5, records=50))
    write(tmp_path / "again", Options(files=5, records=50), force=True)
    write(tmp_path / "once", Options(files=5, records=50))
    assert contents(tmp_path / "again") == contents(tmp_path / "once")


def test_a_folder_that_cannot_be_written_is_one_message(tmp_path):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(FaultbookError, match="cannot write"):
        write(tmp_path / "file" / "logs", Options(files=1, records=1))


def test_the_truth_is_written_before_the_first_line(tmp_path):
    seen = []
    write(
        tmp_path, Options(files=3, records=30), progress=lambda _: seen.append((tmp_path / "_manifest.json").exists())
    )
    assert seen
    assert all(seen)


def test_progress_counts_every_record(tmp_path):
    reported = []
    write(tmp_path, Options(files=3, records=25_000), progress=reported.append)
    assert sum(reported) == 25_000


def test_memory_does_not_grow_with_the_records(tmp_path):
    peaks = []
    for records in (10_000, 40_000):
        tracemalloc.start()
        write(tmp_path / str(records), Options(files=1, records=records))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.2 * peaks[0]


def test_a_chunk_is_drawn_the_same_twice():
    plan = Plan(Options(files=3, records=3_000, hostile=True))
    for file in plan.log_files():
        once, twice = ([(c.instants, c.heads, c.forms, c.odd) for c in plan.chunks(file)] for _ in range(2))
        assert once == twice


@pytest.mark.parametrize(
    ("wrong", "reported"),
    [
        ({"files": 0}, "files: found 0, expected 1 or more"),
        ({"records": -1}, "records: found -1, expected 0 or more"),
        ({"hours": 0}, "hours: found 0"),
        ({"first_file": 0}, "first_file: found 0.*--first-file"),
        ({"prefix": "_x"}, "prefix: found '_x'"),
        ({"prefix": "a/b"}, "prefix: found 'a/b'"),
        ({"start": datetime(9999, 12, 30, tzinfo=UTC)}, "hours: found 168"),
        ({"start": datetime.fromisoformat("0001-01-01T00:00:00+05:00")}, "start: found"),
    ],
)
def test_options_that_cannot_be_are_refused_by_name(wrong, reported):
    with pytest.raises(SettingError, match=reported):
        Options(**wrong)
