"""The demonstration: lands sample logs, runs the bundle's jobs over them, and counts everything again.

A folder goes in, what happened comes out as values; `faultbook demo` prints them. A second run lands a few more files.
"""

import gzip
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import timedelta
from pathlib import Path
from typing import IO, cast

from faultbook.errors import SettingError
from faultbook.stores.answers import Query
from faultbook.stores.local.local_store import LocalStore, local_store
from faultbook.tables import INGEST_LEDGER
from faultbook_samples import logs as loggen
from faultbook_samples.demo.running import Comparison
from faultbook_samples.logs.manifest import read_manifest
from faultbook_samples.logs.platforms import PlatformOptions, write_platforms
from faultbook_samples.logs.platforms.writing import MANIFEST as PLATFORM_MANIFEST
from faultbook_samples.logs.structured import JsonOptions, write_json

JOBS = ("setup", "ingest")
FIRST_SEED = 7
FIRST_HOURS = 168
LATER_FILES = 12
LATER_HOURS = 24
MARK = ".faultbook-demo"
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
GZIP_MARK = b"\x1f\x8b"
JSON_FOLDER = "shop"
JSON_FILES, JSON_RECORDS, JSON_HOURS = 4, 160, 24
# A program that crashed: a traceback belongs to the record above it, and the last line was cut off in the middle.
CRASH = """\
# Application Error Log
2026-01-31T20:26:10Z\tCC-5002\tapp/reports/export.py\tCritical\tExport failed: worker 7 stopped, request_id=4f1c9a2e
Traceback (most recent call last):
  File "/srv/app/reports/export.py", line 118, in export
    rows = fetch(report.query)
  File "/srv/app/reports/export.py", line 64, in fetch
    return cursor.execute(query).fetchall()
OperationalError: server closed the connection unexpectedly
2026-01-31T20:26:12Z\tCC-5002\tapp/reports/export.py\tError\tRetry 1 of 3 in 2000 ms
2026-01-31T20:26:1"""
CRASH_FILE = Path("reports") / "crash.log"


@dataclass(frozen=True)
class Demo:
    """Folder of the demonstration, and how much a first run lands."""

    folder: Path
    files: int = 200
    records: int = 1500
    hostile: bool = False

    @property
    def landing(self) -> Path:
        """The folder that log files arrive in."""
        return self.folder / "landing"

    @property
    def lakehouse(self) -> Path:
        """The folder of Delta tables."""
        return self.folder / "lakehouse"


@dataclass(frozen=True)
class Totals:
    """Counts of the ledger over all that landed: files, bytes, lines by what became of them, records."""

    files: int = 0
    unreadable_files: int = 0
    file_bytes: int = 0
    line_bytes: int = 0
    lines: int = 0
    headers: int = 0
    blanks: int = 0
    parsed: int = 0
    rejected: int = 0
    records: int = 0
    files_with_byte_gap: int = 0

    @property
    def landed(self) -> int:
        """Files in the ledger, readable or not."""
        return self.files + self.unreadable_files


def prepare(demo: Demo, *, fresh: bool) -> None:
    """Makes the folder, or clears it (`fresh`); SettingError where it contains anything but a demonstration."""
    mark = demo.folder / MARK
    if demo.folder.is_dir() and any(demo.folder.iterdir()) and not mark.exists():
        raise SettingError(
            f"dir: {demo.folder} contains other files; expected a new folder or an earlier demo's. Fix: give --dir DIR."
        )
    if fresh:
        # Tables and the checkpoint that feeds them are deleted together: both are in the lakehouse.
        for folder in (demo.landing, demo.lakehouse):
            shutil.rmtree(folder, ignore_errors=True)
    demo.folder.mkdir(parents=True, exist_ok=True)
    mark.touch()


def land(demo: Demo, known_files: int) -> int:
    """Lands sample logs unless some that landed are still unread; returns how many files there are to read."""
    waiting = sum(1 for _ in landed_files(demo.landing)) - known_files
    if waiting > 0:
        return waiting
    if known_files == 0:
        first = loggen.Options(demo.files, demo.records, FIRST_SEED, hours=FIRST_HOURS, hostile=demo.hostile)
        loggen.write(demo.landing, first)
        last_day = first.start + timedelta(hours=FIRST_HOURS - JSON_HOURS)
        shop = JsonOptions(JSON_FILES, JSON_RECORDS, FIRST_SEED, start=last_day, hours=JSON_HOURS)
        write_json(demo.landing / JSON_FOLDER, shop)
        write_platforms(demo.landing, PlatformOptions(FIRST_SEED))
        crash = demo.landing / CRASH_FILE
        crash.parent.mkdir(exist_ok=True)
        crash.write_text(CRASH, encoding="utf-8", newline="")
    else:
        loggen.write(demo.landing, _later_options(demo))
    return sum(1 for _ in landed_files(demo.landing)) - known_files


