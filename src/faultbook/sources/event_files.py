"""The files of the events folder: which there are that were not read, and their lines."""

import os
from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

LINES = pa.schema([("landed_file", pa.string()), ("line", pa.int64()), ("value", pa.string())])
LINES_DDL = "landed_file STRING, line BIGINT, value STRING"
SUFFIXES = (".json", ".jsonl")
CLOCK_GRAIN = timedelta(seconds=60)
"""How far the clocks of this machine and of a shared disk may be apart."""


@dataclass(frozen=True)
class EventFile:
    """A file of the events folder: its path relative to it, and its size in bytes."""

    landed_file: str
    file_bytes: int


def list_events(root: str, known: Set[str], *, changed_since: datetime | None) -> Iterator[EventFile]:
    """The files below `root` that are not `known`, by source and day.

    A folder of a day is looked into only where something was added to it after `changed_since`; None: all are.
    Names that begin with a dot or end otherwise than an envelope's are of writers at work.
    """
    cutoff = None if changed_since is None else (changed_since - CLOCK_GRAIN).timestamp()
    for source in _folders(root):
        for day in _folders(source):
            if cutoff is not None and Path(day).stat().st_mtime < cutoff:
                continue
            for entry in sorted(os.scandir(day), key=lambda found: found.name):
                name = os.path.relpath(entry.path, root)
                is_envelope = entry.name.endswith(SUFFIXES) and not entry.name.startswith(".")
                if is_envelope and name not in known and entry.is_file(follow_symlinks=False):
                    yield EventFile(name, entry.stat().st_size)


def lines_of(root: str, files: list[EventFile]) -> pa.Table:
    """The lines of files: landed_file, line (from 1), value. Bytes that are no UTF-8 are replaced."""
    rows: dict[str, list[object]] = {"landed_file": [], "line": [], "value": []}
    for file in files:
        content = Path(root, file.landed_file).read_bytes().decode("utf-8", "replace")
        for number, line in enumerate(content.removesuffix("\n").split("\n"), 1):
            rows["landed_file"].append(file.landed_file)
            rows["line"].append(number)
            rows["value"].append(line)
    return pa.table(rows, schema=LINES)


def stream_event_files(spark: SparkSession, root: str, *, most_files: int, most_bytes: int) -> DataFrame:
    """The event files of a volume as a stream of Auto Loader. Out: path STRING, content STRING, the whole file."""
    files = (
        spark.readStream.format("cloudFiles")
        .option("cloudFiles.format", "text")
        .option("cloudFiles.maxFilesPerTrigger", most_files)
        .option("cloudFiles.maxBytesPerTrigger", most_bytes)
        .option("wholetext", "true")
        .option("pathGlobFilter", "*.{json,jsonl}")
        .schema("value STRING")
        .load(root)
    )
    return files.select(F.col("_metadata.file_path").alias("path"), F.col("value").alias("content"))


def lines_of_stream(files: DataFrame, root: str) -> DataFrame:
    """The lines of streamed files. In: as `stream_event_files`. Out: landed_file, line, value."""
    folder = root.rstrip("/") + "/"
    at = F.instr("path", folder)
    lines = F.split(F.regexp_replace("content", "\n$", ""), "\n")
    named = files.withColumn("landed_file", F.substring(F.col("path"), at + len(folder), F.length("path")))
    exploded = named.select("landed_file", F.posexplode(lines).alias("_at", "value"))
    return exploded.select("landed_file", (F.col("_at") + 1).cast("bigint").alias("line"), "value")


def _folders(parent: str) -> list[str]:
    if not Path(parent).is_dir():
        return []
    entries = [entry for entry in os.scandir(parent) if entry.is_dir(follow_symlinks=False)]
    return sorted(entry.path for entry in entries if not entry.name.startswith("."))
