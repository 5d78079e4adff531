"""Entries of the ledger for landed files that are not read: duplicates, unchanged ones, those that are left out."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from faultbook.formats.spans import sha256
from faultbook.jobs.ingestion.continuing.contents import Content
from faultbook.jobs.ingestion.continuing.placing import Found, Placed
from faultbook.lakehouse.batches import Batch
from faultbook.sources.families import family_of
from faultbook.sources.landing import LandedFile
from faultbook.transforms.landed.file_reader import ReadFile

_ZERO = dict.fromkeys(
    ("line_bytes", "lines", "headers", "blanks", "parsed", "rejected", "purged", "purged_rejects", "unknown_severity",
     "records", "part_rejects"),
    0,
)  # fmt: skip


def file_entry(batch: Batch, file: LandedFile, entry: str, detail: str | None) -> dict[str, Any]:
    """An entry of a landed file that counts nothing."""
    return {
        **_ZERO,
        "batch_id": batch.batch_id,
        "source_file": file.source_file,
        "entry": entry,
        "file_bytes": file.file_bytes,
        "file_modified_at": file.file_modified_micros,
        "compressed": False,
        "detail": detail,
        "recorded_at": datetime.now(UTC),
        "family": family_of(file.source_file),
    }


def left_out_entry(batch: Batch, file: LandedFile) -> dict[str, Any]:
    """The entry of a file that is not read."""
    return file_entry(batch, file, "left_out", file.left_out)


def settled_entry(batch: Batch, placed: Placed, read: ReadFile | None) -> dict[str, Any]:
    """The entry of a duplicate or unchanged file. `read`: facts of a file that another one contains."""
    if read is not None:
        detail = f"its content is in {placed.within}, which counts it"
        return file_entry(batch, placed.file, "duplicate", detail) | content_columns(read)
    content = placed.content
    assert content is not None
    is_copy = placed.found is Found.DUPLICATE
    named = content.id.source_file
    where = (
        f"the same content as {named}, which was read" if named != placed.file.source_file else "as it was read before"
    )
    entry = file_entry(batch, placed.file, "duplicate" if is_copy else "unchanged", where)
    return entry | _same_content(content)


def content_columns(read: ReadFile) -> dict[str, Any]:
    """The columns of the ledger that describe what was read of a content."""
    facts = asdict(read)
    names = ("content_from", "content_to", "content_hash", "head_hash", "end_hash", "last_line")
    return {name: facts[name] for name in (*names, "tail_from", "tail_line", "tail_hash")}


def _same_content(content: Content) -> dict[str, Any]:
    return {
        "content_from": content.content_to,
        "content_to": content.content_to,
        "content_hash": sha256(b""),
        "head_hash": content.head_hash,
        "end_hash": content.end_hash,
        "last_line": content.last_line,
        "tail_from": content.tail.begin,
        "tail_line": content.tail.line,
        "tail_hash": content.tail.results_hash,
        "continues_batch": content.id.batch_id,
        "continues_file": content.id.source_file,
    }
