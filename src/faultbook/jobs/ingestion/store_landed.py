"""Stores what is new of the landed files of a root, in as many batches as they need."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count

from faultbook.formats.spans import Span
from faultbook.jobs.ingestion.batch_writer import BatchWriter
from faultbook.jobs.ingestion.continuing.adoption import adopt_known, adopt_renamed
from faultbook.jobs.ingestion.continuing.contents import stored_contents
from faultbook.jobs.ingestion.continuing.entries import left_out_entry, settled_entry
from faultbook.jobs.ingestion.continuing.known_files import KnownFile, changed_files, known_files
from faultbook.jobs.ingestion.continuing.placing import Found, Placed, Placing
from faultbook.jobs.ingestion.continuing.rounds import grown_in_one_round, one_round
from faultbook.jobs.ingestion.continuing.tails import take_back
from faultbook.jobs.ingestion.in_process import IN_PROCESS_BYTES
from faultbook.jobs.ingestion.ingest_batch import BatchRun, store_files
from faultbook.jobs.ingestion.landed_files import text_of_landed
from faultbook.jobs.ingestion.read_here import content_bytes
from faultbook.jobs.ingestion.reading import reading_values
from faultbook.lakehouse.batches import begin_batch
from faultbook.lakehouse.lease import require_lease
from faultbook.lakehouse.store import Lakehouse
from faultbook.settings import Duplicates, ReadWith, Settings
from faultbook.sources.families import family_of
from faultbook.sources.landing import LandedFile
from faultbook.steps import Steps
from faultbook.transforms.landed.file_reader import CANNOT_OPEN, FileReader


def store_landed(lakehouse: Lakehouse, landed: Sequence[LandedFile], *, run: BatchRun, steps: Steps) -> None:
    """Stores what the ledger does not know of `landed`, and an entry of each that is not read."""
    names = None if lakehouse.settings.is_local else [file.source_file for file in landed]
    with steps.step("landed files") as step:
        known = known_files(lakehouse, names)
        if adopt_known(lakehouse, landed, known, run=run, steps=steps):
            known = known_files(lakehouse, names)
        changed = changed_files(landed, known, is_local=lakehouse.settings.is_local)
        pending = [file for file in changed if file.left_out is None and _can_be_tried(file, known, run)]
        left_out = [file for file in changed if file.left_out is not None]
        step.note(files=len(landed), new_files=len(pending), bytes=sum(file.file_bytes for file in pending))
    if pending:
        adopt_renamed(lakehouse, pending, run=run, steps=steps)
    numbers = count()
    while pending or left_out:
        settled, grown, new = _placed(lakehouse, pending, run)
        _store_settled(lakehouse, settled, left_out, run, steps)
        now, later = one_round(run.root, new, across=_across(lakehouse.settings))
        grown, grown_later = grown_in_one_round(run.root, grown)
        to_read = [*_with_tails(lakehouse, grown, run, steps), *now]
        for files in _batches(to_read, lakehouse.settings):
            store_files(lakehouse, files, next(numbers), run=run, steps=steps)
        pending, left_out = [*later, *grown_later], []


def _across(settings: Settings) -> bool:
    return settings.duplicates is Duplicates.LANDING


def _can_be_tried(file: LandedFile, known: dict[str, KnownFile], run: BatchRun) -> bool:
    """False for a file that could not be opened and still cannot be, which changes nothing of it."""
    entry = known.get(file.source_file)
    failed = entry is not None and entry.entry == "unreadable" and (entry.detail or "").startswith(CANNOT_OPEN)
    return not failed or os.access(run.root.path_of(file), os.R_OK)


def _placed(
    lakehouse: Lakehouse, pending: Sequence[LandedFile], run: BatchRun
) -> tuple[list[Placed], list[Placed], list[LandedFile]]:
    """The files that need no reading, those that have grown, and those that are new."""
    settings = lakehouse.settings
    across = _across(settings)
    contents = stored_contents(lakehouse, (family_of(file.source_file) for file in pending), across=across)
    if contents.is_empty:
        return [], [], list(pending)
    names = {file.source_file for file in pending}
    reader = FileReader(reading_values(lakehouse))
    placed = Placing(run.root, contents, reader, names, across=across).place(pending, is_local=settings.is_local)
    settled = [each for each in placed if each.found in (Found.DUPLICATE, Found.UNCHANGED)]
    grown = [each for each in placed if each.found is Found.GROWN]
    return settled, grown, [each.file for each in placed if each.found is Found.NEW]


def _store_settled(
    lakehouse: Lakehouse, settled: Sequence[Placed], left_out: Sequence[LandedFile], run: BatchRun, steps: Steps
) -> None:
    """Writes the entries of files that are not read, as one batch."""
    files = [*(placed.file for placed in settled), *left_out]
    if not files:
        return
    require_lease(lakehouse, run.holder)
    reader = FileReader(reading_values(lakehouse))
    facts = [reader.facts(text_of_landed(run.root, placed.file)) if placed.within else None for placed in settled]
    run.observe("before ingest_batches")
    batch = begin_batch(
        lakehouse,
        kind="ingest",
        stream_id=run.run_name,
        stream_batch_id=0,
        files=[file.source_file for file in files],
    )
    run.observe("after ingest_batches")
    entries = [settled_entry(batch, placed, read) for placed, read in zip(settled, facts, strict=True)]
    entries += [left_out_entry(batch, file) for file in left_out]
    BatchWriter(lakehouse, batch, steps, run.observe, run.holder).complete(entries)


def _with_tails(lakehouse: Lakehouse, grown: Sequence[Placed], run: BatchRun, steps: Steps) -> list[LandedFile]:
    """The files that have grown, after what they replace was taken back."""
    changed = [placed for placed in grown if placed.replaces_tail]
    if not changed:
        return [placed.file for placed in grown]
    require_lease(lakehouse, run.holder)
    kept = take_back(
        lakehouse,
        run.root,
        changed,
        run_name=run.run_name,
        holder=run.holder,
        observe=run.observe,
        steps=steps,
    )
    return [_behind_tail(placed) if placed.file.source_file in kept else placed.file for placed in grown]


def _behind_tail(placed: Placed) -> LandedFile:
    """The file, read from where its content ended, because what is stored of it stays."""
    content = placed.content
    assert content is not None
    return replace(placed.file, span=Span(content.content_to, None, content.last_line + 1))


def _batches(files: Sequence[LandedFile], settings: Settings) -> Iterator[Sequence[LandedFile]]:
    """The files in batches of so many files, and of so many bytes where this machine reads them."""
    most_bytes = None if settings.read_with is ReadWith.SPARK else IN_PROCESS_BYTES
    batch: list[LandedFile] = []
    size = 0
    for file in files:
        size += content_bytes(file)
        if batch and (len(batch) >= settings.max_files_per_batch or (most_bytes is not None and size > most_bytes)):
            yield batch
            batch, size = [], content_bytes(file)
        batch.append(file)
    if batch:
        yield batch
