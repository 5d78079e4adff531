"""Stores one batch of messages: as they came, the reports, what is no report, the failures, and last the ledger.

A batch is bounded (`MOST_BYTES` of files), so that its rows pass through this process: Spark extracts, a definition at
a time, and nothing is read back from tables that were just written.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from faultbook.events.definition import Definition
from faultbook.jobs.events.batches import next_number
from faultbook.jobs.events.store_failures import store_failures
from faultbook.lakehouse.rows import frame_of, table_of
from faultbook.lakehouse.store import Lakehouse
from faultbook.steps import Steps
from faultbook.tables import EVENT_LEDGER, EVENT_REJECTS, EVENT_REPORTS, RAW_EVENTS, Table
from faultbook.tables.arrow import arrow_schema
from faultbook.tables.text_columns import text_columns
from faultbook.transforms.events.envelopes import envelopes
from faultbook.transforms.events.extraction import classified, extracted
from faultbook.transforms.events.identity import MADE, batch_with_identity
from faultbook.transforms.events.reports import message_reports

NOT_ENVELOPE = "not_envelope"
Observer = Callable[[str], None]
"""Receives the name of each table right after it was written."""
_OF_ITEM = ("envelope_id", "source", "landed_file", "line", "received_at", "definition", "item", "reject_reason")


def ignore(_: str) -> None:
    """Observes nothing."""


@dataclass
class EventStore:
    """Stores batches, one after the other. The caller holds the lease `events`.

    newest: the newest complete batch. touched: events that are computed again, whatever the next batch reports.
    """

    lakehouse: Lakehouse
    definitions: Sequence[Definition]
    newest: int
    touched: set[str] = field(default_factory=set)
    observe: Observer = ignore

    def store(self, lines: pa.Table, steps: Steps, *, listed_at: datetime | None) -> None:
        """Stores the lines of some files. In: landed_file STRING, line BIGINT, value STRING.

        listed_at: when the folder was listed, where nothing of that list is left to store after this batch.
        """
        if not lines.num_rows:
            return
        batch_id = next_number(self.newest)
        with steps.step("store messages", batch=batch_id) as step:
            found = self._read(lines)
            new = _with_chunks(found.filter(self._is_new(found)))
            self._append(RAW_EVENTS, new, batch_id)
            items = self.items(new)
            reports = items.filter(pc.and_(pc.is_null(items["reject_reason"]), pc.invert(items["is_ignored"])))
            self.append_reports(reports, batch_id)
            rejects = _rejects(found, new, items)
            self._append(EVENT_REJECTS, rejects, batch_id)
            counts = _counts(found, new, items, rejects)
            ledger = _ledger(counts, new, batch_id, listed_at)
            self.complete(reports["event_id"].to_pylist(), ledger, batch_id)
            step.note(**{name: sum(row[name] for row in ledger) for name in ("lines", "envelopes", "reports")})

    def append_reports(self, reports: pa.Table, batch_id: int) -> None:
        """Appends reports. In: as of `redacted`."""
        if reports.num_rows:
            self._append(EVENT_REPORTS, self.redacted(reports), batch_id)

    def redacted(self, reports: pa.Table) -> pa.Table:
        """Reports, their texts redacted and the identity of their messages read.

        In: the columns of event_reports but batch_id and those that are made of the message. Out: all but batch_id.
        """
        settings = self.lakehouse.settings
        given = [name for name in EVENT_REPORTS.column_names if name not in (*MADE, "batch_id")]
        texts = [name for name in text_columns(EVENT_REPORTS.name) if name not in (*MADE, "facts")]
        read = batch_with_identity(
            reports.select(given).combine_chunks().to_batches(),
            texts,
            redaction_rules=settings.redaction_rules,
            redaction_allow=settings.redaction_allow,
        )
        return pa.Table.from_batches(list(read))

    def complete(self, event_ids: Iterable[str], ledger: Sequence[Mapping[str, Any]], batch_id: int) -> None:
        """Computes the failures of events, and writes the ledger: the batch is complete."""
        store_failures(self.lakehouse, {*event_ids, *self.touched}, self.observe)
        self.touched.clear()
        self.lakehouse.append_rows(EVENT_LEDGER, table_of(EVENT_LEDGER, ledger), version=batch_id)
        self.newest = batch_id
        self.observe(EVENT_LEDGER.name)

    def _append(self, table: Table, rows: pa.Table, batch_id: int) -> None:
        if rows.num_rows:
            numbered = rows.append_column("batch_id", pa.array([batch_id] * rows.num_rows, pa.int64()))
            typed = numbered.select(list(table.column_names)).cast(arrow_schema(table))
            self.lakehouse.append_rows(table, typed, version=batch_id)
        self.observe(table.name)

    def _read(self, lines: pa.Table) -> pa.Table:
        """Each line with its envelope, its definition, and why it has none."""
        frame = frame_of(self.lakehouse.spark, lines)
        return _with_chunks(classified(envelopes(frame), self.definitions).toArrow())

    def _is_new(self, found: pa.Table) -> pa.Array:
        """Which lines are messages that were not stored before, each once."""
        ids = found["envelope_id"].to_pylist()
        wanted = sorted({one for one in ids if one is not None})
        stored = self.lakehouse.fetch(RAW_EVENTS, ("envelope_id",), ("envelope_id", "in", wanted)) if wanted else None
        seen = set(stored["envelope_id"].to_pylist()) if stored is not None else set()
        new = []
        for one in ids:
            new.append(one is not None and one not in seen)
            seen.add(one)
        return pa.array(new, pa.bool_())

    def items(self, new: pa.Table) -> pa.Table:
        """The items of messages, whatever became of them. In: the columns of `_OF_ITEM`, and those of a message."""
        spark = self.lakehouse.spark
        there = set(new["definition"].to_pylist())
        own = [one for one in self.definitions if one.name in there] or list(self.definitions[:1])
        columns = [*_OF_ITEM[:6], "sent_at", "headers", "body", "wrapped_in", "reject_reason"]
        parts = []
        for definition in own:
            of_definition = _with_chunks(new.filter(pc.equal(new["definition"], definition.name)).select(columns))
            found = message_reports(extracted(frame_of(spark, of_definition), definition)).toArrow()
            parts.append(_nullable(_with_chunks(found)))
        return _with_chunks(pa.concat_tables(parts))


def _rejects(found: pa.Table, new: pa.Table, items: pa.Table) -> pa.Table:
    """What is no report: lines that are no envelope, new messages that no definition fits, items without a key."""
    bad = _with_chunks(found.filter(pc.invert(found["is_envelope"])))
    bad = _with(bad, reject_reason=NOT_ENVELOPE)
    unread = _with_chunks(new.filter(pc.is_valid(new["reject_reason"])))
    of_items = _with_chunks(items.filter(pc.is_valid(items["reject_reason"]))).select(list(_OF_ITEM))
    # A table without rows may have no chunks, which pyarrow cannot cast.
    whole = [
        _with(rows, item=0).select(list(_OF_ITEM)).cast(of_items.schema) for rows in (bad, unread) if rows.num_rows
    ]
    rows = pa.concat_tables([*whole, of_items])
    return rows.rename_columns(["reason" if name == "reject_reason" else name for name in rows.column_names])


def _with_chunks(rows: pa.Table) -> pa.Table:
    """The rows; where there are none, columns of one empty chunk: pyarrow computes nothing over columns of no chunk."""
    return rows if rows.num_rows else pa.table({field.name: pa.array([], field.type) for field in rows.schema})


def _nullable(rows: pa.Table) -> pa.Table:
    """The rows; every column may be NULL: which one is a constant differs from definition to definition."""
    return rows.cast(pa.schema([field.with_nullable(True) for field in rows.schema]))


def _with(rows: pa.Table, **values: Any) -> pa.Table:
    for name, value in values.items():
        column = pa.array([value] * rows.num_rows, pa.int32() if isinstance(value, int) else pa.string())
        if name in rows.column_names:
            rows = rows.set_column(rows.column_names.index(name), name, column)
        else:
            rows = rows.append_column(name, column)
    return rows


def _counts(found: pa.Table, new: pa.Table, items: pa.Table, rejects: pa.Table) -> dict[str, Counter[str]]:
    """What became of the lines, by file."""
    is_bad = pc.equal(rejects["reason"], NOT_ENVELOPE)
    is_report = pc.and_(pc.is_null(items["reject_reason"]), pc.invert(items["is_ignored"]))
    rows = {
        "lines": found,
        "envelopes": new,
        "bad_lines": rejects.filter(is_bad),
        "rejects": rejects.filter(pc.invert(is_bad)),
        "reports": items.filter(is_report),
        "ignored": items.filter(items["is_ignored"]),
    }
    counts = {name: Counter(some["landed_file"].to_pylist()) for name, some in rows.items()}
    counts["repeated"] = counts["lines"] - counts["envelopes"] - counts["bad_lines"]
    return counts


def _ledger(
    counts: Mapping[str, Counter[str]], new: pa.Table, batch_id: int, listed_at: datetime | None
) -> list[dict[str, Any]]:
    """An entry for each file."""
    source_of = dict(zip(new["landed_file"].to_pylist(), new["source"].to_pylist(), strict=True))
    received: dict[str, list[datetime]] = {}
    for name, at in zip(new["landed_file"].to_pylist(), new["received_at"].to_pylist(), strict=True):
        received.setdefault(name, []).append(at.astimezone(UTC))
    recorded_at = datetime.now(UTC)
    return [
        {
            **{column: of_files[name] for column, of_files in counts.items()},
            "batch_id": batch_id,
            "landed_file": name,
            "source": source_of.get(name),
            "first_received_at": min(received[name]) if name in received else None,
            "last_received_at": max(received[name]) if name in received else None,
            "listed_at": listed_at,
            "recorded_at": recorded_at,
        }
        for name in sorted(counts["lines"])
    ]
