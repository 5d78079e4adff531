"""Batches of events: a number that grows, and what to remove of one that was not completed.

A batch is complete when event_ledger has rows of it. Its number is an instant in microseconds, and larger than any
before: it is never given twice, so that a table that has seen it as a transaction's version never takes another batch
for the same.
"""

from datetime import UTC, datetime

from faultbook.events.instants import micros_of
from faultbook.lakehouse.store import Lakehouse
from faultbook.tables import EVENT_LEDGER, EVENT_REJECTS, EVENT_REPORTS, RAW_EVENTS

BATCH_TABLES = (RAW_EVENTS, EVENT_REJECTS, EVENT_REPORTS)
"""Tables that hold rows of batches, in the order in which a batch writes them; the ledger is last."""


def next_number(newest: int) -> int:
    """A number that no batch had. The caller holds the lease."""
    return max(newest + 1, micros_of(datetime.now(UTC)))


def newest_complete(lakehouse: Lakehouse) -> int:
    """The newest complete batch; 0 where there is none."""
    return lakehouse.largest(EVENT_LEDGER, "batch_id") or 0


def remove_incomplete(lakehouse: Lakehouse, newest: int) -> list[str]:
    """Removes the rows of batches that were not completed; returns the events that their reports were of.

    These are computed again from the reports that stay, although what was stored of them may be gone with the batch.
    """
    newer = ("batch_id", ">", newest)
    found = lakehouse.fetch(EVENT_REPORTS, ("event_id",), newer).column("event_id").to_pylist()
    for table in reversed(BATCH_TABLES):
        if lakehouse.fetch(table, ("batch_id",), newer, most=1).num_rows:
            lakehouse.delete_rows(table, newer)
    return sorted(set(found))
