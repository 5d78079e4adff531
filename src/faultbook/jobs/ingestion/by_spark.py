"""Stores a batch that Spark reads: for a workspace, and for more data than one process should read.

The text is scanned for its counts, then read once for the records of each table. Rejects are read only of files whose
counts show that they have some.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from faultbook.jobs.ingestion.batch_writer import BatchWriter
from faultbook.jobs.ingestion.formats import RECORD_KINDS
from faultbook.jobs.ingestion.landed_files import file_frame
from faultbook.jobs.ingestion.reading import reading_values
from faultbook.jobs.ingestion.stored_batch import StoredFiles
from faultbook.lakehouse.store import Lakehouse
from faultbook.sources.landing import LandedFile, LandingRoot
from faultbook.tables import ERROR_LOGS_REJECTED
from faultbook.transforms.landed.file_reader import ReadFile
from faultbook.transforms.landed.files import file_facts, file_records, file_rejects

MOST_CONTENT_BYTES = 2**31 - 1
"""Most bytes of one file whose content Spark reads."""


def store_by_spark(writer: BatchWriter, root: LandingRoot, files: Sequence[LandedFile]) -> StoredFiles:
    """Reads the files and appends records, rejects, templates and counts. The caller writes the ledger."""
    lakehouse = writer.lakehouse
    values = reading_values(lakehouse, writer.batch)
    with writer.steps.step("scan", batch=writer.batch.batch_id) as step:
        read = {file.source_file: _too_large(file) for file in files if _is_too_large(lakehouse, file)}
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
        writer.append_counts()
    return StoredFiles(read, records, rejects)


def _is_too_large(lakehouse: Lakehouse, file: LandedFile) -> bool:
    """True where the platform would have to hold more of a file than Spark can."""
    return not lakehouse.settings.is_local and file.file_bytes > MOST_CONTENT_BYTES


def _too_large(file: LandedFile) -> ReadFile:
    return ReadFile(
        file.source_file,
        unreadable=f"{file.file_bytes:,} bytes; at most {MOST_CONTENT_BYTES:,} are read. Fix: rotate before landing",
    )


def _has_rejects(read: ReadFile, records: Mapping[str, Any]) -> bool:
    if read.unreadable is not None:
        return False
    # Of formats with several records in a line, parts may be bad although every line is accounted for.
    return read.has_parts or read.lines != read.headers + read.blanks + records.get("parsed", 0)
