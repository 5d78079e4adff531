"""Pages of an answer: exact total, whether there is more, the cursor of the next page, and how old the data is.

All pages of an answer are pinned to the last complete batch that the first one saw.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, Field, PlainSerializer

from faultbook.serve.questions.arguments import Paged
from faultbook.stores.errors import InvalidQuery
from faultbook.stores.store import ROWS_IN_ALL, Row, Statement, Store, Value

DEEPEST = 10_000
_CURSOR_LENGTH = 80
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _rounded(value: float) -> float:
    return float(f"{value:.6g}")


Money = Annotated[Decimal, PlainSerializer(_plain, return_type=str, when_used="json")]
"""An exact amount; text in JSON, so that no reader rounds it."""
Number = Annotated[float, PlainSerializer(_rounded, return_type=float, when_used="json")]


class DataAsOf(BaseModel):
    """How old the data of an answer is."""

    batch: int | None = Field(description="Last complete batch that the answer looked at; null: none is complete.")
    completed_at: datetime | None = Field(description="When that batch was completed, UTC.")
    oldest_record_at: datetime | None = Field(description="Oldest record up to it, UTC.")
    newest_record_at: datetime | None = Field(description="Newest record up to it, UTC.")


Item = TypeVar("Item", bound=BaseModel)


class AnswerPage(BaseModel, Generic[Item]):
    """Rows of an answer."""

    rows: list[Item]
    total: int = Field(description="Rows that match, exactly, on all pages.")
    returned: int
    truncated: bool = Field(description="True where there are more rows than these.")
    next_cursor: str | None = Field(
        description=f"Pass as `cursor` for the next page; null on the last, and after {DEEPEST:,} rows."
    )
    data_as_of: DataAsOf
    asked: dict[str, Any] = Field(description="The arguments that were applied.")
    note: Annotated[str | None, Field(description="What to know of this answer, or what to ask next.")] = None
    did_you_mean: Annotated[
        list[str], Field(description="Names on record like the one asked for; copied from logs.")
    ] = []
    redactions: Annotated[int, Field(description="Secrets and e-mail addresses taken out of the text.")] = 0


@dataclass(frozen=True)
class Found:
    """One page as a store returned it."""

    rows: list[Row]
    total: int
    next_cursor: str | None
    is_cut: bool
    as_of: DataAsOf

    def facts(self, arguments: BaseModel) -> dict[str, Any]:
        """The fields of Page but rows, note and redactions."""
        return {
            "total": self.total,
            "returned": len(self.rows),
            "truncated": self.is_cut,
            "next_cursor": self.next_cursor,
            "data_as_of": self.as_of,
            "asked": applied(arguments),
        }


@dataclass(frozen=True)
class PageCutoff:
    """Statements that give the number of rows, and how far back a page must read, without the rows.

    They return `total`, and `edge`: since when the first `:wanted` rows happened, in microseconds; NULL: all.
    `of_counts` reads counts only, which include `purged` records and are those of the newest batch only.
    """

    of_rows: Statement
    of_counts: Statement | None = None


_NEWEST = """
SELECT max(batch_id) AS batch, max(recorded_at) AS completed_at, min(first_occurrence) AS oldest_record_at,
  max(last_occurrence) AS newest_record_at
FROM {answers}.ingest_ledger WHERE batch_id <= coalesce(CAST({at} AS BIGINT), batch_id)
"""
NEWEST = Statement(
    "newest_batch", _NEWEST.replace("{at}", ":at_batch"), _NEWEST.replace("{at}", "$at_batch"), ("ingest_ledger",)
)
_NEWEST_EVENTS = """
SELECT max(batch_id) AS batch, max(recorded_at) AS completed_at, min(first_received_at) AS oldest_record_at,
  max(last_received_at) AS newest_record_at
