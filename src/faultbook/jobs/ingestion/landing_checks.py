"""Compares what lies in the landing roots with the ledger: files that are unknown or have changed, and contents."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from faultbook.formats.damage import DamagedFile
from faultbook.formats.spans import ContentSums, Span, span_chunks
from faultbook.jobs.ingestion.checks import LedgerCheck
from faultbook.jobs.ingestion.continuing.contents import Content, longest_beginning, stored_contents
from faultbook.jobs.ingestion.continuing.known_files import KnownFile
from faultbook.jobs.ingestion.landed_files import text_of_landed
from faultbook.jobs.ingestion.reading import reading_values
from faultbook.lakehouse.store import Lakehouse
from faultbook.sources.families import family_of
from faultbook.sources.landing import CLOCK_GRAIN_MICROS, LandedFile, LandingRoot
from faultbook.transforms.landed.file_reader import FileReader


def landing_checks(landed: Iterable[LandedFile], ledger: Mapping[str, KnownFile]) -> Iterator[LedgerCheck]:
    """A failed check for each landed file that the next ingest will look at, and for each that cannot be read."""
    for file in landed:
        known = ledger.get(file.source_file)
        if known is None:
            yield _reported("landed_file_unknown", file, "Not looked at yet: the next ingest does.")
        elif file.left_out is not None:
            continue
        elif is_changed(file, known):
            yield LedgerCheck(
                "landed_file_changed",
                file.source_file,
                known.file_bytes,
                file.file_bytes,
                False,
                "Written after it was read: the next ingest reads what is new of it.",
            )
        elif known.entry == "unreadable":
            yield _reported("landed_file_unreadable", file, f"{known.detail} Land a good copy.")


def content_checks(
    lakehouse: Lakehouse,
    roots: Sequence[LandingRoot],
    landed: Iterable[LandedFile],
    ledger: Mapping[str, KnownFile],
    *,
    now: datetime,
) -> Iterator[LedgerCheck]:
    """Reads the landed files of the last `reconcile_days` again: their contents are those that were read, and their
    lines and bytes add up to what the ledger has of them.
    """
    since = int((now - timedelta(days=lakehouse.settings.reconcile_days)).timestamp() * 1_000_000)
    files = [
        file
        for file in landed
        if (known := ledger.get(file.source_file))
        and file.left_out is None
        and file.file_modified_micros >= since
        and not is_changed(file, known)
        and known.entry in _READ
    ]
    contents = stored_contents(lakehouse, (family_of(file.source_file) for file in files), across=False)
    reader = FileReader(reading_values(lakehouse))
    expected = counted = 0
    for file in files:
        content = contents.newest_of(family_of(file.source_file), file.source_file)
        root = next(root for root in roots if root.contains(file.source_file))
        if content is None or any(part.is_known or part.is_copy for part in content.ranges):
            continue
        if not _is_still(root, file, content):
            yield _reported(
                "landed_content_differs",
                file,
                "Its size and time are those of the file that was read, its content is not. What was read stays. Write "
                "it again to have it read as a new file.",
            )
            continue
        read = reader.facts(text_of_landed(root, file))
        expected += sum(part.lines + part.line_bytes for part in content.ranges)
        counted += read.lines + read.line_bytes + _cut_lines(root, file, content)
    yield LedgerCheck(
        "landed_lines_add_up",
        "landed files",
        expected,
        counted,
        expected == counted,
        None if expected == counted else "Lines and bytes of the landed files differ from what the ledger has of them.",
        is_invariant=True,
    )


_READ = ("ingest", "unchanged")
_WIDEST_FEED = 4
"""Bytes of a line feed in UTF-32."""


def is_changed(file: LandedFile, known: KnownFile) -> bool:
    """True where a file is not as the ledger's newest entry has it."""
    apart = abs(known.file_modified_micros - file.file_modified_micros)
    return known.entry == "left_out" or known.file_bytes != file.file_bytes or apart > CLOCK_GRAIN_MICROS


def _is_still(root: LandingRoot, file: LandedFile, content: Content) -> bool:
    try:
        with text_of_landed(root, file).open() as opened:
            return longest_beginning(opened, [content]) is content
    except (DamagedFile, OSError):
        return False


def _cut_lines(root: LandingRoot, file: LandedFile, content: Content) -> int:
    """How many lines the ledger counts as two, because reading went on within them: their first part was reprocessed or
    purged before the rest came, and could not be taken back.
    """
    cut = 0
    for place in {part.content_from for part in content.ranges if part.content_to > part.content_from > 0}:
        span = Span(max(0, place - _WIDEST_FEED), place)
        with text_of_landed(root, file).open() as opened:
            before = b"".join(span_chunks(opened, span, ContentSums(span)))
            # Of a wide line feed zero bytes may come last.
            cut += not before.rstrip(b"\0").endswith(b"\n")
    return cut


def _reported(name: str, file: LandedFile, detail: str) -> LedgerCheck:
    return LedgerCheck(name, file.source_file, None, None, False, detail)
