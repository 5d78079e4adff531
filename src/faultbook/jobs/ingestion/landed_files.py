"""The landed files of a batch, as transforms/landed reads them."""

import os
import stat
from collections.abc import Sequence
from operator import itemgetter
from pathlib import Path

import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.lakehouse.store import Lakehouse
from faultbook.sources.landing import LandedFile, LandingRoot, escaped_glob
from faultbook.transforms.landed.files import FILE_COLUMNS
from faultbook.transforms.landed.landed_text import LandedText, text_of_path


def file_frame(lakehouse: Lakehouse, root: LandingRoot, files: Sequence[LandedFile]) -> DataFrame:
    """The columns that transforms/landed/files.py reads, of some files of one root: by path where workers are on this
    machine, else with their content, which the platform reads.
    """
    return (by_path if lakehouse.settings.is_local else by_content)(lakehouse, root, files)


def by_content(lakehouse: Lakehouse, root: LandingRoot, files: Sequence[LandedFile]) -> DataFrame:
    """The files with their content, as Spark reads it; they may be at most 2 GiB long each."""
    spark = lakehouse.spark
    content = spark.read.format("binaryFile").load([escaped_glob(root.path_of(file)) for file in files])
    # Files are known by their paths: those of an archive's members do not tell their names. A scheme may come first.
    paths = pa.table(
        {
            "file_path": pa.array([root.path_of(file) for file in files], pa.string()),
            **_columns_of(files),
        }
    )
    read = content.select(F.regexp_replace("path", "^[a-z0-9]+:/*", "/").alias("file_path"), "content")
    joined = read.join(F.broadcast(spark.createDataFrame(paths)), on="file_path")
    return joined.select(*FILE_COLUMNS[:-2], F.lit(None).cast("string").alias("path"), "content")


def by_path(lakehouse: Lakehouse, root: LandingRoot, files: Sequence[LandedFile]) -> DataFrame:
    """The files by path, for workers on this machine."""
    spark = lakehouse.spark
    dealt = _dealt(files, os.cpu_count() or 1)
    rows = pa.table(
        {
            **_columns_of(dealt),
            "path": pa.array([root.path_of(file) for file in dealt], pa.string()),
            "content": pa.nulls(len(dealt), pa.binary()),
        }
    )
    return spark.createDataFrame(rows)


def _columns_of(files: Sequence[LandedFile]) -> dict[str, pa.Array]:
    return {
        "source_file": pa.array([file.source_file for file in files], pa.string()),
        "file_time": pa.array([file.file_modified_micros for file in files], pa.int64()),
        "file_bytes": pa.array([file.file_bytes for file in files], pa.int64()),
        "begin": pa.array([file.span.begin for file in files], pa.int64()),
        "first_line": pa.array([file.span.first_line for file in files], pa.int64()),
    }


def _dealt(files: Sequence[LandedFile], parts: int) -> list[LandedFile]:
    """The files so ordered that equal parts of the list take about as long: Spark cuts rows that are given to it into
    a part for each core. To repartition them would be a shuffle, and so a job more, for each use.
    """
    largest = sorted(files, key=lambda file: (-file.file_bytes, file.source_file))
    turn = 2 * parts  # to and fro, so that no part always gets the larger one
    places = (min(number % turn, turn - 1 - number % turn) for number in range(len(largest)))
    return [file for _, file in sorted(zip(places, largest, strict=True), key=itemgetter(0))]


def text_of_landed(root: LandingRoot, file: LandedFile) -> LandedText:
    """A landed file of this machine: as long as it was when it was listed, and its span."""
    path = root.path_of(file)
    return text_of_path(file.source_file, file.file_modified_micros, path, file.span, length=file.file_bytes)


def landed_now(root: LandingRoot, source_file: str) -> LandedFile | None:
    """A landed file as it is now; None where there is no regular file of this name."""
    try:
        facts = Path(root.file_of(source_file)).stat()
    except OSError:
        return None
    if not stat.S_ISREG(facts.st_mode):
        return None
    return LandedFile(source_file, facts.st_size, facts.st_mtime_ns // 1_000)
