"""Stores what is new of the landed files of a root, in as many batches as they need."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import count
from typing import Any

from faultbook.formats.spans import Span
from faultbook.jobs.ingestion.batch_writer import BatchWriter
from faultbook.jobs.ingestion.continuing.adoption import adopt_known, adopt_renamed
from faultbook.jobs.ingestion.continuing.contents import stored_contents
from faultbook.jobs.ingestion.continuing.entries import file_entry, left_out_entry, settled_entry
from faultbook.jobs.ingestion.continuing.known_files import KnownFile, changed_files, known_files
from faultbook.jobs.ingestion.continuing.placing import Found, Placed, Placing
from faultbook.jobs.ingestion.continuing.rounds import grown_in_one_round, one_round, waiting_for_others
from faultbook.jobs.ingestion.continuing.tails import take_back
from faultbook.jobs.ingestion.continuing.unpacking import UnpackedArchives, archives_among, unpacked
from faultbook.jobs.ingestion.in_process import IN_PROCESS_BYTES
from faultbook.jobs.ingestion.ingest_batch import BatchRun, store_files
from faultbook.jobs.ingestion.landed_files import text_of_landed
from faultbook.jobs.ingestion.read_here import content_bytes
from faultbook.jobs.ingestion.reading import reading_values
from faultbook.lakehouse.batches import Batch, begin_batch
from faultbook.lakehouse.lease import require_lease
from faultbook.lakehouse.store import Lakehouse
from faultbook.settings import Duplicates, ReadWith
from faultbook.sources.families import family_of
from faultbook.sources.landing import LandedFile
from faultbook.steps import Steps
from faultbook.transforms.landed.file_reader import FileReader


class LandingStore:
    """Stores landed files for one run. The caller holds the lease."""

    def __init__(self, lakehouse: Lakehouse, run: BatchRun, steps: Steps) -> None:
        """Nothing is stored yet."""
        self._lakehouse = lakehouse
        self._settings = lakehouse.settings
        self._across = lakehouse.settings.duplicates is Duplicates.LANDING
        self._run = run
        self._steps = steps
        self._numbers = count()

    def store(self, landed: Sequence[LandedFile]) -> None:
        """Stores what the ledger does not know of these files, and an entry of each that is not read."""
        names = None if self._settings.is_local else [file.source_file for file in landed]
        with self._steps.step("landed files") as step:
            known = known_files(self._lakehouse, names)
            if adopt_known(self._lakehouse, landed, known, run=self._run, steps=self._steps):
                known = known_files(self._lakehouse, names)
            to_read, left_out = self._changed(landed, known)
            step.note(files=len(landed), new_files=len(to_read), bytes=sum(file.file_bytes for file in to_read))
        archives = archives_among(self._run.root, to_read, is_local=self._settings.is_local)
        names_of_archives = {file.source_file for file in archives}
        self._store([file for file in to_read if file.source_file not in names_of_archives], left_out)
        for group in unpacked(self._run.root, archives, self._settings):
            known = known_files(self._lakehouse, [file.source_file for file in group.members])
            self._store(*self._changed(group.members, known))
            # Last, so that an archive whose members are not all stored is unpacked again.
            self._write_entries(group.archives, partial(_archive_entries, group))

    def _changed(
        self, files: Iterable[LandedFile], known: Mapping[str, KnownFile]
    ) -> tuple[list[LandedFile], list[LandedFile]]:
        """Those that are new or have changed: to be read, and left out."""
        changed = changed_files(files, known, is_local=self._settings.is_local)
        to_read = [file for file in changed if file.left_out is None and self._can_be_tried(file, known)]
        return to_read, [file for file in changed if file.left_out is not None]

    def _can_be_tried(self, file: LandedFile, known: Mapping[str, KnownFile]) -> bool:
        """False for a file that could not be opened and still cannot be, which changes nothing of it."""
        entry = known.get(file.source_file)
        failed = entry is not None and entry.could_not_be_opened
        return not failed or os.access(self._run.root.path_of(file), os.R_OK)

    def _store(self, pending: Sequence[LandedFile], left_out: Sequence[LandedFile]) -> None:
        if pending:
            adopt_renamed(self._lakehouse, pending, run=self._run, steps=self._steps)
        limit, root = self._settings.max_unpacked_bytes, self._run.root
        self._write_entries(left_out, lambda batch: [left_out_entry(batch, file) for file in left_out])
        while pending:
            placed = self._placed(pending)
            waiting = waiting_for_others(placed, across=self._across)
            names = {file.source_file for file in waiting}
            by_kind = {kind: [each for each in placed if each.found is kind] for kind in Found}
            self._write_settled([*by_kind[Found.DUPLICATE], *by_kind[Found.UNCHANGED]])
            new = [each.file for each in by_kind[Found.NEW] if each.file.source_file not in names]
            grown = [each for each in by_kind[Found.GROWN] if each.file.source_file not in names]
            now, later = one_round(root, new, across=self._across, max_unpacked_bytes=limit)
            grown, grown_later = grown_in_one_round(root, grown, max_unpacked_bytes=limit)
            for files in self._batches([*self._with_tails(grown), *now]):
                store_files(self._lakehouse, files, next(self._numbers), run=self._run, steps=self._steps)
            pending = [*later, *grown_later, *waiting]

    def _placed(self, pending: Sequence[LandedFile]) -> list[Placed]:
        """What each file is."""
        families = (family_of(file.source_file) for file in pending)
        contents = stored_contents(self._lakehouse, families, across=self._across)
        if contents.is_empty:
            return [Placed(file, Found.NEW, may_be_within=True) for file in pending]
        names = {file.source_file for file in pending}
        reader = FileReader(reading_values(self._lakehouse))
        placing = Placing(self._run.root, contents, reader, names, across=self._across)
        return placing.place(pending, is_local=self._settings.is_local)

    def _write_settled(self, settled: Sequence[Placed]) -> None:
        reader, root = FileReader(reading_values(self._lakehouse)), self._run.root
        facts = [reader.facts(text_of_landed(root, placed.file)) if placed.within else None for placed in settled]
        self._write_entries(
            [placed.file for placed in settled],
            lambda batch: [settled_entry(batch, *each) for each in zip(settled, facts, strict=True)],
        )

    def _write_entries(self, files: Sequence[LandedFile], entries: Callable[[Batch], list[dict[str, Any]]]) -> None:
        """Writes the entries of files that are not read, as one batch."""
        if not files:
            return
        require_lease(self._lakehouse, self._run.holder)
        self._run.observe("before ingest_batches")
        batch = begin_batch(
            self._lakehouse,
            kind="ingest",
            stream_id=self._run.run_name,
            stream_batch_id=0,
            files=[file.source_file for file in files],
        )
        self._run.observe("after ingest_batches")
        writer = BatchWriter(self._lakehouse, batch, self._steps, self._run.observe, self._run.holder)
        writer.complete(entries(batch))

    def _with_tails(self, grown: Sequence[Placed]) -> list[LandedFile]:
        """The files that have grown, after what they replace was taken back."""
        changed = [placed for placed in grown if placed.replaces_tail]
        if not changed:
            return [placed.file for placed in grown]
        require_lease(self._lakehouse, self._run.holder)
        kept = take_back(self._lakehouse, changed, run=self._run, steps=self._steps)
        return [_behind_tail(placed) if placed.file.source_file in kept else placed.file for placed in grown]

    def _batches(self, files: Iterable[LandedFile]) -> Iterator[Sequence[LandedFile]]:
        """The files in batches of so many files, and of so many bytes where this machine reads them."""
        most_bytes = None if self._settings.read_with is ReadWith.SPARK else IN_PROCESS_BYTES
        most_files = self._settings.max_files_per_batch
        batch: list[LandedFile] = []
        size = 0
        for file in files:
            size += content_bytes(file)
            if batch and (len(batch) >= most_files or (most_bytes is not None and size > most_bytes)):
                yield batch
                batch, size = [], content_bytes(file)
            batch.append(file)
        if batch:
            yield batch


def _archive_entries(group: UnpackedArchives, batch: Batch) -> list[dict[str, Any]]:
    kinds = ("unreadable" if archive.source_file in group.damaged else "archive" for archive in group.archives)
    pairs = zip(group.archives, kinds, strict=True)
    return [file_entry(batch, archive, kind, group.detail(archive)) for archive, kind in pairs]


def _behind_tail(placed: Placed) -> LandedFile:
    """The file, read from where its content ended, because what is stored of it stays."""
    content = placed.content
    assert content is not None
    return replace(placed.file, span=Span(content.content_to, None, content.last_line + 1))
