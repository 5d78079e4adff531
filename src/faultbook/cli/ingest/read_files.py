"""What one run read, for its report: files by format, rejects by reason and by the format that they look like."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from faultbook.formats import detection
from faultbook.stores.local.local_store import LocalStore
from faultbook.stores.store import Statement
from faultbook.tables import ERROR_LOGS_REJECTED, INGEST_LEDGER

FORMATS_TEXT = """
SELECT coalesce(format, 'unreadable') AS format, count(DISTINCT source_file) AS files, sum(lines)::BIGINT AS lines,
       sum(coalesce(records, parsed))::BIGINT AS records, sum(rejected)::BIGINT AS rejects,
       sum(coalesce(unknown_severity, 0))::BIGINT AS unknown,
       min(first_occurrence) AS first_occurrence, max(last_occurrence) AS last_occurrence,
       min(source_file) AS example
FROM {answers}.ingest_ledger
WHERE batch_id > $after AND entry = 'ingest' AND lines > 0
GROUP BY ALL ORDER BY lines DESC, format
"""
NEAREST_TEXT = """
SELECT reason, nearest_format, count(*) AS lines, count(DISTINCT source_file) AS files, min(source_file) AS example
FROM {raw}.error_logs_rejected
WHERE batch_id > $after AND nearest_format IS NOT NULL
GROUP BY ALL ORDER BY lines DESC, reason, nearest_format LIMIT $most
"""
NOTES_TEXT = """
SELECT source_file, detail FROM {answers}.ingest_ledger
WHERE batch_id > $after AND entry = 'ingest' AND detail IS NOT NULL
ORDER BY source_file
"""
COPIES_TEXT = """
SELECT new.source_file, min(other.source_file) AS other
FROM {answers}.ingest_ledger AS new
JOIN {answers}.ingest_ledger AS other ON other.content_hash = new.content_hash AND other.family <> new.family
WHERE new.batch_id > $after AND new.entry = 'ingest' AND new.content_from = 0 AND new.parsed > 0
  AND other.entry = 'ingest' AND other.content_from = 0
  AND (other.batch_id < new.batch_id OR other.batch_id = new.batch_id AND other.source_file < new.source_file)
GROUP BY new.source_file ORDER BY new.source_file
"""
COPIES = Statement("copies", "", COPIES_TEXT, (INGEST_LEDGER.name,))
FORMATS = Statement("formats", "", FORMATS_TEXT, (INGEST_LEDGER.name,))
NEAREST = Statement("nearest formats", "", NEAREST_TEXT, (ERROR_LOGS_REJECTED.name,))
NOTES = Statement("notes", "", NOTES_TEXT, (INGEST_LEDGER.name,))
UNKNOWN = detection.UNKNOWN.name


@dataclass(frozen=True)
class FormatRead:
    """Files of one format that a run read: lines, records, rejects, records whose severity is Unknown, first and last
    instant (None where there is no record), and the name of one file.
    """

    format: str
    files: int
    lines: int
    records: int
    rejects: int
    unknown: int
    first_occurrence: datetime | None
    last_occurrence: datetime | None
    example: str

    @property
    def span(self) -> str:
        """From the first to the last instant, to the minute, UTC."""
        if self.first_occurrence is None or self.last_occurrence is None:
            return ""
        first, last = (f"{at:%Y-%m-%d %H:%M}" for at in (self.first_occurrence, self.last_occurrence))
        return first if first == last else f"{first} to {last[11:] if first[:10] == last[:10] else last}"


def formats_read(store: LocalStore, *, after: int) -> list[FormatRead]:
    """The formats of the files of batches behind `after`, the one with most lines first."""
    return [FormatRead(**row) for row in store.rows(FORMATS, {"after": after})]


def nearest_formats(store: LocalStore, *, after: int, most: int) -> Iterator[str]:
    """A sentence for each reason and format that rejects look like, those of most lines first."""
    for row in store.rows(NEAREST, {"after": after, "most": most}):
        lines, files = row["lines"], row["files"]
        place = row["example"] if files == 1 else f"{files:,} files such as {row['example']}"
        look = "line looks" if lines == 1 else "lines look"
        yield f"{lines:,} {look} like {row['nearest_format']} ({row['reason']}, in {place})"


def copies_elsewhere(store: LocalStore, *, after: int) -> list[tuple[str, str]]:
    """Files of batches behind `after` that equal a file of another family, which was read before them: both names."""
    return [(row["source_file"], row["other"]) for row in store.rows(COPIES, {"after": after})]


def notes_on_files(store: LocalStore, *, after: int) -> list[tuple[str, str]]:
    """What a user should know of files that were read, such as a wrong encoding: name and sentence."""
    return [(row["source_file"], row["detail"]) for row in store.rows(NOTES, {"after": after})]
