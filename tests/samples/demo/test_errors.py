"""The demonstration with a few lines of Python in Spark's place: what lands, what is printed, what is refused."""

import gzip
import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from faultbook_samples.demo.errors import (
    CRASH_FILE,
    Demo,
    Totals,
    known_totals,
    land,
    landed_files,
    plain_totals,
    prepare,
)
from faultbook_samples.demo.errors_report import show
from faultbook_samples.demo.running import run_jobs
from faultbook_samples.logs.platforms.writing import MANIFEST

from faultbook.cli import run_command_line
from faultbook.errors import InvariantViolated, SettingError
from faultbook.steps import Steps
from faultbook.stores.answers import Query
from tests.stores.small_lakehouse import append, batch, counts, ledger, make_lakehouse, store_of


class PlainJobs:
    """Setup and ingest without Spark: five fields make a record, `#` and `-` a header, all else a reject.

    Records of platforms' logs are those of the manifest.
    """

    def __init__(self, forgets: int = 0) -> None:
        self.forgets = forgets

    def __call__(self, job: str, demo: Demo) -> None:
        with Steps(job=job).step(f"{job} all", files=3):
            self._run(job, demo)

    def _run(self, job: str, demo: Demo) -> None:
        if job == "setup" and not demo.lakehouse.exists():
            make_lakehouse(demo.lakehouse)
        if job == "ingest":
            known = {row[0] for row in self._ledger(demo)}
            names = {path.relative_to(demo.landing).as_posix(): path for path in landed_files(demo.landing)}
            self._ingest(demo, {name: path for name, path in names.items() if name not in known})

    def _ledger(self, demo: Demo) -> list[tuple]:
        return list(store_of(demo.lakehouse, {}).ask(Query("ingest_ledger", columns=("source_file",), limit=0)).rows)

    def _ingest(self, demo: Demo, files: dict[str, Path]) -> None:
        number = 1 + max((row[0] for row in store_of(demo.lakehouse, {}).ask(Query("ingest_batches")).rows), default=0)
        records, rejects, entries = [], [], []
        planned = {file["path"]: file for file in json.loads((demo.landing / MANIFEST).read_text())["files"]}
        for name, path in files.items():
            content = gzip.decompress(path.read_bytes()) if name.endswith(".gz") else path.read_bytes()
            lines = content.removesuffix(b"\n").split(b"\n")
            size = {"file_bytes": path.stat().st_size, "line_bytes": sum(map(len, lines))}
            size["compressed"] = name.endswith(".gz")
            if facts := planned.get(name):
                of_severities = Counter(facts["by_severity"]).elements()
                records += [
                    record([EPOCH, "(none)", "", severity, "of a platform"], name, number) for severity in of_severities
                ]
                numbers = {"lines": facts["lines"], "blanks": facts["blanks"], "records": facts["records"]}
                kept = {"parsed": facts["lines"] - facts["blanks"], "format": facts["format"]}
                entries.append(ledger(number, name, **numbers, **kept, **size))
                continue
            heads = [line for line in lines if line.startswith((b"#", b"---"))]
            parsed = [line.decode().split("\t") for line in lines if line not in heads and line.count(b"\t") >= 4]
            rest = [line for line in lines if line not in heads and line.count(b"\t") < 4]
            records += [record(fields, name, number) for fields in parsed]
            rejects += [
                {"reason": "too_few_fields", "source_file": name, "raw": line, "batch_id": number} for line in rest
            ]
            numbers = {"lines": len(lines), "headers": len(heads), "parsed": len(parsed), "rejected": len(rest)}
            entries.append(ledger(number, name, format="tab_separated", **numbers, **size))
        append(demo.lakehouse, "ingest_batches", [batch(number)])
        append(demo.lakehouse, "error_logs_parsed", records)
        append(demo.lakehouse, "error_logs_rejected", rejects)
        self._count(demo, records[self.forgets :], number)
        append(demo.lakehouse, "ingest_ledger", entries)

    def _count(self, demo: Demo, records: list[dict], number: int) -> None:
        by_code = Counter((row["error_code"], row["severity"], row["file_path"]) for row in records)
        by_file = [counts(number, c, n, severity=s, file_path=f) for (c, s, f), n in by_code.items()]
        hashed = [counts(number, c, n, severity=s, template_hash=f"{c}{s}{f}") for (c, s, f), n in by_code.items()]
        templates = [
            {"template_hash": f"{c}{s}{f}", "error_code": c, "severity": s, "batch_id": number} for c, s, f in by_code
        ]
        append(demo.lakehouse, "error_file_counts", by_file)
        append(demo.lakehouse, "error_counts", hashed)
        append(demo.lakehouse, "error_templates", [row | {"template": "a <*>"} for row in templates])


EPOCH = "1970-01-01T00:00:00Z"


def record(fields: list[str], source_file: str, number: int) -> dict:
    instant, code, file_path, severity, message = [*fields[:4], "\t".join(fields[4:])]
    moment = datetime.fromisoformat(instant).astimezone(UTC)
    named = {"error_code": code, "file_path": file_path, "severity": severity, "message": message}
    return {"timestamp": moment, "source_file": source_file, "batch_id": number, **named}