def known_totals(demo: Demo) -> Totals:
    """Counts of the ledger; all zero where there is no lakehouse yet."""
    store = local_store(demo.lakehouse)
    return ledger_totals(store) if store.lakehouse.has(INGEST_LEDGER) else Totals()


def ledger_totals(store: LocalStore) -> Totals:
    """The days of ingest_health added up."""
    days = store.ask(Query("ingest_health", limit=0)).records()
    return Totals(**{field.name: sum(day[field.name] for day in days) for field in fields(Totals)})


def checks(demo: Demo, store: LocalStore, ledger: Totals) -> list[Comparison[int]]:
    """The invariants: lines are conserved, a plain Python reader counts the same, every count table sums to records."""
    plain = plain_totals(demo.landing)
    summed = {
        view: sum(record[count] for record in store.ask(Query(view, columns=(count,), limit=0)).records())
        for view, count in (
            ("error_frequency", "occurrence_count"),
            ("error_patterns", "pattern_count"),
            ("patterns", "occurrence_count"),
        )
    }
    return [
        Comparison(
            "lines = headers + blanks + parsed + rejected",
            ledger.lines,
            ledger.headers + ledger.blanks + ledger.parsed + ledger.rejected,
        ),
        Comparison("files, counted again by plain Python", ledger.files, plain.files),
        Comparison("lines, counted again", ledger.lines, plain.lines),
        Comparison("bytes of the lines, counted again", ledger.line_bytes, plain.line_bytes),
        Comparison("bytes on disk, counted again", ledger.file_bytes, plain.file_bytes),
        Comparison("files whose size is not that of their lines", ledger.files_with_byte_gap, 0),
        Comparison("records = occurrences in error_frequency", ledger.records, summed["error_frequency"]),
        Comparison("records = occurrences in error_patterns", ledger.records, summed["error_patterns"]),
        Comparison("records = occurrences in patterns", ledger.records, summed["patterns"]),
        Comparison("records of drivers and containers, as written", *_platform_records(demo, store)),
    ]


def _platform_records(demo: Demo, store: LocalStore) -> tuple[int, int]:
    """Records of platforms' logs: those in the ledger, and those that were planned before a line was written."""
    planned = {file["path"]: file["records"] for file in read_manifest(demo.landing / PLATFORM_MANIFEST)["files"]}
    entries = store.ask(Query("ingest_ledger", columns=("source_file", "records"), limit=0)).records()
    found = sum(entry["records"] or 0 for entry in entries if entry["source_file"] in planned)
    return found, sum(planned.values())


def plain_totals(landing: Path) -> Totals:
    """Files, lines and bytes below `landing`, counted without any code of the pipeline."""
    files = unreadable = file_bytes = line_bytes = lines = 0
    for path in landed_files(landing):
        file_bytes += path.stat().st_size
        try:
            found, found_bytes = _count_lines(path)
        except (EOFError, OSError):
            unreadable += 1
            continue
        files, lines, line_bytes = files + 1, lines + found, line_bytes + found_bytes
    return Totals(files=files, unreadable_files=unreadable, file_bytes=file_bytes, line_bytes=line_bytes, lines=lines)


def landed_files(landing: Path) -> Iterator[Path]:
    """The files below `landing`; names that start with `_` or `.` do not count, nor files in such folders."""
    for path in landing.rglob("*"):
        hidden = any(part.startswith(("_", ".")) for part in path.relative_to(landing).parts)
        if not hidden and path.is_file():
            yield path


def _count_lines(path: Path) -> tuple[int, int]:
    """Lines and their bytes without line feeds. The bytes of a byte-order mark count; alone it is no line."""
    with _open(path) as file:
        first = file.readline()
        lines, line_bytes = int(first not in (b"", BYTE_ORDER_MARK)), len(first.removesuffix(b"\n"))
        for line in file:
            lines += 1
            line_bytes += len(line.removesuffix(b"\n"))
    return lines, line_bytes


def _open(path: Path) -> IO[bytes]:
    with path.open("rb") as file:
        is_compressed = file.read(len(GZIP_MARK)) == GZIP_MARK
    return cast(IO[bytes], gzip.open(path)) if is_compressed else path.open("rb")


def _later_options(demo: Demo) -> loggen.Options:
    """The next few files: the hours after all earlier ones, another seed, numbers that go on."""
    earlier = [read_manifest(path)["options"] for path in demo.landing.glob("_manifest*.json")]
    start = loggen.Options().start + timedelta(hours=FIRST_HOURS + LATER_HOURS * (len(earlier) - 1))
    return loggen.Options(
        files=LATER_FILES,
        records=max(1, round(LATER_FILES * demo.records / demo.files)),
        seed=FIRST_SEED + len(earlier),
        start=start,
        hours=LATER_HOURS,
        first_file=max(run["first_file"] + run["files"] for run in earlier),
    )
