"""The outbox in a lakehouse: runs with their fence numbers, attempts, and what is left to do."""

from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from faultbook.delivery.attempts import Attempt, AttemptState
from faultbook.delivery.intent import Action
from faultbook.delivery.place import WAITING_PREFIX, Link
from faultbook.delivery.rows import NOT_ENDED, attempt_of, attempt_row
from faultbook.delivery.tied import TYING, tied_links
from faultbook.incidents.journal import Entry
from faultbook.incidents.rows import entry_of
from faultbook.lakehouse.rows import table_of
from faultbook.lakehouse.store import Lakehouse
from faultbook.tables import INCIDENT_JOURNAL, OUTBOX, OUTBOX_ATTEMPTS, OUTBOX_RUNS, Table

FEW = 500
"""Up to this number of incidents are named in a filter; for more, all rows are read."""
RETRIED = timedelta(days=30)
"""What was refused is compared with the configuration for so long after it was wanted."""
RECENT = timedelta(days=1)
"""Attempts of any incident that are read: limits count those of the last hour, and whole days are read quickly."""
_BEGAN, _ENDED = "began", "ended"


@dataclass(frozen=True)
class OutboxStore:
    """The store of `delivery.delivering` for some incidents; the caller holds the lease `deliver`.

    `take`: the next fence number, once it is stored. `fence`: the newest one. `append`: adds attempts in one commit.
    `attempts`: those of the incidents, of issues about tickets that wait, and those of the last day of any. `links`:
    those that people made.
    """

    take: Callable[[str], int]
    fence: Callable[[], int]
    append: Callable[[Sequence[Attempt]], None]
    attempts: Callable[[], list[Attempt]]
    links: Callable[[], list[Link]]
    release: Callable[[int], None] = lambda _: None


def outbox_store(lakehouse: Lakehouse, names: Set[str], now: datetime) -> OutboxStore:
    """The store of the incidents in `names`."""
    return OutboxStore(
        take=partial(_take, lakehouse),
        fence=partial(_fence, lakehouse),
        append=partial(_append, lakehouse),
        attempts=partial(_attempts, lakehouse, names, now),
        links=partial(people_links, lakehouse),
    )


def store_outbox(lakehouse: Lakehouse, rows: Iterable[dict[str, Any]]) -> None:
    """Replaces the rows of their incidents in outbox."""
    made = table_of(OUTBOX, rows)
    ids = pc.unique(made["incident_id"]).to_pylist()
    for begin in range(0, len(ids), FEW):
        some = ids[begin : begin + FEW]
        chosen = made.filter(pc.is_in(made["incident_id"], pa.array(some, pa.string())))
        lakehouse.replace_where(OUTBOX, chosen, ("incident_id", "in", some))


def end_run(lakehouse: Lakehouse, fence: int, holder: str, through_number: int) -> None:
    """Records that a run ended well, and up to which entry of the journal its wishes are in outbox."""
    _record(lakehouse, fence, _ENDED, holder, through_number)


def _take(lakehouse: Lakehouse, holder: str) -> int:
    fence = _fence(lakehouse) + 1
    _record(lakehouse, fence, _BEGAN, holder, 0)
    return fence


def _fence(lakehouse: Lakehouse) -> int:
    return lakehouse.largest(OUTBOX_RUNS, "fence") or 0


def _append(lakehouse: Lakehouse, rows: Sequence[Attempt]) -> None:
    if rows:
        lakehouse.append_rows(OUTBOX_ATTEMPTS, table_of(OUTBOX_ATTEMPTS, map(attempt_row, rows)))


