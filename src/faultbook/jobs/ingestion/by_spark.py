"""Stores a batch that Spark reads: for a workspace, and for more data than one process should read.

The text is scanned for its counts, then read once for the records of each table. Rejects are read only of files whose
counts show that they have some.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from faultbook.jobs.ingestion.batch_writer import BatchWriter
from faultbook.jobs.ingestion.formats import RECORD_KINDS
from faultbook.jobs.ingestion.landed_files import file_frame
from faultbook.jobs.ingestion.read_here import content_bytes
from faultbook.jobs.ingestion.reading import reading_values
from faultbook.jobs.ingestion.stored_batch import StoredFiles
from faultbook.lakehouse.store import Lakehouse
from faultbook.sources.landing import LandedFile, LandingRoot
from faultbook.tables import ERROR_LOGS_REJECTED
from faultbook.transforms.landed.file_reader import CANNOT_OPEN, ReadFile
from faultbook.transforms.landed.files import file_facts, file_records, file_rejects

LITTLE_BYTES = 64 * 2**20
"""Up to so many bytes of files, one task counts the records of a batch."""
MOST_CONTENT_BYTES = 2**31 - 1
"""Most bytes of one file whose content Spark reads."""
_THREADS = 32
"""Files that are looked for at once: a workspace's volume answers slowly."""


def store_by_spark(writer: BatchWriter, root: LandingRoot, files: Sequence[LandedFile]) -> StoredFiles:
    """Reads the files and appends records, rejects, templates and counts. The caller writes the ledger."""
    lakehouse = writer.lakehouse
    values = reading_values(lakehouse, writer.batch)
    with writer.steps.step("scan", batch=writer.batch.batch_id) as step:
        read = _not_readable(lakehouse, root, files)
        held = [file for file in files if file.source_file not in read]
        rows = file_facts(file_frame(lakehouse, root, held), values).toArrow().to_pylist() if held else []
        read |= {row["source_file"]: ReadFile(**row) for row in rows}
        step.note(files=len(files), lines=sum(file.lines for file in read.values()))
    of_table: dict[str, list[LandedFile]] = {}
    for file in files:
        found = read[file.source_file]
        # A file that no format knows has no record.
        if found.unreadable is None and found.has_records:
            of_table.setdefault(found.table, []).append(file)
    for kind in RECORD_KINDS:
        if own := of_table.get(kind.name):
            writer.append(kind.table, file_records(file_frame(lakehouse, root, own), kind.name, values))
    records = writer.records_by_file()
    with_rejects = [file for file in files if _has_rejects(read[file.source_file], records.get(file.source_file, {}))]
    rejects: dict[str, dict[str, int]] = {}
    if with_rejects:
        writer.append(ERROR_LOGS_REJECTED, file_rejects(file_frame(lakehouse, root, with_rejects), values))
        rejects = writer.rejects_by_file()
    if of_table:
        writer.append_counts(is_little=sum(map(content_bytes, files)) <= LITTLE_BYTES)
    return StoredFiles(read, records, rejects)


def _not_readable(lakehouse: Lakehouse, root: LandingRoot, files: Sequence[LandedFile]) -> dict[str, ReadFile]:
    """Files that the platform must not be asked for, with the reason: it would refuse the others with them."""
    with ThreadPoolExecutor(_THREADS) as threads:
        reasons = threads.map(
            lambda file: _reason(file, root.path_of(file), is_local=lakehouse.settings.is_local), files
        )
        pairs = zip(files, reasons, strict=True)
        return {file.source_file: ReadFile(file.source_file, unreadable=reason) for file, reason in pairs if reason}


def _reason(file: LandedFile, path: str, *, is_local: bool) -> str | None:
    if not Path(path).is_file():
        return f"{CANNOT_OPEN}: it is gone, removed or renamed since it was found"
    if not is_local and file.file_bytes > MOST_CONTENT_BYTES:
        return f"{file.file_bytes:,} bytes; at most {MOST_CONTENT_BYTES:,} are read. Fix: rotate before landing"
    return None


def _has_rejects(read: ReadFile, records: Mapping[str, Any]) -> bool:
    if read.unreadable is not None:
        return False
    # Of formats with several records in a line, parts may be bad although every line is accounted for.
    return read.has_parts or read.lines != read.headers + read.blanks + records.get("parsed", 0)
