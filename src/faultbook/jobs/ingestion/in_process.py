"""Stores a batch that is read on this machine, without Spark: the fastest form where tables are a folder."""

from collections.abc import Sequence

import pyarrow as pa

from faultbook.jobs.ingestion import arrow_counts
from faultbook.jobs.ingestion.batch_writer import BatchWriter
from faultbook.jobs.ingestion.formats import RECORD_KINDS
from faultbook.jobs.ingestion.read_files import TooMuchContent
from faultbook.jobs.ingestion.read_here import read_here
from faultbook.jobs.ingestion.reading import reading_values
from faultbook.jobs.ingestion.stored_batch import StoredFiles
from faultbook.settings import ReadWith
from faultbook.sources.landing import LandedFile, LandingRoot
from faultbook.tables import ERROR_COUNTS, ERROR_FILE_COUNTS, ERROR_LOGS_REJECTED, ERROR_TEMPLATES

IN_PROCESS_BYTES = 128 * 2**20
"""So many bytes of files are one batch: what is read of them is in memory until it is stored."""
MOST_CONTENT_BYTES = 4 * IN_PROCESS_BYTES
"""With more, decompressed, Spark reads the batch: sizes of compressed files are a guess of what they contain."""


def store_in_process(writer: BatchWriter, root: LandingRoot, files: Sequence[LandedFile]) -> StoredFiles | None:
    """Reads the files and appends records, rejects, templates and counts. The caller writes the ledger.

    None, and nothing is appended, where the files contain more than may be in memory and Spark may read them.
    """
    lakehouse = writer.lakehouse
    most_bytes = MOST_CONTENT_BYTES if lakehouse.settings.read_with is ReadWith.AUTO else None
    with writer.steps.step("read", batch=writer.batch.batch_id) as step:
        try:
            found = read_here(root, files, reading_values(lakehouse, writer.batch), most_bytes)
        except TooMuchContent:
            step.note(files=len(files), too_much_for="memory")
            return None
        read = {file.source_file: file for file in found.facts}
        step.note(files=len(files), lines=sum(file.lines for file in found.facts))
    counted: list[pa.Table] = []
    for kind in RECORD_KINDS:
        if batches := found.records.get(kind.name):
            rows = pa.Table.from_batches(batches)
            writer.append(kind.table, rows)
            counted.append(arrow_counts.occurrences(rows, kind.name))
    if found.rejects:
        writer.append(ERROR_LOGS_REJECTED, pa.Table.from_batches(found.rejects))
    if counted:
        stored = pa.concat_tables(counted)
        writer.append(ERROR_TEMPLATES, arrow_counts.examples(stored))
        writer.append(ERROR_COUNTS, arrow_counts.by_hour(stored))
        writer.append(ERROR_FILE_COUNTS, arrow_counts.by_file(stored))
    return StoredFiles(read, writer.records_by_file(), writer.rejects_by_file() if found.rejects else {})
