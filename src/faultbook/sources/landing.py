"""The files that land in a folder or volume: which there are, without their content.

Auto Loader finds them in a workspace; a folder is listed.
"""

import os
import re
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import translate
from functools import lru_cache
from pathlib import Path

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from faultbook.errors import MissingDependency, SettingError
from faultbook.formats.spans import WHOLE, Span

FILE_SCHEMA = "path STRING, modificationTime TIMESTAMP, length BIGINT, content BINARY"
CLOCK_GRAIN_MICROS = 2_000_000
"""Listings and readers keep a file's time to different fractions of a second."""
FIRST_ROOT = "first"
HIDDEN = "hidden: its name begins with . or _"
LINKED_FOLDER = "a link to a folder, which is not followed: land the folder that it leads to"
NO_FILE = "not a regular file"
NO_TEXT = "its path is no UTF-8: rename it"
EMPTY = "empty: it is read when it has content"
_ROOT_MARK = "//"


@dataclass(frozen=True)
class ContentId:
    """An entry of the ledger that has a content: its batch and its landed file."""

    batch_id: int
    source_file: str


@dataclass(frozen=True)
class LandedFile:
    """A landed file: its name, length in bytes, last written (microseconds since 1970).

    `left_out`: the reason why it is not read; None where it is. `path`: where it lies, for a member of an archive; else
    its name tells. `span`: what of its content is read; `continues`: whose content ends where the span begins.
    """

    source_file: str
    file_bytes: int
    file_modified_micros: int
    left_out: str | None = None
    path: str | None = None
    span: Span = WHOLE
    continues: ContentId | None = None


@dataclass(frozen=True)
class LandingRoot:
    """A landing folder of a lakehouse: its id and its absolute path.

    Files of the first root are named by their path relative to it (`api/app.log`); those of another root have its id
    before it (`//nginx/api/app.log`), so that equal relative paths are different files everywhere.
    """

    root_id: str
    path: str

    @property
    def prefix(self) -> str:
        """What comes before the relative path in a file's name; empty for the first root."""
        return "" if self.root_id == FIRST_ROOT else f"{_ROOT_MARK}{self.root_id}/"

    def contains(self, source_file: str) -> bool:
        """True where the name of a landed file belongs to this root."""
        return root_id_of(source_file) == self.root_id

    def name_of(self, path: str) -> str:
        """The name of a landed file of this root by its path, with or without a scheme: as binaryFile returns it."""
        folder = self.path.rstrip("/") + "/"
        return self.prefix + path[path.index(folder) + len(folder) :]

    def path_of(self, file: LandedFile) -> str:
        """The absolute path of a landed file of this root, or of the unpacked member of an archive."""
        return file.path or self.file_of(file.source_file)

    def file_of(self, source_file: str) -> str:
        """The absolute path of a landed file of this root."""
        return f"{self.path.rstrip('/')}/{source_file.removeprefix(self.prefix)}"


def root_id_of(source_file: str) -> str:
    """The id of the root that a landed file's name belongs to."""
    if not source_file.startswith(_ROOT_MARK):
        return FIRST_ROOT
    return source_file.removeprefix(_ROOT_MARK).partition("/")[0]


def stream_options(*, in_workspace: bool, max_files_per_batch: int) -> dict[str, str]:
    """Reader options of the stream of landed files, whatever their names; no file is too old."""
    common = {"recursiveFileLookup": "true"}
    if in_workspace:
        return common | {
            "cloudFiles.format": "binaryFile",
            "cloudFiles.maxFilesPerTrigger": str(max_files_per_batch),
            # A file that was written again is returned again; the ledger decides what of it is read.
            "cloudFiles.allowOverwrites": "true",
        }
    # By default a new file that is over a week older than the newest is skipped silently.
    return common | {"maxFilesPerTrigger": str(max_files_per_batch), "maxFileAge": "36500d"}


def stream_files(spark: SparkSession, root: LandingRoot, *, in_workspace: bool, max_files_per_batch: int) -> DataFrame:
    """A stream of landed files without their content: path, file_bytes, file_modified_micros BIGINT.

    Auto Loader in a workspace. Spark's own file stream elsewhere, which tests use; a folder is listed instead.
    """
    options = stream_options(in_workspace=in_workspace, max_files_per_batch=max_files_per_batch)
    reader = spark.readStream.format("cloudFiles" if in_workspace else "binaryFile").options(**options)
    found = reader.load(root.path) if in_workspace else reader.schema(FILE_SCHEMA).load(root.path)
    return found.select(
        "path",
        F.col("length").alias("file_bytes"),
        F.unix_micros("modificationTime").alias("file_modified_micros"),
    )


