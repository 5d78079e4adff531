"""`faultbook ingest DIR`: what it refuses, what it leaves out and why, and the report of two runs and two roots."""

import gzip
import os
from pathlib import Path

import pytest

from faultbook.cli import run_command_line
from faultbook.cli.ingest.folder import NOT_YET, LedgerEntry, left_out
from faultbook.cli.ingest.report import LedgerSums
from faultbook.sources.landing import LandingRoot, list_landing
from tests.jobs.workspace import RECORD

PATTERN = "*.{log,log.gz}"


@pytest.fixture(autouse=True)
def usual_settings(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FAULTBOOK_CATALOG", raising=False)
    monkeypatch.setenv("COLUMNS", "160")


def land(folder: Path, name: str, content: str | bytes) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


@pytest.mark.parametrize(
    ("directory", "lakehouse", "words"),
    [
        ("nowhere", ".lakehouse", "does not exist"),
        ("logs/a.log", ".lakehouse", "is a file"),
        ("empty", ".lakehouse", "has no files"),
        (".", ".lakehouse", "contains the lakehouse"),
        ("logs", "logs/tables", "contains the lakehouse"),
        ("tables/landing", "tables", "lies inside the lakehouse"),
        ("tables", "tables", "lies inside the lakehouse"),
    ],
)
def test_a_folder_that_cannot_be_read_is_one_sentence_and_exit_2(tmp_path, capsys, directory, lakehouse, words):
    land(tmp_path, "logs/a.log", RECORD)
    land(tmp_path, "others/a.txt", RECORD)
    land(tmp_path, "others/b.zip", b"")
    land(tmp_path, "tables/landing/a.log", RECORD)
    (tmp_path / "empty").mkdir()
    assert run_command_line(["ingest", directory, "--lakehouse", lakehouse]) == 2
    error = capsys.readouterr().err
    assert words in error
    assert "Fix: " in error
    assert "Traceback" not in error
    assert not Path(lakehouse, "faultbook").exists()


def test_every_file_that_is_not_read_has_its_reason(tmp_path):
    for name in ("a.log", "new.log", "bad.log.gz", ".hidden.log", "_tmp/b.log", "notes.txt", "c.csv", "copy.log"):
        land(tmp_path, name, "x\n")
    land(tmp_path, "empty.log", "")
    (tmp_path / "sub").mkdir()
    (tmp_path / "link.log").symlink_to(tmp_path / "nowhere")
    (tmp_path / "sub" / "link").symlink_to(tmp_path, target_is_directory=True)
    land(tmp_path, os.fsdecode(b"caf\xe9.log"), "x\n")
    root = LandingRoot("first", str(tmp_path))
    landed = list(list_landing(root, file_pattern=PATTERN))
    reasons = {file.source_file: file.left_out.partition(":")[0] for file in landed if file.left_out}
    assert reasons == {
        ".hidden.log": "hidden",
        "_tmp/": "hidden",
        "c.csv": f"its name does not match file_pattern ({','.join(('*.log', '*.log.gz'))})",
        "notes.txt": f"its name does not match file_pattern ({','.join(('*.log', '*.log.gz'))})",
        "empty.log": "empty",
        "link.log": "not a regular file",
        "sub/link/": "a link to a folder, which is not followed",
        "caf\\xe9.log": "its path is no UTF-8",
    }
    ledger = {
        "a.log": LedgerEntry("ingest", None),
        "bad.log.gz": LedgerEntry("unreadable", "not a gzip"),
        "copy.log": LedgerEntry("duplicate", "the same content as a.log, which was read"),
        **{name: LedgerEntry("left_out", reason) for name, reason in reasons.items()},
    }
    found = left_out(landed, root, ledger)
    assert found[NOT_YET] == ["new.log"]
    assert found["cannot be read: not a gzip"] == ["bad.log.gz"]
    assert found["the same content as a.log, which was read"] == ["copy.log"]
    assert sum(map(len, found.values())) == len(landed) - 1


@pytest.mark.parametrize(
    ("parsed", "records", "part_rejects", "expected"),
    [
        (5, 5, 0, "8 lines = 1 headers + 1 blanks + 5 records + 1 rejects"),
        (5, 2, 0, "8 lines = 1 headers + 1 blanks + 5 record lines + 1 rejects; 2 records"),
        (5, 7, 0, "8 lines = 1 headers + 1 blanks + 5 record lines + 1 rejects; 7 records"),
        (5, 5, 2, "8 lines = 1 headers + 1 blanks + 5 record lines + 1 rejects; 5 records and 2 rejected parts"),
    ],
)
def test_lines_add_up_whether_or_not_a_record_is_a_line(parsed, records, part_rejects, expected):
    sums = LedgerSums(1, 0, 0, 0, 8, 1, 1, parsed, 1, records=records, part_rejects=part_rejects, roots=1)
    assert sums.equation == expected


@pytest.mark.verify
def test_two_runs_and_two_roots_report_what_they_found(spark, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("FAULTBOOK_FILE_PATTERN", PATTERN)
    land(tmp_path, "logs/shop/a.log", "# header\n\n" + RECORD.format(1) + "just words\n")
    land(tmp_path, "logs/b.log.gz", gzip.compress(RECORD.format(2).encode()))
    land(tmp_path, "logs/notes.txt", "no log")
    assert run_command_line(["ingest", "logs"]) == 0
    first = capsys.readouterr().out
    assert "Read 2 new files of logs" in first
    assert "5 lines = 1 headers + 1 blanks + 2 records + 1 rejects" in first
    assert "In the lakehouse" not in first
    for words in ("Not read: 1 file of 3", "notes.txt", "too_few_fields", "Severities", "Top patterns"):
        assert words in first
    for command in ("show error_frequency", "explain v2:", "rejects", "mcp", "serve"):
        assert f"faultbook {command}" in first
    assert "--lakehouse .lakehouse" in first

    assert run_command_line(["ingest", "logs"]) == 0
    assert "Nothing new in logs: 2 files read before" in capsys.readouterr().out

    land(tmp_path, "logs/c.log", RECORD.format(3))
    assert run_command_line(["ingest", "logs"]) == 0
    assert "Read 1 new file of logs" in (third := capsys.readouterr().out)
    assert "2 files read before" in third

    land(tmp_path, "other/shop/a.log", RECORD.format(4))
    assert run_command_line(["ingest", "other"]) == 0
    fourth = capsys.readouterr().out
    assert "Read 1 new file of other" in fourth
    assert "In the lakehouse, 4 files of 2 landing roots: 7 lines" in fourth

    assert run_command_line(["ingest", "logs/shop"]) == 2
    assert "lies inside" in capsys.readouterr().err
