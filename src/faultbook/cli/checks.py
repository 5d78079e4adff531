"""What `doctor` looks at on this machine: one function per line of its report, each returning a Check, none raising.

Nothing is fetched, installed or changed; only `session` starts Spark, in a folder of its own.
"""

import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from faultbook.engine.archive import archive_path, is_whole
from faultbook.engine.jars import complaint, find_jars, jar_folder, needed_jars
from faultbook.engine.java import find_java
from faultbook.engine.machine import cache_folder, machine_settings
from faultbook.errors import FaultbookError

PYTHONS = ((3, 11), (3, 12))
SPARK = "4.1"
LEAST_FREE_BYTES = 2_000_000_000


class Status(StrEnum):
    """How a check ended."""

    OK = "OK"
    WARN = "WARN"
    FAIL = "FAIL"
    ABSENT = "not configured"


@dataclass(frozen=True)
class Check:
    """One line of the report: what was looked at, how it is, what was found, what to do ('' if nothing)."""

    name: str
    status: Status
    found: str
    remedy: str = ""


def guarded(name: str, check: Callable[[], Check]) -> Check:
    """What `check` says; a FaultbookError on the way is its FAIL."""
    try:
        return check()
    except FaultbookError as failure:
        found, _, remedy = str(failure).partition(" Fix: ")
        return Check(name, Status.FAIL, found, remedy)


def python() -> Check:
    """The running Python: 3.11 or 3.12."""
    found = f"{platform.python_version()} ({sys.executable})"
    if sys.version_info[:2] in PYTHONS:
        return Check("Python", Status.OK, found)
    return Check("Python", Status.FAIL, found, "run make setup with PYTHON=python3.12 (or python3.11)")


def java() -> Check:
    """The Java that local Spark will be started with."""
    return guarded("Java", lambda: Check("Java", Status.OK, find_java().describe()))


def spark() -> Check:
    """The installed pyspark and delta-spark, which belong together."""
    try:
        found = f"pyspark {version('pyspark')}, delta-spark {version('delta-spark')}"
    except PackageNotFoundError as absent:
        return Check("Spark", Status.FAIL, f"{absent.name} is not installed", "pip install 'faultbook[local]'")
    if not version("pyspark").startswith(f"{SPARK}."):
        return Check("Spark", Status.FAIL, f"{found}; expected pyspark {SPARK}", "pip install 'faultbook[local]'")
    return Check("Spark", Status.OK, found)


def jars() -> Check:
    """The two Delta jars, whole and of the right version; looked at, not fetched."""

    def check() -> Check:
        folder = jar_folder(cache_folder())
        wrong = [text for jar in needed_jars() if (text := complaint(jar, folder / jar.file_name))]
        if not wrong:
            return Check("Delta jars", Status.OK, f"{' and '.join(jar.file_name for jar in needed_jars())} in {folder}")
        if machine_settings().jars is not None:
            return Check("Delta jars", Status.FAIL, "; ".join(wrong), "put them there, or unset FAULTBOOK_JARS")
        return Check(
            "Delta jars", Status.WARN, "; ".join(wrong), "any run of Spark fetches them; that one needs a network"
        )

    return guarded("Delta jars", check)


def fast_start() -> Check:
    """The class-data archive, which saves about 2 s of every start of Spark; nothing needs it."""

    def check() -> Check:
        cache = cache_folder()
        chosen, folder = find_java(), jar_folder(cache)
        path = archive_path(chosen, tuple(folder / jar.file_name for jar in needed_jars()), cache)
        if is_whole(path):
            return Check("Fast start", Status.OK, f"{path} ({path.stat().st_size // 1_000_000} MB)")
        return Check("Fast start", Status.ABSENT, "no class-data archive", "make archive (saves 2 s of every start)")

    return guarded("Fast start", check)


def cache() -> Check:
    """The folder for what is fetched or made once."""
    return guarded("Cache", lambda: _room("Cache", cache_folder(), "set FAULTBOOK_CACHE to a folder with room"))


def folder(name: str, path: Path) -> Check:
    """Whether `path`, or what must be made to have it, can be written."""
    absolute = path.expanduser().absolute()
    present = next(parent for parent in (absolute, *absolute.parents) if parent.exists())
    if not present.is_dir():
        return Check(
            name, Status.FAIL, f"{present} is no folder", f"remove it, or choose another folder for {name.lower()}"
        )
    try:
        with tempfile.TemporaryFile(dir=present):
            pass
    except OSError as wrong:
        return Check(
            name,
            Status.FAIL,
            f"{present} cannot be written ({wrong.strerror})",
            f"chown or chmod {present}, or choose another folder",
        )
    made = "" if present == absolute else " (made by the first run)"
    return _room(name, absolute, "free some space", present=present, note=made)


def questions() -> Check:
    """DuckDB and delta-rs, which answer without Spark."""
    try:
        found = f"duckdb {version('duckdb')}, deltalake {version('deltalake')}, pyarrow {version('pyarrow')}"
    except PackageNotFoundError as absent:
        return Check("Questions", Status.FAIL, f"{absent.name} is not installed", "pip install 'faultbook[serve]'")
    return Check("Questions", Status.OK, found)


def session() -> Check:
    """A real start of local Spark: a Delta table is written and read back. Takes 5 to 20 s; may fetch the jars."""
    return guarded("Session", _try_session)


def _try_session() -> Check:
    from faultbook.engine.session import open_session  # noqa: PLC0415  (pyspark is heavy, and an extra)

    begun = time.monotonic()
    find_jars(find_java(), cache_folder())
    spark = open_session(app="faultbook-doctor", master="local[1]")
    up = time.monotonic() - begun
    with tempfile.TemporaryDirectory(prefix="faultbook-doctor-") as place:
        spark.range(3).write.format("delta").save(f"{place}/table")
        rows = spark.read.format("delta").load(f"{place}/table").count()
    found = (
        f"Spark {spark.version} up in {up:.1f} s, Delta table written and read in {time.monotonic() - begun - up:.1f} s"
    )
    if rows != 3:
        return Check("Session", Status.FAIL, f"wrote 3 rows to a Delta table, read {rows}", "run make setup again")
    return Check("Session", Status.OK, found)


def _room(name: str, path: Path, remedy: str, *, present: Path | None = None, note: str = "") -> Check:
    free = shutil.disk_usage(present or path).free
    found = f"{path}{note}, {free // 1_000_000_000} GB free"
    if free < LEAST_FREE_BYTES:
        return Check(name, Status.WARN, f"{path}{note}, {free // 1_000_000} MB free", remedy)
    return Check(name, Status.OK, found)


def local_checks(folders: Mapping[str, Path], *, deep: bool) -> list[Callable[[], Check]]:
    """Every check of this machine, in the order of the report; `folders` by the names they have there."""
    checks: list[Callable[[], Check]] = [python, java, spark, jars, fast_start, cache]
    checks += [partial(folder, name, path) for name, path in folders.items()]
    return [*checks, questions, *([session] if deep else [])]
