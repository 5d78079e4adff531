"""Replay: reads the files of one batch again and compares their lines with the ledger. Stores nothing."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pyspark.sql import Row, SparkSession
from pyspark.sql import functions as F

from faultbook.errors import FaultbookError
from faultbook.formats.port import Record
from faultbook.formats.spans import WHOLE, Span
from faultbook.jobs.ingestion.landing_roots import landing_roots
from faultbook.jobs.ingestion.reading import reading_values
from faultbook.lakehouse.store import Lakehouse
from faultbook.settings import Settings
from faultbook.sources.landing import LandingRoot
from faultbook.tables import INGEST_BATCHES, INGEST_LEDGER
from faultbook.transforms.landed.file_reader import FileReader
from faultbook.transforms.landed.landed_text import text_of_path


@dataclass(frozen=True)
class ReplayedFile:
    """One landed file of the batch: line counts by verdict now, and the ledger's entry of it (None where it has none).

    `verdicts` counts `record` (lines of records), `skipped` (blanks, headers) and the reject reasons; empty where the
    file is gone or cannot be read: `trouble` is the reason.
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
    entries = lakehouse.read(INGEST_LEDGER).where(F.col("batch_id") == batch_id).collect()
    by_name = {row["source_file"]: row for row in entries}
    ledger = {name: {count: row[count] for count in counts} for name, row in by_name.items()}
    roots = landing_roots(lakehouse)
    return [_replayed(lakehouse, roots, name, ledger.get(name), by_name.get(name)) for name in begun[0]["files"]]


def _span_of(entry: Row) -> Span:
    return Span(entry["content_from"], entry["content_to"], entry["last_line"] - entry["lines"] + 1)


def _replayed(
    lakehouse: Lakehouse,
    roots: Sequence[LandingRoot],
    source_file: str,
    ledger: dict[str, int] | None,
    entry: Row | None,
) -> ReplayedFile:
    if entry is not None and entry["entry"] not in ("ingest", "unreadable"):
        return ReplayedFile(source_file, {}, ledger, f"nothing of it was read: {entry['detail']}")
    root = next((root for root in roots if root.contains(source_file)), None)
    if root is None or not Path(root.path).is_dir():
        return ReplayedFile(source_file, {}, ledger, f"the landing root {root.path if root else ''} is gone")
    if not Path(root.file_of(source_file)).is_file():
        return ReplayedFile(source_file, {}, ledger, "the landed file is gone")
    file = Path(root.file_of(source_file))
    # Lines of a tail that was replaced later are as they were.
    span = WHOLE if entry is None or entry["content_to"] is None else _span_of(entry)
    text = text_of_path(source_file, file.stat().st_mtime_ns // 1_000, str(file), span)
    reader = FileReader(reading_values(lakehouse))
    facts = reader.facts(text)
    if facts.unreadable:
        return ReplayedFile(source_file, {}, ledger, facts.unreadable)
    if entry is not None and entry["content_hash"] not in (None, facts.content_hash):
        return ReplayedFile(source_file, {}, ledger, "its content is not what the batch read")
    verdicts: Counter[str] = Counter(skipped=facts.headers + facts.blanks)
    for result in reader.results(text):
        if isinstance(result, Record):
            verdicts["record"] += result.lines
        elif result.part is None:
            verdicts[result.reason] += 1
    return ReplayedFile(source_file, dict(+verdicts), ledger)