def _attempts(lakehouse: Lakehouse, names: Set[str], now: datetime) -> list[Attempt]:
    found = rows_in_utc(lakehouse, OUTBOX_ATTEMPTS, ("attempted_on", ">=", (now - RECENT).date()))
    found += of_incidents(lakehouse, OUTBOX_ATTEMPTS, names)
    # Issues about tickets that wait, however old they are: there is one for each repository.
    end = WAITING_PREFIX[:-1] + chr(ord(WAITING_PREFIX[-1]) + 1)
    found += rows_in_utc(lakehouse, OUTBOX_ATTEMPTS, ("incident_id", ">=", WAITING_PREFIX), ("incident_id", "<", end))
    return list(dict.fromkeys(map(attempt_of, found)))


def _record(lakehouse: Lakehouse, fence: int, state: str, holder: str, through_number: int) -> None:
    row = {
        "fence": fence,
        "state": state,
        "holder": holder,
        "through_number": through_number,
        "recorded_at": datetime.now(UTC),
    }
    lakehouse.append_rows(OUTBOX_RUNS, table_of(OUTBOX_RUNS, [row]))


def concerned(lakehouse: Lakehouse, heal_for: timedelta, now: datetime) -> set[str]:
    """Ids of the incidents that a run has to look at: with entries since the last run that ended well, with something
    left to do, with something refused that another configuration would send elsewhere, or with an issue made so lately
    that a second one may show up.
    """
    through = lakehouse.largest(OUTBOX_RUNS, "through_number") or 0
    found = (
        lakehouse.fetch(INCIDENT_JOURNAL, ("incident_id",), ("number", ">", through)),
        lakehouse.fetch(OUTBOX, ("incident_id",), ("state", "in", list(NOT_ENDED))),
        lakehouse.fetch(
            OUTBOX_ATTEMPTS,
            ("incident_id",),
            ("attempted_on", ">=", (now - heal_for).date()),
            ("action", "=", Action.CREATE.value),
        ),
    )
    names = {str(name) for rows in found for name in rows["incident_id"].to_pylist()}
    named = names | _refused(lakehouse, now - RETRIED)
    return {name for name in named if not name.startswith(WAITING_PREFIX)}


def _refused(lakehouse: Lakehouse, since: datetime) -> set[str]:
    refused = lakehouse.fetch(
        OUTBOX,
        ("incident_id", "wanted_at"),
        ("state", "=", AttemptState.REFUSED.value),
        ("action", "in", [Action.CREATE.value, Action.ASSIGN.value]),
    )
    return {str(row["incident_id"]) for row in refused.to_pylist() if row["wanted_at"] >= since}


def entries_of(lakehouse: Lakehouse, names: Set[str]) -> list[Entry]:
    """All entries of incidents, in the order of their numbers."""
    rows = of_incidents(lakehouse, INCIDENT_JOURNAL, names)
    return sorted(map(entry_of, rows), key=lambda entry: entry.number)


def of_incidents(lakehouse: Lakehouse, table: Table, names: Set[str]) -> list[dict[str, Any]]:
    """The rows of incidents in a table with the column incident_id; instants have the zone UTC."""
    if not names:
        return []
    where = [("incident_id", "in", sorted(names))] if len(names) <= FEW else []
    return [row for row in rows_in_utc(lakehouse, table, *where) if row["incident_id"] in names]


def people_links(lakehouse: Lakehouse) -> list[Link]:
    """The links that people made."""
    rows = rows_in_utc(lakehouse, INCIDENT_JOURNAL, ("kind", "in", [kind.value for kind in TYING]))
    return tied_links(sorted(map(entry_of, rows), key=lambda entry: entry.number))


def rows_in_utc(lakehouse: Lakehouse, table: Table, *where: Any, columns: Sequence[str] = ()) -> list[dict[str, Any]]:
    """The rows that fulfil all of `where`, all columns where none are named; instants have the zone UTC."""
    maps = [column.name for column in table.columns if column.type.startswith("MAP")]
    return [
        {name: _value(value, name in maps) for name, value in row.items()}
        for row in lakehouse.fetch(table, columns or table.column_names, *where).to_pylist()
    ]


def _value(value: Any, is_map: bool) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    return dict(value) if is_map and value is not None else value
