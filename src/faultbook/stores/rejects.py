"""The open rejects of a lakehouse (transforms.portable.open_rejects), redacted."""

from dataclasses import replace

from faultbook.stores.answers import Answer
from faultbook.stores.local.local_store import LocalStore
from faultbook.stores.redacted_rejects import without_secrets
from faultbook.stores.store import query

SHOWN = ("reason", "detail", "source_file", "raw_bytes", "truncated", "raw", "rejected_at", "batch_id")
NEWEST_FIRST = ("-batch_id", "source_file", "reason", "line_hash")


def open_rejects(store: LocalStore, *, reason: str | None, file: str | None, limit: int, total: int) -> Answer:
    """Open rejects, the newest batch first, of one reason and of files whose path contains `file`; `limit` 0: all.

    `total` is their number, from `open_rejects_by_reason`. The tables store the lines' own bytes; the answer is
    redacted.
    """
    page = query("open_rejects").page(NEWEST_FIRST, columns=SHOWN)
    values = {"reason": reason, "file": file, "page_rows": limit or None, "skipped": 0}
    return replace(without_secrets(store.answer(page, values), store.redactor), total=total)


def open_rejects_by_reason(store: LocalStore, *, reason: str | None, file: str | None) -> Answer:
    """Open rejects per reason: how many, in how many landed files, when the newest was read. The most first."""
    page = query("open_rejects_by_reason").page(("-reject_count", "reason"))
    return store.answer(page, {"reason": reason, "file": file, "page_rows": None, "skipped": 0})
