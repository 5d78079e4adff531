"""Counts lines and bytes of the landed files of a batch; file by file where one cannot be read."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.lakehouse.store import Lakehouse
from faultbook.sources.landing import LandingRoot, list_landing, read_lines
from faultbook.tables import INGEST_LEDGER
from faultbook.transforms.records.landed import relative_path
from faultbook.transforms.records.line_counts import line_counts


@dataclass(frozen=True)
class FileLines:
    """Counts of one landed file; `unreadable` is the reason why it could not be read, None where it could."""

    source_file: str
    file_bytes: int
    file_modified_micros: int
    lines: int = 0
    line_bytes: int = 0
    headers: int = 0
    blanks: int = 0
    unreadable: str | None = None


def scan(lakehouse: Lakehouse, lines: DataFrame, root: LandingRoot) -> tuple[dict[str, FileLines], DataFrame]:
    """The files of a batch and its lines; by name, one by one if need be, where the stream cannot be read."""
    try:
        return _count(lines, root), with_source_file(lines, root)
    except Exception as failure:
        # All files that the ledger does not contain, so that every other file of the batch is among them.
        found = scan_by_name(lakehouse, _unknown_files(lakehouse, root), root)
        if not found and not _is_gone(failure) and not _knows_unreadable(lakehouse):
            raise
        good = [name for name, file in found.items() if not file.unreadable]
        readable = read_lines(lakehouse.spark, root, good) if good else lines.limit(0)
        return found, with_source_file(readable, root)


def scan_by_name(lakehouse: Lakehouse, files: Mapping[str, FileLines], root: LandingRoot) -> dict[str, FileLines]:
    """Counts of files of one root given by name: all at once, and by halves where that fails, until each bad file is
    alone.
    """
    if not files:
        return {}
    try:
        counted = _count(read_lines(lakehouse.spark, root, list(files)), root)
        return {**files, **counted}
    except Exception as failure:
        names = list(files)
        if len(names) == 1:
            if not _is_broken(failure):
                raise  # no right to read, no connection: the file itself may be sound
            return {names[0]: replace(files[names[0]], unreadable=_cause(failure))}
        half = len(names) // 2
        first, second = ({name: files[name] for name in part} for part in (names[:half], names[half:]))
        return {**scan_by_name(lakehouse, first, root), **scan_by_name(lakehouse, second, root)}


_BROKEN_CONTENT = (
    "EOFException",
    "ZipException",
    "DataFormatException",
    "Unexpected end of input",
    "incorrect header check",
    "not a gzip",
    "invalid block type",
    "incorrect data check",
    "invalid stored block",
    "invalid distance",
    "invalid code",
)
"""Messages of readers about a compressed file that is truncated or damaged. Only these make a file unreadable."""


def _is_broken(failure: Exception) -> bool:
    return any(sign in str(failure) for sign in _BROKEN_CONTENT)


def _is_gone(failure: Exception) -> bool:
    return "FILE_NOT_EXIST" in str(failure) or "FileNotFoundException" in str(failure)


def _knows_unreadable(lakehouse: Lakehouse) -> bool:
    return bool(lakehouse.read(INGEST_LEDGER).where(F.col("entry") == "unreadable").limit(1).collect())


def _unknown_files(lakehouse: Lakehouse, root: LandingRoot) -> dict[str, FileLines]:
    landed = {
        file.source_file: FileLines(file.source_file, file.file_bytes, file.file_modified_micros)
        for file in list_landing(root, file_pattern=lakehouse.settings.file_pattern)
    }
    known = known_files(lakehouse, landed)
    return {name: file for name, file in landed.items() if name not in known}


def _count(lines: DataFrame, root: LandingRoot) -> dict[str, FileLines]:
    counted = with_source_file(line_counts(lines), root).select(
        "source_file",
        "file_bytes",
        F.unix_micros("file_modified_at").alias("file_modified_micros"),
        "lines",
        "line_bytes",
        "headers",
        "blanks",
    )
    return {row["source_file"]: FileLines(**row.asDict()) for row in counted.collect()}


def with_source_file(lines: DataFrame, root: LandingRoot) -> DataFrame:
    """The lines with source_file, the landed file's name. In: file_uri."""
    return lines.withColumn("source_file", relative_path(F.col("file_uri"), root.path, root.prefix))


def known_files(lakehouse: Lakehouse, files: Mapping[str, Any]) -> set[str]:
    """Those of `files` that the ledger contains: read, or unreadable."""
    entered = lakehouse.read(INGEST_LEDGER).where(F.col("entry").isin("ingest", "unreadable")).select("source_file")
    return {
        row["source_file"] for row in entered.join(named(lakehouse, files), on="source_file", how="left_semi").collect()
    }


def named(lakehouse: Lakehouse, files: Mapping[str, Any]) -> DataFrame:
    """A small frame of source_file, to join with."""
    return F.broadcast(lakehouse.spark.createDataFrame(pa.table({"source_file": pa.array(list(files), pa.string())})))


def _cause(failure: Exception) -> str:
    lines = [line.strip() for line in str(failure).splitlines()]
    causes = [line for line in lines if line.startswith("Caused by: ")]
    return (causes[-1].removeprefix("Caused by: ") if causes else lines[0] if lines else type(failure).__name__)[:300]
