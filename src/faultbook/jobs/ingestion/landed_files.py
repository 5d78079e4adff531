"""The landed files of a batch as a frame that the steps of transforms/landed read, and what the ledger knows of them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.lakehouse.store import Lakehouse
from faultbook.sources.landing import LandedFile, LandingRoot, escaped_glob
from faultbook.tables import INGEST_LEDGER
from faultbook.transforms.landed.file_reader import LandedText, text_of_path
from faultbook.transforms.records.landed import relative_path

_SLICES = 4
"""Slices of the files for each core: one large file does not keep the others waiting."""


def file_frame(lakehouse: Lakehouse, root: LandingRoot, files: Sequence[LandedFile]) -> DataFrame:
    """source_file, file_time, path, content of some files of one root: by path where workers are on this machine, else
    with their content, which the platform reads.
    """
    if lakehouse.settings.is_local:
        return _by_path(lakehouse, root, files)
    names = {file.source_file: file.file_modified_micros for file in files}
    content = lakehouse.spark.read.format("binaryFile").load([escaped_glob(root.file_of(name)) for name in names])
    return content.select(
        relative_path(F.col("path"), root.path, root.prefix).alias("source_file"),
        F.unix_micros("modificationTime").alias("file_time"),
        F.lit(None).cast("string").alias("path"),
        "content",
    )


def _by_path(lakehouse: Lakehouse, root: LandingRoot, files: Sequence[LandedFile]) -> DataFrame:
    spark = lakehouse.spark
    # Large ones first, dealt out in turn, so that all slices take about as long.
    largest = sorted(files, key=lambda file: (-file.file_bytes, file.source_file))
    rows = pa.table(
        {
            "source_file": pa.array([file.source_file for file in largest], pa.string()),
            "file_time": pa.array([file.file_modified_micros for file in largest], pa.int64()),
            "path": pa.array([root.file_of(file.source_file) for file in largest], pa.string()),
            "content": pa.nulls(len(largest), pa.binary()),
        }
    )
    return spark.createDataFrame(rows).repartition(min(len(largest), slices()))


def slices() -> int:
    """How many tasks read files at most."""
    import os  # noqa: PLC0415

    return _SLICES * (os.cpu_count() or 1)


def landed_texts(root: LandingRoot, files: Iterable[LandedFile]) -> list[LandedText]:
    """Files of this machine, to be read in this process."""
    return [text_of_path(file.source_file, file.file_modified_micros, root.file_of(file.source_file)) for file in files]


def known_files(lakehouse: Lakehouse, files: Mapping[str, Any]) -> set[str]:
    """Those of `files` that the ledger contains: read, or unreadable."""
    entered = lakehouse.read(INGEST_LEDGER).where(F.col("entry").isin("ingest", "unreadable")).select("source_file")
    return {
        row["source_file"] for row in entered.join(named(lakehouse, files), on="source_file", how="left_semi").collect()
    }


def named(lakehouse: Lakehouse, files: Iterable[str]) -> DataFrame:
    """A small frame of source_file, to join with."""
    return F.broadcast(lakehouse.spark.createDataFrame(pa.table({"source_file": pa.array(list(files), pa.string())})))
