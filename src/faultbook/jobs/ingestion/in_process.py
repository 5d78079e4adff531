"""Stores a batch that is read on this machine, without Spark: the fastest form where tables are a folder."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from faultbook.jobs.ingestion import arrow_counts
from faultbook.jobs.ingestion.batch_writer import BatchWriter
from faultbook.jobs.ingestion.formats import RECORD_KINDS, RecordKind
from faultbook.jobs.ingestion.read_here import read_here
from faultbook.jobs.ingestion.reading import reading_values
from faultbook.jobs.ingestion.stored_batch import StoredFiles
from faultbook.sources.landing import LandedFile, LandingRoot
from faultbook.tables import ERROR_COUNTS, ERROR_FILE_COUNTS, ERROR_LOGS_REJECTED, ERROR_TEMPLATES

IN_PROCESS_BYTES = 128 * 2**20
"""So many bytes of files are one batch: what is read of them is in memory until it is stored."""


def store_in_process(writer: BatchWriter, root: LandingRoot, files: Sequence[LandedFile]) -> StoredFiles:
    """Reads the files and appends records, rejects, templates and counts. The caller writes the ledger."""
    with writer.steps.step("read", batch=writer.batch.batch_id) as step:
        found = read_here(root, files, reading_values(writer.lakehouse, writer.batch))
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
    kinds = [kind for kind in RECORD_KINDS if found.records.get(kind.name)]
    return StoredFiles(read, _records_by_file(writer, kinds), _rejects_by_file(writer) if found.rejects else {})


def _records_by_file(writer: BatchWriter, kinds: Sequence[RecordKind]) -> dict[str, dict[str, Any]]:
    """Counts of the records as they are stored: what was lost on the way would be missing here."""
    rows = [arrow_counts.landed(writer.fetch(kind.table, arrow_counts.landed_columns(kind.name))) for kind in kinds]
    return arrow_counts.by_landed_file(pa.concat_tables(rows)) if rows else {}


def _rejects_by_file(writer: BatchWriter) -> dict[str, dict[str, int]]:
    rows = writer.fetch(ERROR_LOGS_REJECTED, ("source_file", "part"))
    is_part = pc.is_valid(rows.column("part"))
    whole = Counter(rows.filter(pc.invert(is_part)).column("source_file").to_pylist())
    parts = Counter(rows.filter(is_part).column("source_file").to_pylist())
    return {name: {"rejected": whole[name], "part_rejects": parts[name]} for name in whole.keys() | parts.keys()}
