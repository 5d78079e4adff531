"""Reads stored messages again by today's definitions: what would differ, and stores it where that is wanted.

Reports of a message are replaced in one commit and keep the batch of their message, which is complete. Failures and the
ledger are computed from what is stored then, so that a replay that died is repeated.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import SparkSession

from faultbook.catalog.senders import definitions_of
from faultbook.events.definition import Definition
from faultbook.jobs.events.batches import newest_complete, next_number, remove_incomplete
from faultbook.jobs.events.store_failures import FEW_EVENTS, store_failures
from faultbook.jobs.events.store_messages import EventStore, ignore
from faultbook.lakehouse.lease import writer_lease
from faultbook.lakehouse.rows import table_of
from faultbook.lakehouse.store import Lakehouse
from faultbook.settings import Settings
from faultbook.tables import EVENT_LEDGER, EVENT_REJECTS, EVENT_REPORTS, FAILURE_EVENTS, RAW_EVENTS, Lease
from faultbook.tables.arrow import arrow_schema
from faultbook.transforms.events.extraction import classified

COUNTS = ("reports", "rejects", "ignored")
UNKNOWN_LINE = 0
"""Line of a reject whose message was a report before: which line it has is not stored."""
_READ = ("definition", "wrapped_in", "reject_reason")


@dataclass(frozen=True)
class Difference:
    """A message that is read in another way than it was: by which definitions, and what of it differs, in words."""

    envelope_id: str
    source: str
    before: str | None
    after: str | None
    what: tuple[str, ...]


def replay(
    spark: SparkSession, settings: Settings, *, is_stored: bool = False, source: str | None = None
) -> tuple[int, list[Difference]]:
    """How many messages there are, and those that today's definitions read in another way.

    is_stored: their reports are replaced; the lease `events` is taken. source: only its messages.
    """
    definitions = definitions_of(settings.senders_file)
    lakehouse = Lakehouse(spark, settings)
    lakehouse.require_tables()
    if not is_stored:
        return _replayed(lakehouse, definitions, newest_complete(lakehouse), source, is_stored=False)
    with writer_lease(lakehouse, Lease.EVENTS):
        newest = newest_complete(lakehouse)
        touched = remove_incomplete(lakehouse, newest)
        store_failures(lakehouse, set(touched), ignore)
        return _replayed(lakehouse, definitions, newest, source, is_stored=True)


def _replayed(
    lakehouse: Lakehouse, definitions: Sequence[Definition], newest: int, source: str | None, *, is_stored: bool
) -> tuple[int, list[Difference]]:
    store = EventStore(lakehouse, definitions, newest)
    batches = sorted(set(lakehouse.fetch(RAW_EVENTS, ("batch_id",)).column("batch_id").to_pylist()))
    messages, found = 0, list[Difference]()
    for batch_id in batches:
        if batch_id <= newest:
            one = _Batch(store, batch_id, source)
            messages += one.messages.num_rows
            found.extend(one.differences())
            if is_stored:
                one.store_again()
    return messages, found


class _Batch:
    """The messages of one batch, as they are read today and as they are stored."""

    def __init__(self, store: EventStore, batch_id: int, source: str | None) -> None:
        self.store, self.lakehouse, self.batch_id = store, store.lakehouse, batch_id
        where = [("batch_id", "in", [batch_id]), *([("source", "in", [source])] if source else [])]
        stored = self.lakehouse.fetch(RAW_EVENTS, RAW_EVENTS.column_names, *where)
        frame = self.lakehouse.spark.createDataFrame(stored.drop_columns(list(_READ)))
        self.messages = classified(frame, store.definitions).toArrow()
        self.before = {row["envelope_id"]: row for row in stored.select(["envelope_id", *_READ]).to_pylist()}
        self.ids = sorted(self.before)
        of_messages = ("envelope_id", "in", self.ids)
        self.stored_reports = self._fetch(EVENT_REPORTS, of_messages)
        self.stored_rejects = self._fetch(EVENT_REJECTS, of_messages)
        lines = {row["envelope_id"]: row["line"] for row in self.stored_rejects.to_pylist()}
        numbered = pa.array([lines.get(one, UNKNOWN_LINE) for one in self._ids_of(self.messages)], pa.int64())
        self.items = store.items(self.messages.append_column("line", numbered)) if self.ids else None
        self.reports, self.rejects = self._reports(), self._rejects(lines)

    def _fetch(self, table: Any, where: Any) -> pa.Table:
        return self.lakehouse.fetch(table, table.column_names, where) if self.ids else arrow_schema(table).empty_table()

    def _reports(self) -> pa.Table:
        schema = arrow_schema(EVENT_REPORTS)
        if self.items is None:
            return schema.empty_table()
        is_report = pc.and_(pc.is_null(self.items["reject_reason"]), pc.invert(self.items["is_ignored"]))
        rows = self.items.filter(is_report)
        if not rows.num_rows:
            return schema.empty_table()
        read = self.store.redacted(rows)
        numbered = read.append_column("batch_id", pa.array([self.batch_id] * read.num_rows, pa.int64()))
        return numbered.select(schema.names).cast(schema)

    def _rejects(self, lines: Mapping[str, int]) -> pa.Table:
        rows = [
            {**row, "item": 0, "reason": row["reject_reason"], "line": lines.get(row["envelope_id"], UNKNOWN_LINE)}
            for row in self.messages.to_pylist()
            if row["reject_reason"] is not None
        ]
        of_items = [] if self.items is None else self.items.filter(pc.is_valid(self.items["reject_reason"])).to_pylist()
        rows += [{**row, "reason": row["reject_reason"], "batch_id": self.batch_id} for row in of_items]
        kept = EVENT_REJECTS.column_names
        return table_of(EVENT_REJECTS, [{name: row[name] for name in kept} for row in rows])

    def differences(self) -> Iterator[Difference]:
        """The messages that are read in another way."""
        then, now = _by_message(self.stored_reports), _by_message(self.reports)
        rejected_then, rejected_now = _by_message(self.stored_rejects), _by_message(self.rejects)
        for row in self.messages.to_pylist():
            one, before = row["envelope_id"], self.before[row["envelope_id"]]
            what = [f"{name} differs" for name in _READ if row[name] != before[name]]
            what += _changes(then.get(one, {}), now.get(one, {}))
            if set(rejected_then.get(one, {})) != set(rejected_now.get(one, {})):
                what.append(f"rejects: {len(rejected_then.get(one, {}))} then, {len(rejected_now.get(one, {}))} now")
            if what:
                yield Difference(one, row["source"], before["definition"], row["definition"], tuple(what))

    def store_again(self) -> None:
        """Replaces what differs, computes the failures of all these messages again, and evens the ledger."""
        changed = [one.envelope_id for one in self.differences()]
        if changed:
            of_messages = ("envelope_id", "in", changed)
            wanted = pa.array(changed, pa.string())
            raw = self.messages.filter(pc.is_in(self.messages["envelope_id"], wanted))
            for table, rows in (
                (RAW_EVENTS, raw.select(list(RAW_EVENTS.column_names)).cast(arrow_schema(RAW_EVENTS))),
                (EVENT_REPORTS, self.reports.filter(pc.is_in(self.reports["envelope_id"], wanted))),
                (EVENT_REJECTS, self.rejects.filter(pc.is_in(self.rejects["envelope_id"], wanted))),
            ):
                self._replace(table, rows, of_messages)
        events = sorted({*self._events(self.stored_reports), *self._events(self.reports)})
        gone = sorted(set(self._events(self.stored_reports)) - set(self._events(self.reports)))
        if gone:
            self.lakehouse.delete_rows(FAILURE_EVENTS, ("event_id", "in", gone))
        for at in range(0, len(events), FEW_EVENTS):
            store_failures(self.lakehouse, set(events[at : at + FEW_EVENTS]), ignore)
        self._even_ledger()

    def _replace(self, table: Any, rows: pa.Table, where: Any) -> None:
        is_there = self.lakehouse.fetch(table, ("envelope_id",), where, most=1).num_rows
        if is_there and rows.num_rows:
            self.lakehouse.replace_where(table, rows, where)
        elif is_there:
            self.lakehouse.delete_rows(table, where)
        elif rows.num_rows:
            self.lakehouse.append_rows(table, rows)

    def _even_ledger(self) -> None:
        """Adds an entry for each file whose counts are others now: the differences, so that sums are what is stored."""
        files = sorted(set(self.messages["landed_file"].to_pylist()))
        if not files or self.items is None:
            return
        file_of = {row["envelope_id"]: row["landed_file"] for row in self.messages.to_pylist()}
        now = {
            "reports": Counter(file_of[one] for one in self._ids_of(self.reports)),
            "rejects": Counter(file_of[one] for one in self._ids_of(self.rejects)),
            "ignored": Counter(self.items.filter(self.items["is_ignored"])["landed_file"].to_pylist()),
        }
        stored = self.lakehouse.fetch(EVENT_LEDGER, ("landed_file", *COUNTS), ("landed_file", "in", files))
        then: dict[str, Counter[str]] = {name: Counter() for name in COUNTS}
        for row in stored.to_pylist():
            for name in COUNTS:
                then[name][row["landed_file"]] += row[name]
        source_of = {row["landed_file"]: row["source"] for row in self.messages.to_pylist()}
        entries = []
        batch_id = next_number(self.store.newest)
        for file in files:
            changes = {name: now[name][file] - then[name][file] for name in COUNTS}
            if any(changes.values()):
                entries.append(
                    {
                        **dict.fromkeys(("lines", "envelopes", "repeated", "bad_lines"), 0),
                        **changes,
                        **dict.fromkeys(("first_received_at", "last_received_at", "listed_at")),
                        "batch_id": batch_id,
                        "landed_file": file,
                        "source": source_of[file],
                        "recorded_at": datetime.now(UTC),
                    }
                )
        if entries:
            self.lakehouse.append_rows(EVENT_LEDGER, table_of(EVENT_LEDGER, entries), version=batch_id)
            self.store.newest = batch_id

    @staticmethod
    def _ids_of(rows: pa.Table) -> list[str]:
        return [str(one) for one in rows["envelope_id"].to_pylist()]

    @staticmethod
    def _events(reports: pa.Table) -> list[str]:
        return [str(one) for one in reports["event_id"].to_pylist()]


def _by_message(rows: pa.Table) -> dict[str, dict[Any, dict[str, Any]]]:
    """Rows by message, then by item and, of rejects, the reason."""
    found: dict[str, dict[Any, dict[str, Any]]] = {}
    for row in rows.to_pylist():
        found.setdefault(row["envelope_id"], {})[row["item"], row.get("reason")] = row
    return found


def _changes(then: Mapping[Any, Mapping[str, Any]], now: Mapping[Any, Mapping[str, Any]]) -> list[str]:
    """What differs between reports of one message, in words."""
    words = [f"reports: {len(then)} then, {len(now)} now"] if set(then) != set(now) else []
    names = {
        name
        for item in then.keys() & now.keys()
        for name in EVENT_REPORTS.column_names
        if _comparable(then[item][name]) != _comparable(now[item][name])
    }
    return [*words, *(f"{name} differs" for name in sorted(names))]


def _comparable(value: Any) -> Any:
    return sorted(map(repr, value)) if isinstance(value, list) else value