FROM {answers}.event_ledger WHERE batch_id <= coalesce(CAST({at} AS BIGINT), batch_id)
"""
NEWEST_EVENTS = Statement(
    "newest_events",
    _NEWEST_EVENTS.replace("{at}", ":at_batch"),
    _NEWEST_EVENTS.replace("{at}", "$at_batch"),
    ("event_ledger",),
)
"""The newest batch of failures, where `NEWEST` is that of logs."""


def data_as_of(store: Store, batch: int | None = None, *, newest: Statement = NEWEST) -> DataAsOf:
    """How old the data is: of the last complete batch, or of the given one. `newest` finds it."""
    [row] = store.rows(newest, {"at_batch": batch})
    return DataAsOf(**row)


def find(
    store: Store,
    statement: Statement,
    values: Mapping[str, Value],
    arguments: Paged,
    *,
    order: tuple[str, ...],
    moves: bool = True,
    cutoff: PageCutoff | None = None,
    newest: Statement = NEWEST,
) -> Found:
    """One page. `moves`: the rows are sums that a newer batch changes, so a cursor ends with its batch.

    `newest`: the statement that finds the newest batch.

    `edge` is for rows too many to be held: the page itself looks no further back than its last row.
    InvalidQuery where the cursor is none of this question with these arguments, or its data has moved on.
    """
    place = _place_of(arguments)
    as_of = data_as_of(store, place.batch, newest=newest)
    is_newest = True
    if place.batch is not None:
        now = data_as_of(store, newest=newest)
        is_newest = now.batch == place.batch
        if moves and not is_newest:
            raise InvalidQuery(
                f"cursor: the data has moved on since (batch {place.batch} then, {now.batch} now), so the next page "
                "would not fit the last. Ask again without cursor."
            )
    bound: dict[str, Value] = {**values, "through_batch": through(as_of)}
    wanted: dict[str, Value] = {**bound, "page_rows": arguments.limit + 1, "skipped": place.skipped}
    if cutoff is None:
        rows, total = _counted(store, statement, wanted, order)
    else:
        rows, total = _from_cutoff(store, statement, cutoff if is_newest else PageCutoff(cutoff.of_rows), wanted, order)
    more = len(rows) > arguments.limit
    rows = rows[: arguments.limit]
    seen = place.skipped + len(rows)
    cursor = _cursor(arguments, as_of.batch, seen) if more and seen < DEEPEST else None
    return Found(rows, total, cursor, more, as_of)


def _counted(
    store: Store, statement: Statement, wanted: Mapping[str, Value], order: tuple[str, ...]
) -> tuple[list[Row], int]:
    """Rows and total by one statement; by two for a page after the last."""
    rows = store.rows(statement.page(order, counted=True), wanted)
    if rows or not wanted["skipped"]:
        return rows, max((int(row.pop(ROWS_IN_ALL)) for row in rows), default=0)
    return rows, int(store.rows(statement.total(), wanted)[0]["total"])


def _from_cutoff(
    store: Store, statement: Statement, cutoff: PageCutoff, wanted: Mapping[str, Value], order: tuple[str, ...]
) -> tuple[list[Row], int]:
    """Rows and total by two statements, of which the first reads no more of a row than it must, or none."""
    skipped, page_rows = wanted["skipped"], wanted["page_rows"]
    assert isinstance(skipped, int) and isinstance(page_rows, int)
    enough: dict[str, Value] = {**wanted, "wanted": skipped + page_rows}
    found = None if cutoff.of_counts is None else store.rows(cutoff.of_counts, enough)[0]
    if found is None or found["purged"]:
        [found] = store.rows(cutoff.of_rows, enough)
    if not found["total"]:
        return [], 0
    since = wanted.get("since")
    if found["edge"] is not None:
        instant = _EPOCH + timedelta(microseconds=found["edge"])
        since = instant.isoformat() if since is None else max(instant, datetime.fromisoformat(str(since))).isoformat()
    return store.rows(statement.page(order), {**wanted, "since": since}), int(found["total"])


def fitted(answer: BaseModel, arguments: BaseModel, bound: int) -> BaseModel:
    """The answer with so many of its rows that its JSON has at most `bound` bytes; the cursor leads to the rest.

    A trend loses its oldest rows. An answer without rows is as it was.
    """
    rows: list[BaseModel] = getattr(answer, "rows", [])
    size = bytes_of(answer)
    if size <= bound or not rows:
        return answer
    sizes = [bytes_of(row) + 1 for row in rows]
    # The cursor is longer than the null that it may replace.
    role, kept = bound - (size - sum(sizes)) - _CURSOR_LENGTH, 0
    is_page = isinstance(answer, AnswerPage) and isinstance(arguments, Paged)
    for length in sizes if is_page else reversed(sizes):
        role -= length
        if role < 0:
            break
        kept += 1
    changed: dict[str, Any] = {"returned": kept, "truncated": True}
    if isinstance(answer, AnswerPage) and isinstance(arguments, Paged):
        seen = _place_of(arguments).skipped + kept
        changed |= {"rows": rows[:kept], "next_cursor": _cursor(arguments, answer.data_as_of.batch, seen)}
    else:
        changed |= {"rows": rows[len(rows) - kept :]}
    return answer.model_copy(update=changed)


def bytes_of(answer: BaseModel) -> int:
    """Its size as JSON: clients cut by bytes, and a letter may take four."""
    return len(answer.model_dump_json().encode())


def through(as_of: DataAsOf) -> int:
    """The value of `through_batch`; batches are numbered from 1, so 0 is none."""
    return as_of.batch or 0


def applied(arguments: BaseModel) -> dict[str, Any]:
    """The arguments that were given, as JSON."""
    return arguments.model_dump(mode="json", exclude_none=True, exclude={"cursor"})


@dataclass(frozen=True)
class _Place:
    batch: int | None
    skipped: int


def _place_of(arguments: Paged) -> _Place:
    if arguments.cursor is None:
        return _Place(None, 0)
    try:
        held = json.loads(base64.urlsafe_b64decode(arguments.cursor.encode("ascii")))
        fingerprint, batch, skipped = held["a"], held["b"], held["s"]
        sound = type(skipped) is int and 0 <= skipped <= DEEPEST and (batch is None or type(batch) is int)
    except (ValueError, KeyError, TypeError, RecursionError):
        sound, fingerprint, batch, skipped = False, "", 0, 0
    if not sound:
        raise InvalidQuery("cursor: it is none of ours. Pass next_cursor of the page before, unchanged, or none.")
    if fingerprint != _fingerprint(arguments):
        raise InvalidQuery("cursor: it belongs to other arguments. Pass the same arguments, or no cursor.")
    return _Place(batch, skipped)


def _cursor(arguments: Paged, batch: int | None, skipped: int) -> str:
    held = {"a": _fingerprint(arguments), "b": batch, "s": skipped}
    return base64.urlsafe_b64encode(json.dumps(held, separators=(",", ":")).encode()).decode()


def _fingerprint(arguments: Paged) -> str:
    given = arguments.model_dump(mode="json", exclude={"cursor", "limit"})
    text = json.dumps([type(arguments).__name__, given], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
