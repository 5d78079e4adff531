"""Replay: reads the files of one batch again and compares their lines with the ledger. Stores nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from faultbook.errors import FaultbookError
from faultbook.jobs.ingestion.formats import format_of
from faultbook.jobs.ingestion.landed_files import FileLines, scan_by_name, with_source_file
from faultbook.jobs.ingestion.landing_roots import landing_roots
from faultbook.lakehouse.store import Lakehouse
from faultbook.settings import Settings
from faultbook.sources.landing import LandingRoot, read_lines
from faultbook.tables import INGEST_BATCHES, INGEST_LEDGER


@dataclass(frozen=True)
class ReplayedFile:
    """One landed file of the batch: line counts by verdict now, and the ledger's entry of it (None where it has none).

    `verdicts` counts `record`, `skipped` (blanks and headers) and the reject reasons; empty where the file is gone or
    cannot be read: `trouble` is the reason.
    """

    source_file: str
    verdicts: dict[str, int]
    ledger: dict[str, int] | None
    trouble: str | None = None

    @property
    def agrees(self) -> bool:
        """True where the parse returns today the counts of the ledger."""
        if self.ledger is None or self.trouble:
            return False
        rejected = sum(count for verdict, count in self.verdicts.items() if verdict not in ("record", "skipped"))
        return (self.verdicts.get("record", 0), rejected) == (self.ledger["parsed"], self.ledger["rejected"])


def run(spark: SparkSession, settings: Settings, batch_id: int) -> list[ReplayedFile]:
    """The files of a batch, parsed again with today's settings. FaultbookError where there is no such batch."""
    lakehouse = Lakehouse(spark, settings)
    lakehouse.require_tables()
    begun = lakehouse.read(INGEST_BATCHES).where(F.col("batch_id") == batch_id).collect()
    if not begun:
        raise FaultbookError(f"there is no batch {batch_id}. faultbook show ingest_batches lists them.")
    counts = ("lines", "headers", "blanks", "parsed", "rejected")
    entries = (
        lakehouse.read(INGEST_LEDGER).where(F.col("batch_id") == batch_id).select("source_file", *counts).collect()
    )
    ledger = {row["source_file"]: {name: row[name] for name in counts} for row in entries}
    roots = landing_roots(lakehouse)
    return [_replayed(lakehouse, roots, name, ledger.get(name)) for name in begun[0]["files"]]


def _replayed(
    lakehouse: Lakehouse, roots: Sequence[LandingRoot], source_file: str, ledger: dict[str, int] | None
) -> ReplayedFile:
    root = next((root for root in roots if root.contains(source_file)), None)
    if root is None or not Path(root.path).is_dir():
        return ReplayedFile(source_file, {}, ledger, f"the landing root {root.path if root else ''} is gone")
    if not Path(root.file_of(source_file)).is_file():
        return ReplayedFile(source_file, {}, ledger, "the landed file is gone")
    scanned = scan_by_name(lakehouse, {source_file: FileLines(source_file, 0, 0)}, root)[source_file]
    if scanned.unreadable:
        return ReplayedFile(source_file, {}, ledger, scanned.unreadable)
    lines = with_source_file(read_lines(lakehouse.spark, root, [source_file]), root).select("source_file", "line")
    judged = format_of(source_file).judged(lines, lakehouse.settings)
    return ReplayedFile(
        source_file, {row["verdict"]: row["count"] for row in judged.groupBy("verdict").count().collect()}, ledger
    )
