"""Gives contents to the files that versions read which knew files by name alone: nothing is read again.

Once, every file of the ledger that still is as it was read is hashed. A file that was renamed or has grown since then
is found by the size of what was read and by its first record.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any

from pyspark.sql import functions as F

from faultbook.formats.damage import DamagedFile
from faultbook.formats.port import Record
from faultbook.formats.spans import ContentSums, Span, span_chunks
from faultbook.jobs.ingestion import arrow_counts
from faultbook.jobs.ingestion.batch_writer import BatchWriter
from faultbook.jobs.ingestion.continuing.entries import content_columns, file_entry
from faultbook.jobs.ingestion.continuing.known_files import FILE_ENTRIES, KnownFile
from faultbook.jobs.ingestion.formats import RECORD_KINDS
from faultbook.jobs.ingestion.ingest_batch import BatchRun
from faultbook.jobs.ingestion.landed_files import file_frame, text_of_landed
from faultbook.jobs.ingestion.reading import reading_values
from faultbook.lakehouse.batches import Batch, begin_batch
from faultbook.lakehouse.store import Lakehouse
from faultbook.sources.families import family_of
from faultbook.sources.landing import CLOCK_GRAIN_MICROS, LandedFile, LandingRoot
from faultbook.steps import Steps
from faultbook.tables import INGEST_LEDGER
from faultbook.transforms.landed.file_reader import FileReader, ReadFile
from faultbook.transforms.landed.files import file_facts
from faultbook.transforms.landed.row_values import event_ids

_ENTRIES_OF_BATCH = 10_000
HASHED = "read by an earlier version; hashed now"
GONE = "read by an earlier version; gone or changed when this one began"


@dataclass(frozen=True)
class EarlierFile:
    """What an earlier version read of a landed file that was gone or changed when this one began."""

    source_file: str
    batch_id: int
    file_bytes: int
    compressed: bool


def has_earlier(lakehouse: Lakehouse) -> bool:
    """True where the ledger has a file that only earlier versions know."""
    of_files = lakehouse.read(INGEST_LEDGER).where(F.col("entry").isin(*FILE_ENTRIES))
    families = of_files.groupBy("source_file").agg(F.max("family").alias("family"))
    return bool(families.where(F.col("family").isNull()).limit(1).count())


def adopt_known(
    lakehouse: Lakehouse,
    landed: Iterable[LandedFile],
    known: Mapping[str, KnownFile],
    *,
    run: BatchRun,
    steps: Steps,
) -> bool:
    """Writes an entry with a family, and a content where it can, for each file that only earlier versions know. Returns
    whether there was any.
    """
    names = [name for name, entry in known.items() if not entry.has_family and run.root.contains(name)]
    if not names:
        return False
    there = {file.source_file: file for file in landed}
    with steps.step("hash files of earlier versions") as step:
        same = [file for name in names if (file := there.get(name)) and _is_same(file, known[name])]
        facts = _facts(lakehouse, run.root, [file for file in same if known[file.source_file].entry == "ingest"])
        step.note(files=len(names), hashed=len(facts))
    files = [there.get(name) or LandedFile(name, 0, 0) for name in names]
    for begin in range(0, len(files), _ENTRIES_OF_BATCH):
        part = files[begin : begin + _ENTRIES_OF_BATCH]
        _store(lakehouse, [(file, facts.get(file.source_file), known[file.source_file]) for file in part], run, steps)
    return True


def adopt_renamed(lakehouse: Lakehouse, pending: Sequence[LandedFile], *, run: BatchRun, steps: Steps) -> None:
    """Writes an entry with a content for each file that begins with what an earlier version read of a file that is gone
    or changed now, by the size of that and by its first record."""
    earlier = _earlier_files(lakehouse, {family_of(file.source_file) for file in pending})
    if not earlier:
        return
    reader = FileReader(reading_values(lakehouse))
    found: list[tuple[LandedFile, ReadFile | None, KnownFile]] = []
    for file in pending:
        candidates = earlier.get(family_of(file.source_file), ())
        match = _earlier_of(lakehouse, run.root, reader, file, candidates)
        if match is not None:
            length = None if match.compressed else match.file_bytes
            text = text_of_landed(run.root, replace(file, span=Span(0, length)))
            facts = reader.facts(text)
            detail = f"taken for {match.source_file}, which an earlier version read: by its size and first record"
            found.append((file, facts, KnownFile("ingest", 0, 0, 0, detail, has_family=True)))
    if found:
        _store(lakehouse, found, run, steps)


def _is_same(file: LandedFile, known: KnownFile) -> bool:
    apart = abs(file.file_modified_micros - known.file_modified_micros)
    return file.left_out is None and file.file_bytes == known.file_bytes and apart <= CLOCK_GRAIN_MICROS


def _facts(lakehouse: Lakehouse, root: LandingRoot, files: Sequence[LandedFile]) -> dict[str, ReadFile]:
    """Facts of files, without those that cannot be read any more."""
    values = reading_values(lakehouse)
    found: Iterable[ReadFile]
    if lakehouse.settings.is_local or not files:
        reader = FileReader(values)
        found = (reader.facts(text_of_landed(root, file)) for file in files)
    else:
        rows = file_facts(file_frame(lakehouse, root, files), values).toArrow().to_pylist()
        found = (ReadFile(**row) for row in rows)
    return {facts.source_file: facts for facts in found if facts.unreadable is None}


def _store(
    lakehouse: Lakehouse,
    files: Sequence[tuple[LandedFile, ReadFile | None, KnownFile]],
    run: BatchRun,
    steps: Steps,
) -> None:
    run.observe("before ingest_batches")
    batch = begin_batch(
        lakehouse,
        kind="ingest",
        stream_id=run.run_name,
        stream_batch_id=0,
        files=[file.source_file for file, _, _ in files],
    )
    run.observe("after ingest_batches")
    writer = BatchWriter(lakehouse, batch, steps, run.observe, run.holder)
    writer.complete([_entry(batch, *each) for each in files])


def _entry(batch: Batch, file: LandedFile, facts: ReadFile | None, known: KnownFile) -> dict[str, Any]:
    if facts is not None:
        entry = file_entry(batch, file, "known", known.detail if known.has_family else HASHED)
        return entry | content_columns(facts)
    # As the ledger knows the file, so that a change is noticed still.
    kind, detail = ("unreadable", known.detail) if known.entry == "unreadable" else ("known", GONE)
    modified = known.file_modified_micros or None
    entry = file_entry(batch, file, kind, detail)
    return entry | {"file_bytes": known.file_bytes, "file_modified_at": modified}


def _earlier_files(lakehouse: Lakehouse, families: Set[str]) -> dict[str, list[EarlierFile]]:
    """Files of some families that only an earlier version knows, by family."""
    names = lakehouse.fetch(
        INGEST_LEDGER, ("source_file", "family", "content_hash"), ("entry", "=", "known")
    ).to_pylist()
    gone = {row["source_file"]: row["family"] for row in names if row["content_hash"] is None}
    gone = {name: family for name, family in gone.items() if family in families}
    found: defaultdict[str, list[EarlierFile]] = defaultdict(list)
    if gone:
        columns = ("source_file", "batch_id", "file_bytes", "compressed", "family")
        entries = lakehouse.fetch(
            INGEST_LEDGER, columns, ("entry", "=", "ingest"), ("source_file", "in", sorted(gone))
        ).to_pylist()
        for row in entries:
            if row.pop("family") is None:
                found[gone[row["source_file"]]].append(EarlierFile(**row))
    return found


def _earlier_of(
    lakehouse: Lakehouse, root: LandingRoot, reader: FileReader, file: LandedFile, earlier: Sequence[EarlierFile]
) -> EarlierFile | None:
    """The longest of some earlier files that a file begins with, by size and first record."""
    fitting = [one for one in earlier if one.file_bytes and _fits(root, file, one)]
    if not fitting:
        return None
    try:
        records = (found for found in reader.results(text_of_landed(root, file)) if isinstance(found, Record))
        first = next(records, None)
    except (DamagedFile, OSError):
        return None
    if first is None:
        return None
    for one in sorted(fitting, key=lambda one: -one.file_bytes):
        # Earlier versions took each line for a record.
        texts = sorted({first.text, first.text.partition("\n")[0]})
        ids = event_ids([replace(first, text=text) for text in texts], one.source_file)
        if any(_is_stored(lakehouse, one, ids)):
            return one
    return None


def _fits(root: LandingRoot, file: LandedFile, earlier: EarlierFile) -> bool:
    """True where a file is as long as what was read of an earlier one, or goes on behind it with a new line."""
    if earlier.compressed:
        return file.file_bytes == earlier.file_bytes
    try:
        with text_of_landed(root, file).open() as opened:
            span = Span(earlier.file_bytes - 1, earlier.file_bytes + 1)
            around = b"".join(span_chunks(opened, span, ContentSums(span)))
    except (DamagedFile, OSError):
        return False
    return len(around) == 1 or around[:1] == b"\n"


def _is_stored(lakehouse: Lakehouse, earlier: EarlierFile, ids: Sequence[str]) -> Iterator[bool]:
    for kind in RECORD_KINDS:
        columns = arrow_counts.RENAMED[kind.name]
        filters = (
            ("batch_id", "=", earlier.batch_id),
            (columns["source_file"], "=", earlier.source_file),
            (columns["event_id"], "in", list(ids)),
        )
        yield bool(lakehouse.fetch(kind.table, ("batch_id",), *filters, most=1).num_rows)