def streamed_files(root: LandingRoot, found: Iterable[tuple[str, int, int]], *, file_pattern: str) -> list[LandedFile]:
    """The landed files of a batch of the stream: path, bytes, last written (microseconds since 1970) of each.

    A file that was written again is in it twice, where both were noticed since the last batch: the newest is taken.
    """
    patterns = braces_expanded(file_pattern)
    newest: dict[str, LandedFile] = {}
    for path, file_bytes, micros in found:
        name = root.name_of(path)
        reason = reason_to_leave_out(name.rpartition("/")[2], file_bytes, patterns)
        file = LandedFile(name, file_bytes, micros, reason)
        known = newest.get(file.source_file)
        if known is None or known.file_modified_micros <= micros:
            newest[file.source_file] = file
    return list(newest.values())


def escaped_glob(path: str) -> str:
    """The path with the characters escaped that Spark would read as a pattern."""
    return "".join(f"\\{letter}" if letter in "*?[]{}\\" else letter for letter in path)


def list_landing(root: LandingRoot, *, file_pattern: str) -> Iterator[LandedFile]:
    """Whatever lies in a root, sorted by path within each folder; `left_out` has the reason of what is not read.

    A hidden folder is one entry, its name ends with a slash; so is a link to a folder. A name that is no UTF-8 is
    written with escapes. Missing is a file that is removed meanwhile.
    """
    patterns = tuple(braces_expanded(file_pattern))
    waiting = [""]
    while waiting:
        relative = waiting.pop()
        entries = _entries_of(Path(root.path) / relative)
        folders = [entry for entry in entries if _is_folder(entry)]
        for entry in folders:
            reason = HIDDEN if is_hidden(entry.name) else LINKED_FOLDER if entry.is_symlink() else None
            if reason:
                yield LandedFile(f"{root.prefix}{_text(relative + entry.name)}/", 0, 0, reason)
        of_folders = {entry.name for entry in folders}
        for entry in entries:
            found = None if entry.name in of_folders else _landed(root.prefix, relative, entry, patterns)
            if found is not None:
                yield found
        walked = [entry.name for entry in folders if not is_hidden(entry.name) and not entry.is_symlink()]
        waiting += [f"{relative}{name}/" for name in reversed(walked)]


def _entries_of(folder: Path) -> list[os.DirEntry[str]]:
    """What a folder contains, by name."""
    try:
        with os.scandir(folder) as found:
            return sorted(found, key=lambda entry: entry.name)
    except OSError as trouble:
        raise MissingDependency(f"landing: {folder} cannot be listed: {trouble.strerror}.") from trouble


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _landed(prefix: str, folder: str, entry: os.DirEntry[str], patterns: tuple[str, ...]) -> LandedFile | None:
    named = _text(folder + entry.name)
    try:
        facts = entry.stat()
    except FileNotFoundError:
        # Removed meanwhile, unless it is a link to nowhere.
        return LandedFile(f"{prefix}{named}", 0, 0, NO_FILE) if entry.is_symlink() else None
    except OSError as trouble:
        return LandedFile(f"{prefix}{named}", 0, 0, f"cannot be opened: {trouble.strerror}")
    reason: str | None
    if not stat.S_ISREG(facts.st_mode):
        reason = NO_FILE
    elif not is_text(folder + entry.name):
        reason = NO_TEXT
    else:
        reason = reason_to_leave_out(entry.name, facts.st_size, patterns)
    return LandedFile(f"{prefix}{named}", facts.st_size, facts.st_mtime_ns // 1_000, reason)


def is_hidden(name: str) -> bool:
    """True for a file or folder that Spark's readers skip; `_day=1` is a partition to them."""
    return name.startswith(".") or (name.startswith("_") and "=" not in name)


def reason_to_leave_out(name: str, size: int, patterns: Sequence[str]) -> str | None:
    """Why a file is not read, by its name without folder and its size in bytes; None where it is.

    `patterns`: globs without braces, see `braces_expanded`.
    """
    if is_hidden(name):
        return HIDDEN
    if not _pattern(tuple(patterns)).match(name):
        return f"its name does not match file_pattern ({','.join(patterns)})"
    return None if size else EMPTY


@lru_cache
def _pattern(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """One expression for all of some globs: of a hundred thousand files each is compared once."""
    return re.compile("|".join(map(translate, patterns)))


def _text(path: str) -> str:
    """A relative path, what is no UTF-8 in it as \\xNN."""
    if path.isascii():
        return path
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def is_text(path: str) -> bool:
    """False for a path with bytes that are no UTF-8: neither tables nor Spark can hold it."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def braces_expanded(pattern: str) -> list[str]:
    """A Hadoop glob's alternatives `{a,b}` as one pattern each, which Python's fnmatch does not know."""
    before, opened, rest = pattern.partition("{")
    if not opened:
        return [pattern]
    inside, closed, after = rest.partition("}")
    if not closed:
        raise SettingError(
            f"file_pattern: found {pattern!r}, expected a glob with closed braces such as *.{{log,log.gz}}."
        )
    return [f"{before}{choice}{tail}" for choice in inside.split(",") for tail in braces_expanded(after)]
