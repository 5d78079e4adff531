"""Reads log files that land in a folder or volume, as text.

Auto Loader in a workspace, Spark's own file stream on a laptop. Text, not csv: the parse needs each line's bytes.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from faultbook.errors import MissingDependency, SettingError

LINE_SCHEMA = "value STRING"
CLOCK_GRAIN_MICROS = 2_000_000
"""Listings and readers keep a file's time to different fractions of a second."""
FIRST_ROOT = "first"
_ROOT_MARK = "//"


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

    def file_of(self, source_file: str) -> str:
        """The absolute path of a landed file of this root."""
        return f"{self.path.rstrip('/')}/{source_file.removeprefix(self.prefix)}"


def root_id_of(source_file: str) -> str:
    """The id of the root that a landed file's name belongs to."""
    if not source_file.startswith(_ROOT_MARK):
        return FIRST_ROOT
    return source_file.removeprefix(_ROOT_MARK).partition("/")[0]


@dataclass(frozen=True)
class LandedFile:
    """A landed file: its name, length in bytes, last written (microseconds since 1970)."""

    source_file: str
    file_bytes: int
    file_modified_micros: int


def stream_format(*, in_workspace: bool) -> str:
    """Auto Loader's name in a workspace, the file source's elsewhere."""
    return "cloudFiles" if in_workspace else "text"


def stream_options(*, in_workspace: bool, file_pattern: str, max_files_per_batch: int) -> dict[str, str]:
    """Reader options. Lines end at a line feed only (by default a lone CR would end one too); no file is too old."""
    common = {"lineSep": "\n", "recursiveFileLookup": "true", "pathGlobFilter": file_pattern}
    if in_workspace:
        return common | {"cloudFiles.format": "text", "cloudFiles.maxFilesPerTrigger": str(max_files_per_batch)}
    # By default a new file that is over a week older than the newest is skipped silently.
    return common | {"maxFilesPerTrigger": str(max_files_per_batch), "maxFileAge": "36500d"}


def stream_lines(
    spark: SparkSession, landing: str, *, in_workspace: bool, file_pattern: str, max_files_per_batch: int
) -> DataFrame:
    """A stream of landed lines: line, file_uri, file_bytes BIGINT, file_modified_at."""
    options = stream_options(
        in_workspace=in_workspace, file_pattern=file_pattern, max_files_per_batch=max_files_per_batch
    )
    reader = spark.readStream.format(stream_format(in_workspace=in_workspace)).options(**options)
    return _lines(reader.schema(LINE_SCHEMA).load(landing) if not in_workspace else reader.load(landing))


def read_lines(spark: SparkSession, root: LandingRoot, files: Sequence[str]) -> DataFrame:
    """The lines of landed files of one root given by name, in the same columns as the stream's."""
    paths = [escaped_glob(root.file_of(name)) for name in files]
    return _lines(spark.read.format("text").option("lineSep", "\n").load(paths))


def escaped_glob(path: str) -> str:
    """The path with the characters escaped that Spark would read as a pattern."""
    return "".join(f"\\{letter}" if letter in "*?[]{}\\" else letter for letter in path)


def list_landing(root: LandingRoot, *, file_pattern: str) -> Iterator[LandedFile]:
    """Every file of the root that the stream would read, sorted by path within each folder."""
    base = Path(root.path)
    patterns = braces_expanded(file_pattern)
    for folder, folders, names in os.walk(base, onerror=_refuse):
        folders[:] = sorted(name for name in folders if not is_hidden(name))
        for name in sorted(names):
            if is_hidden(name) or not any(fnmatch(name, pattern) for pattern in patterns):
                continue
            path = Path(folder) / name
            facts = path.stat()
            name_in_root = f"{root.prefix}{path.relative_to(base).as_posix()}"
            yield LandedFile(name_in_root, facts.st_size, facts.st_mtime_ns // 1_000)


def is_hidden(name: str) -> bool:
    """True for a file or folder that Spark's readers skip; `_day=1` is a partition to them."""
    return name.startswith(".") or (name.startswith("_") and "=" not in name)


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


def _refuse(trouble: OSError) -> None:
    raise MissingDependency(f"landing: {trouble.filename} cannot be listed: {trouble.strerror}.") from trouble


def _lines(text: DataFrame) -> DataFrame:
    return text.select(
        F.col("value").alias("line"),
        F.col("_metadata.file_path").alias("file_uri"),
        F.col("_metadata.file_size").alias("file_bytes"),
        F.col("_metadata.file_modification_time").alias("file_modified_at"),
    )
