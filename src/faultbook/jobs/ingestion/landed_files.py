"""The landed files of a batch as a frame that transforms/landed reads, and what the ledger knows of them."""

import os
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from operator import itemgetter

import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.lakehouse.store import Lakehouse
from faultbook.sources.landing import LandedFile, LandingRoot, escaped_glob, list_landing
from faultbook.tables import INGEST_LEDGER
from faultbook.transforms.landed.file_reader import LandedText, text_of_path

_QUIET = timedelta(hours=1)


def file_frame(lakehouse: Lakehouse, root: LandingRoot, files: Sequence[LandedFile]) -> DataFrame:
    """source_file, file_time, path, content of some files of one root: by path where workers are on this machine, else
    with their content, which the platform reads.
    """
    return (by_path if lakehouse.settings.is_local else by_content)(lakehouse, root, files)


def by_content(lakehouse: Lakehouse, root: LandingRoot, files: Sequence[LandedFile]) -> DataFrame:
    """The files with their content, as Spark reads it; they may be at most 2 GiB long each."""
    spark = lakehouse.spark
    content = spark.read.format("binaryFile").load([escaped_glob(root.file_of(file.source_file)) for file in files])
    folder = root.path.rstrip("/") + "/"
    relative = F.substr(F.col("path"), F.instr("path", folder) + len(folder))
    named = content.select(F.concat(F.lit(root.prefix), relative).alias("source_file"), "content")
    times = pa.table(
        {
            "source_file": pa.array([file.source_file for file in files], pa.string()),
            "file_time": pa.array([file.file_modified_micros for file in files], pa.int64()),
        }
    )
    joined = named.join(F.broadcast(spark.createDataFrame(times)), on="source_file")
    return joined.select("source_file", "file_time", F.lit(None).cast("string").alias("path"), "content")


def by_path(lakehouse: Lakehouse, root: LandingRoot, files: Sequence[LandedFile]) -> DataFrame:
    """The files by path, for workers on this machine."""
    spark = lakehouse.spark
    dealt = _dealt(files, os.cpu_count() or 1)
    rows = pa.table(
        {
            "source_file": pa.array([file.source_file for file in dealt], pa.string()),
            "file_time": pa.array([file.file_modified_micros for file in dealt], pa.int64()),
            "path": pa.array([root.file_of(file.source_file) for file in dealt], pa.string()),
            "content": pa.nulls(len(dealt), pa.binary()),
        }
    )
    return spark.createDataFrame(rows)


def _dealt(files: Sequence[LandedFile], parts: int) -> list[LandedFile]:
    """The files so ordered that equal parts of the list take about as long: Spark cuts rows that are given to it into
    a part for each core. To repartition them would be a shuffle, and so a job more, for each use.
    """
    largest = sorted(files, key=lambda file: (-file.file_bytes, file.source_file))
    turn = 2 * parts  # to and fro, so that no part always gets the larger one
    places = (min(number % turn, turn - 1 - number % turn) for number in range(len(largest)))
    return [file for _, file in sorted(zip(places, largest, strict=True), key=itemgetter(0))]


def landed_texts(root: LandingRoot, files: Iterable[LandedFile]) -> list[LandedText]:
    """Files of this machine, to be read in this process."""
    return [text_of_path(file.source_file, file.file_modified_micros, root.file_of(file.source_file)) for file in files]


def unread_files(lakehouse: Lakehouse, root: LandingRoot) -> tuple[int, list[LandedFile]]:
    """How many files lie in a root that is a folder, and those that the ledger does not contain."""
    landed = list(list_landing(root, file_pattern=lakehouse.settings.file_pattern))
    return len(landed), without_known(lakehouse, landed)


def without_known(lakehouse: Lakehouse, files: Sequence[LandedFile]) -> list[LandedFile]:
    """The files that the ledger does not contain, the oldest first, without those that are empty and new: one just
    opened is empty, and after an entry in the ledger it is never read.
    """
    known, now = known_files(lakehouse, [file.source_file for file in files]), datetime.now(UTC)
    unread = (file for file in files if file.source_file not in known and (file.file_bytes or is_quiet(file, now)))
    return sorted(unread, key=lambda file: (file.file_modified_micros, file.source_file))


def is_quiet(file: LandedFile, now: datetime) -> bool:
    """True for a file that was last written an hour ago or earlier."""
    return file.file_modified_micros < int((now - _QUIET).timestamp() * 1_000_000)


def known_files(lakehouse: Lakehouse, names: Sequence[str]) -> set[str]:
    """Those of `names` that the ledger contains: read, or unreadable."""
    if lakehouse.settings.is_local:
        entered = lakehouse.fetch(INGEST_LEDGER, ("source_file",), ("entry", "in", ["ingest", "unreadable"]))
        return set(names) & set(entered.column(0).to_pylist())
    rows = lakehouse.read(INGEST_LEDGER).where(F.col("entry").isin("ingest", "unreadable")).select("source_file")
    wanted = F.broadcast(lakehouse.spark.createDataFrame(pa.table({"source_file": pa.array(list(names), pa.string())})))
    return {row["source_file"] for row in rows.join(wanted, on="source_file", how="left_semi").collect()}
