"""What `doctor` checks on this machine: one function per line of its report, each returning a Diagnosis, none raising.

Nothing is fetched, installed or changed; only `session` starts Spark, in a folder of its own.
"""

import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from faultbook.cli.doctor.diagnosis import Diagnosis, Status, guarded
from faultbook.engine.archive import archive_path, is_whole
from faultbook.engine.jars import complaint, find_jars, jar_folder, needed_jars
from faultbook.engine.java import find_java
from faultbook.engine.machine import cache_folder, machine_settings

PYTHONS = ((3, 11), (3, 12), (3, 13))
SPARK = "4.1"
LEAST_FREE_BYTES = 2_000_000_000


def python() -> Diagnosis:
    """The running Python: 3.11 to 3.13."""
    found = f"{platform.python_version()} ({sys.executable})"
    if sys.version_info[:2] in PYTHONS:
        return Diagnosis("Python", Status.OK, found)
    return Diagnosis("Python", Status.FAIL, found, "run make setup with PYTHON=python3.12 (or 3.11, 3.13)")


def java() -> Diagnosis:
    """The Java that local Spark will be started with."""
    return guarded("Java", lambda: Diagnosis("Java", Status.OK, find_java().describe()))


def spark() -> Diagnosis:
    """The installed pyspark and delta-spark, which belong together."""
    try:
        found = f"pyspark {version('pyspark')}, delta-spark {version('delta-spark')}"
    except PackageNotFoundError as absent:
        return Diagnosis("Spark", Status.FAIL, f"{absent.name} is not installed", "pip install 'faultbook[local]'")
    if not version("pyspark").startswith(f"{SPARK}."):
        return Diagnosis("Spark", Status.FAIL, f"{found}; expected pyspark {SPARK}", "pip install 'faultbook[local]'")
    return Diagnosis("Spark", Status.OK, found)


def jars() -> Diagnosis:
    """The two Delta jars, whole and of the right version; looked at, not fetched."""

    def check() -> Diagnosis:
        folder = jar_folder(cache_folder())
        wrong = [text for jar in needed_jars() if (text := complaint(jar, folder / jar.file_name))]
        if not wrong:
            return Diagnosis(
                "Delta jars", Status.OK, f"{' and '.join(jar.file_name for jar in needed_jars())} in {folder}"
            )
        if machine_settings().jars is not None:
            return Diagnosis("Delta jars", Status.FAIL, "; ".join(wrong), "put them there, or unset FAULTBOOK_JARS")
        return Diagnosis(
            "Delta jars", Status.WARN, "; ".join(wrong), "any run of Spark fetches them; that one needs a network"
        )

    return guarded("Delta jars", check)


def fast_start() -> Diagnosis:
    """The class-data archive, which saves about 2 s of every start of Spark; nothing needs it."""

    def check() -> Diagnosis:
        cache = cache_folder()
        chosen, folder = find_java(), jar_folder(cache)
        path = archive_path(chosen, tuple(folder / jar.file_name for jar in needed_jars()), cache)
        if is_whole(path):
            return Diagnosis("Fast start", Status.OK, f"{path} ({path.stat().st_size // 1_000_000} MB)")
        return Diagnosis(
            "Fast start", Status.ABSENT, "no class-data archive", "make archive (saves 2 s of every start)"
        )

    return guarded("Fast start", check)


def cache() -> Diagnosis:
    """The folder for what is fetched or made once."""
    return guarded(
        "Cache", lambda: _disk_space("Cache", cache_folder(), "set FAULTBOOK_CACHE to a folder with free space")
    )


def folder(name: str, path: Path) -> Diagnosis:
    """Whether `path`, or what must be made to have it, can be written."""
    absolute = path.expanduser().absolute()
    present = next(parent for parent in (absolute, *absolute.parents) if parent.exists())
    if not present.is_dir():
        return Diagnosis(
            name, Status.FAIL, f"{present} is no folder", f"remove it, or choose another folder for {name.lower()}"
        )
    try:
        with tempfile.TemporaryFile(dir=present):
            pass
    except OSError as wrong:
        return Diagnosis(
            name,
            Status.FAIL,
            f"{present} cannot be written ({wrong.strerror})",
            f"chown or chmod {present}, or choose another folder",
        )
    made = "" if present == absolute else " (made by the first run)"
    return _disk_space(name, absolute, "free some space", present=present, note=made)


def questions() -> Diagnosis:
    """DuckDB and delta-rs, which answer without Spark."""
    try:
        found = f"duckdb {version('duckdb')}, deltalake {version('deltalake')}, pyarrow {version('pyarrow')}"
    except PackageNotFoundError as absent:
        return Diagnosis("Questions", Status.FAIL, f"{absent.name} is not installed", "pip install 'faultbook[serve]'")
    return Diagnosis("Questions", Status.OK, found)


def session() -> Diagnosis:
    """A real start of local Spark: a Delta table is written and read back. Takes 5 to 20 s; may fetch the jars."""
    return guarded("Session", _try_session)


def _try_session() -> Diagnosis:
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
        return Diagnosis("Session", Status.FAIL, f"wrote 3 rows to a Delta table, read {rows}", "run make setup again")
    return Diagnosis("Session", Status.OK, found)


def _disk_space(name: str, path: Path, remedy: str, *, present: Path | None = None, note: str = "") -> Diagnosis:
    free = shutil.disk_usage(present or path).free
    found = f"{path}{note}, {free // 1_000_000_000} GB free"
    if free < LEAST_FREE_BYTES:
        return Diagnosis(name, Status.WARN, f"{path}{note}, {free // 1_000_000} MB free", remedy)
    return Diagnosis(name, Status.OK, found)


def local_checks(folders: Mapping[str, Path], *, deep: bool) -> list[Callable[[], Diagnosis]]:
    """Every check of this machine, in the order of the report; `folders` by the names they have there."""
    checks: list[Callable[[], Diagnosis]] = [python, java, spark, jars, fast_start, cache]
    checks += [partial(folder, name, path) for name, path in folders.items()]
    return [*checks, questions, *([session] if deep else [])]