@pytest.fixture
def demo(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return Demo(Path(".demo"), files=8, records=60)


def test_a_first_run_prints_every_section(demo, capsys):
    show(demo, fresh=False, run_job=PlainJobs())
    out = capsys.readouterr().out

    assert "22 files, all new; 431 records" in out
    assert "records = occurrences in error_patterns" in out
    assert "DIFFERENT" not in out
    assert "cri/klog               1     60" in out
    for section in ("severity_summary", "error_frequency", "errors_by_file", "error_patterns", "too_few_fields"):
        assert section in out
    assert "\ningest  " in out
    assert max(map(len, out.splitlines())) <= 100


def test_a_second_run_adds_and_reports_only_what_is_new(demo, capsys):
    show(demo, fresh=False, run_job=PlainJobs())
    show(demo, fresh=False, run_job=PlainJobs())

    assert "22 files known, 12 new; 431 -> 521 records" in capsys.readouterr().out


def test_fresh_begins_again(demo, capsys):
    show(demo, fresh=False, run_job=PlainJobs())
    show(demo, fresh=True, run_job=PlainJobs())

    assert capsys.readouterr().out.count("22 files, all new") == 2


def test_counts_that_do_not_agree_end_the_command_after_the_report(demo, capsys):
    with pytest.raises(InvariantViolated, match="error_frequency; records = occurrences in error_patterns"):
        show(demo, fresh=False, run_job=PlainJobs(forgets=1))

    assert "DIFFERENT" in capsys.readouterr().out


def test_files_that_a_failed_run_left_unread_are_read_before_more_land(demo, capsys):
    def fails(job: str, _: Demo) -> None:
        raise RuntimeError(job)

    with pytest.raises(RuntimeError):
        show(demo, fresh=False, run_job=fails)
    show(demo, fresh=False, run_job=PlainJobs())

    assert "22 files, all new" in capsys.readouterr().out


def test_later_files_continue_in_number_and_time(demo):
    prepare(demo, fresh=False)
    first = land(demo, 0)
    second = land(demo, first)
    third = land(demo, first + second)

    assert (first, second, third) == (22, 12, 12)
    assert len(set(landed_files(demo.landing))) == 46
    options = [json.loads(path.read_text())["options"] for path in sorted(demo.landing.glob("_manifest*"))]
    assert sorted((run["first_file"], run["seed"], run["start"][:10]) for run in options) == [
        (1, 7, "2026-01-28"),
        (9, 8, "2026-02-04"),
        (21, 9, "2026-02-05"),
    ]


def test_a_folder_with_other_files_is_not_changed(tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")

    with pytest.raises(SettingError, match="contains other files"):
        prepare(Demo(tmp_path), fresh=True)

    assert (tmp_path / "thesis.txt").exists()


def test_no_lakehouse_knows_no_files(demo):
    assert known_totals(demo) == Totals()


FILES = [
    ("plain.log", b"a\nbc\n", (2, 3)),
    ("unfinished.log", b"a\nbc", (2, 3)),
    ("carriage.log", b"a\r\nb\r\n", (2, 4)),
    ("marked.log", b"\xef\xbb\xbfa\n", (1, 4)),
    ("only_mark.log", b"\xef\xbb\xbf", (0, 3)),
    ("empty.tsv", b"", (0, 0)),
    ("feeds.log", b"\n\n", (2, 0)),
    ("packed.log.gz", gzip.compress(b"a\nbc\n", mtime=0), (2, 3)),
    ("sub folder/ümlaut.tsv.gz", gzip.compress(b"x", mtime=0), (1, 1)),
]


@pytest.mark.parametrize(("name", "content", "expected"), FILES)
def test_lines_counted_by_plain_python(tmp_path, name, content, expected):
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_bytes(content)

    found = plain_totals(tmp_path)

    assert (found.files, found.lines, found.line_bytes) == (1, *expected)
    assert found.file_bytes == len(content)


def test_a_truncated_gzip_is_unreadable_and_hidden_files_do_not_count(tmp_path):
    (tmp_path / "cut.log.gz").write_bytes(gzip.compress(b"a\n" * 1_000)[:-12])
    (tmp_path / "_staging").mkdir()
    for name in ("_manifest.log", ".hidden.log", "_staging/a.log"):
        (tmp_path / name).write_bytes(b"a\n")

    assert plain_totals(tmp_path) == Totals(unreadable_files=1, file_bytes=(tmp_path / "cut.log.gz").stat().st_size)


def test_the_crash_holds_records_and_what_is_none(demo):
    prepare(demo, fresh=False)
    land(demo, 0)
    lines = (demo.landing / CRASH_FILE).read_text().split("\n")

    assert Counter(line.count("\t") for line in lines) == {0: 8, 4: 2}


def test_a_run_of_jobs_returns_its_steps_and_prints_no_lines(capsys):
    received = []

    def run(job: str) -> None:
        with Steps(job=job).step("scan") as step:
            step.note(files=2)

    results = run_jobs(run, received.append, ("setup", "ingest"))

    assert [(result.job, result.name, result.facts) for result in results] == [
        ("setup", "start Spark", {}),
        ("setup", "scan", {"files": 2}),
        ("ingest", "scan", {"files": 2}),
    ]
    assert received == results[1:]
    assert capsys.readouterr().out == ""


def test_help_teaches_by_example(capsys):
    assert run_command_line(["demo", "--help"]) == 0
    assert "Example: faultbook demo --fresh" in capsys.readouterr().out
