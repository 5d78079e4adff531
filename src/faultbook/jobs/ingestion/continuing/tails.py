"""Takes back the ends of contents that have gone on: subtracts them, in a batch of their own, before they are read
again. The rows are deleted once that batch is complete.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from faultbook.formats.spans import ContentSums, Span, span_chunks
from faultbook.jobs.ingestion import arrow_counts
from faultbook.jobs.ingestion.batch_writer import BatchWriter
from faultbook.jobs.ingestion.continuing.contents import Content
from faultbook.jobs.ingestion.continuing.net_counts import net_counts
from faultbook.jobs.ingestion.continuing.placing import Placed
from faultbook.jobs.ingestion.formats import RECORD_KINDS
from faultbook.jobs.ingestion.ingest_batch import BatchRun
from faultbook.jobs.ingestion.landed_files import text_of_landed
from faultbook.lakehouse.batches import REPLACE, begin_batch
from faultbook.lakehouse.store import Lakehouse
from faultbook.sources.families import family_of
from faultbook.sources.landing import LandingRoot
from faultbook.steps import Steps
from faultbook.tables import ERROR_COUNTS, ERROR_FILE_COUNTS, ERROR_LOGS_REJECTED, INGEST_LEDGER, Table

_COUNTED = {table: arrow_counts.COUNTED_COLUMNS[table]["source_file"] for table in arrow_counts.COUNTED_COLUMNS}


@dataclass(frozen=True)
class TailRows:
    """The stored rows of one tail: of each table of records, and the rejects."""

    content: Content
    records: Mapping[Table, pa.Table]
    rejects: pa.Table

    @property
    def count(self) -> int:
        """How many rows there are."""
        return sum(len(rows) for rows in (*self.records.values(), self.rejects))


def take_back(lakehouse: Lakehouse, grown: Sequence[Placed], *, run: BatchRun, steps: Steps) -> set[str]:
    """Takes back the tails of these files and returns the names of the files whose tail cannot be taken back: its rows
    were purged, or reprocessed. The caller holds the lease.
    """
    found = {placed.file.source_file: _stored(lakehouse, placed) for placed in grown}
    taken = [placed for placed in grown if found[placed.file.source_file].count]
    # Of two files with the same beginning, one goes on with it.
    owners = {found[placed.file.source_file].content.id: placed for placed in taken}
    if owners:
        run.observe("before ingest_batches")
        batch = begin_batch(
            lakehouse,
            kind=REPLACE,
            stream_id=run.run_name,
            stream_batch_id=0,
            files=[owner.source_file for owner in owners],
        )
        run.observe("after ingest_batches")
        writer = BatchWriter(lakehouse, batch, steps, run.observe, run.holder)
        tails = [found[placed.file.source_file] for placed in owners.values()]
        _subtract_counts(writer, tails)
        writer.complete(
            [
                _entry(batch.batch_id, tail, _bytes_of(run.root, placed, tail.content))
                for tail, placed in zip(tails, owners.values(), strict=True)
            ]
        )
        with steps.step("remove replaced rows", batch=batch.batch_id):
            remove_replaced_tails(lakehouse, batch.batch_id)
    return {placed.file.source_file for placed in grown} - {placed.file.source_file for placed in owners.values()}


def remove_replaced_tails(lakehouse: Lakehouse, batch_id: int) -> None:
    """Deletes the rows that a complete batch of kind replace took back; sets off its counts. Re-runs are idempotent."""
    net_counts(lakehouse, batch_id)
    columns = ("continues_batch", "continues_file", "tail_line")
    entries = lakehouse.fetch(INGEST_LEDGER, columns, ("batch_id", "=", batch_id), ("entry", "=", "replaced"))
    for entry in entries.to_pylist():
        for table, name_column in _row_tables():
            filters = _of_tail(entry["continues_batch"], entry["continues_file"], entry["tail_line"], name_column)
            if lakehouse.fetch(table, ("batch_id",), *filters, most=1).num_rows:
                lakehouse.delete_rows(table, *filters)


def _row_tables() -> Iterator[tuple[Table, str]]:
    for kind in RECORD_KINDS:
        yield kind.table, _COUNTED[kind.name]
    yield ERROR_LOGS_REJECTED, "source_file"


def _of_tail(batch_id: int, source_file: str, line: int, name_column: str) -> list[tuple[str, str, Any]]:
    return [("batch_id", "=", batch_id), (name_column, "=", source_file), ("line_number", ">=", line)]


def _stored(lakehouse: Lakehouse, placed: Placed) -> TailRows:
    assert placed.content is not None
    content = placed.content.owner
    rows = {
        table: lakehouse.fetch(
            table,
            table.column_names,
            *_of_tail(content.id.batch_id, content.id.source_file, content.tail.line, name_column),
        )
        for table, name_column in _row_tables()
    }
    rejects = rows.pop(ERROR_LOGS_REJECTED)
    return TailRows(content, rows, rejects)


def _subtract_counts(writer: BatchWriter, tails: Sequence[TailRows]) -> None:
    counted = [
        arrow_counts.occurrences(tail.records[kind.table], kind.name)
        for kind in RECORD_KINDS
        for tail in tails
        if tail.records[kind.table].num_rows
    ]
    if counted:
        taken = pa.concat_tables(counted).drop_columns(["batch_id"])
        own = pa.array([writer.batch.batch_id] * taken.num_rows, pa.int64())
        taken = taken.append_column("batch_id", own)
        for table, counts in (
            (ERROR_COUNTS, arrow_counts.by_hour(taken)),
            (ERROR_FILE_COUNTS, arrow_counts.by_file(taken)),
        ):
            place = counts.schema.get_field_index("occurrence_count")
            negative = pc.negate(counts.column(place))
            writer.append(table, counts.set_column(place, counts.schema.field(place), negative))


def _entry(batch_id: int, tail: TailRows, line_bytes: int) -> dict[str, Any]:
    content = tail.content
    lines = content.last_line - content.tail.line + 1
    parsed = sum(pc.sum(rows.column("line_count")).as_py() or 0 for rows in tail.records.values())
    records = sum(rows.num_rows for rows in tail.records.values())
    unknown = sum(pc.sum(pc.equal(rows.column("severity"), "Unknown")).as_py() or 0 for rows in tail.records.values())
    parts = pc.sum(pc.is_valid(tail.rejects.column("part"))).as_py() or 0
    rejected = tail.rejects.num_rows - parts
    return {
        "batch_id": batch_id,
        "source_file": content.id.source_file,
        "entry": "replaced",
        "file_bytes": 0,
        "compressed": False,
        "line_bytes": -line_bytes,
        "lines": -lines,
        "headers": 0,
        "blanks": -(lines - parsed - rejected),
        "parsed": -parsed,
        "rejected": -rejected,
        "purged": 0,
        "purged_rejects": 0,
        "unknown_severity": -unknown,
        "records": -records,
        "part_rejects": -parts,
        "detail": "its last records had not ended: they are read again with what followed",
        "recorded_at": datetime.now(UTC),
        "family": family_of(content.id.source_file),
        "tail_line": content.tail.line,
        "continues_batch": content.id.batch_id,
        "continues_file": content.id.source_file,
    }


def _bytes_of(root: LandingRoot, placed: Placed, content: Content) -> int:
    """Bytes of the tail's lines, counted as they were when they were read: without line feeds."""
    span = Span(content.tail.begin, content.content_to)
    with text_of_landed(root, placed.file).open() as file:
        return sum(len(piece) - piece.count(b"\n") for piece in span_chunks(file, span, ContentSums(span)))
