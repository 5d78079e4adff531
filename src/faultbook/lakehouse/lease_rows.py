"""Leases in Unity Catalog: one row of writer_lease for each, taken by compare-and-set and renewed while its run works.

UPDATE statements on one Delta row conflict, appends do not, so two runs that try at once cannot both win.

Older versions take the row `writer` for all tables. A run of today takes its own row and that one in the same UPDATE:
the row `writer` then names no run but `SHARED`, and the last run that ends frees it. So no older run begins while one
of today works, and none of today begins while an older run works.
"""

import threading
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from faultbook.errors import LeaseHeld, MissingDependency
from faultbook.lakehouse.lease_errors import OLDER_LEASE, lease_held
from faultbook.lakehouse.literals import text_literal, timestamp_literal
from faultbook.lakehouse.rows import table_of
from faultbook.lakehouse.store import Lakehouse
from faultbook.tables import WRITER_LEASE, Lease

SHARED = "runs with named leases"
"""The holder of the row `writer` while runs of today work."""
_POLL_SECONDS = 2.0
_ATTEMPTS = 5
_RENEWALS = 3
"""How often a row is renewed in the time that it lasts."""
_BOTH = 2
_NAMES: tuple[str, ...] = (OLDER_LEASE, *Lease)
_IS_SHARED = f"lease = '{OLDER_LEASE}' AND holder = '{SHARED}'"
_FREE = "holder = '', acquired_at = NULL, expires_at = NULL"


@dataclass(frozen=True)
class LeaseRow:
    """A row of writer_lease: its holder (empty: none), since when, and until when (None: no end)."""

    holder: str
    acquired_at: datetime | None
    expires_at: datetime | None

    def is_held(self, now: datetime) -> bool:
        """True where a run holds it and has not let it lapse."""
        return bool(self.holder) and (self.expires_at is None or self.expires_at > now)


@contextmanager
def leased_rows(lakehouse: Lakehouse, holder: str, leases: Sequence[Lease]) -> Iterator[None]:
    """Holds the rows of `leases` and renews them; `not_held` finds a row that another run took all the same.

    LeaseHeld where another run holds one of them for longer than `lease_wait_seconds`.
    """
    deadline = time.monotonic() + lakehouse.settings.lease_wait_seconds
    taken: list[Lease] = []
    ended = threading.Event()
    heart = threading.Thread(target=_renew_until, args=(lakehouse, holder, taken, ended), daemon=True)
    heart.start()
    try:
        for lease in leases:
            _acquire(lakehouse, holder, lease, deadline)
            taken.append(lease)
        yield
    finally:
        ended.set()
        heart.join()
        if taken:
            _release(lakehouse, holder, taken)


def not_held(lakehouse: Lakehouse, holder: str, leases: Collection[Lease]) -> tuple[str, str] | None:
    """The first lease that `holder` has not, and who has it (empty: none); None where it holds all of them."""
    rows = lease_rows(lakehouse)
    expected = {OLDER_LEASE: SHARED} | dict.fromkeys(map(str, leases), holder)
    return next(((name, rows[name].holder) for name, by in expected.items() if rows[name].holder != by), None)


def lease_rows(lakehouse: Lakehouse) -> dict[str, LeaseRow]:
    """The rows by lease. MissingDependency where one is absent: setup adds them."""
    rows = _stored_rows(lakehouse)
    missing = [name for name in _NAMES if name not in rows]
    if missing:
        raise MissingDependency(
            f"{lakehouse.settings.catalog} has no row {', '.join(missing)} in writer_lease. Add it: faultbook run "
            "setup (in a workspace: databricks bundle run setup)."
        )
    return rows


def _stored_rows(lakehouse: Lakehouse) -> dict[str, LeaseRow]:
    return {
        row["lease"]: LeaseRow(row["holder"], _in_utc(row["acquired_at"]), _in_utc(row["expires_at"]))
        for row in lakehouse.fetch(WRITER_LEASE, WRITER_LEASE.column_names).to_pylist()
    }


def add_lease_rows(lakehouse: Lakehouse) -> None:
    """Adds the rows that are absent. LeaseHeld while a run of an older version works: it reads the first row only."""
    stored = _stored_rows(lakehouse)
    missing = [name for name in _NAMES if name not in stored]
    if not missing:
        return
    if lakehouse.settings.is_local:  # no run reads them: locks take their place
        lakehouse.append_rows(WRITER_LEASE, table_of(WRITER_LEASE, [{"lease": name, "holder": ""} for name in missing]))
        return
    if OLDER_LEASE in stored:
        with _older_row(lakehouse):
            _insert(lakehouse, missing)
    else:
        _insert(lakehouse, missing)


def _insert(lakehouse: Lakehouse, names: Sequence[str]) -> None:
    # Not an append: two runs of setup at once must not add a row twice.
    values = ", ".join(f"('{name}')" for name in names)
    lakehouse.spark.sql(
        f"MERGE INTO {lakehouse.name_of(WRITER_LEASE)} AS old "
        f"USING (SELECT * FROM VALUES {values} AS wanted(lease)) AS new "
        "ON old.lease = new.lease WHEN NOT MATCHED THEN INSERT (lease, holder) VALUES (new.lease, '')"
    ).collect()


@contextmanager
def _older_row(lakehouse: Lakehouse) -> Iterator[None]:
    """Holds the row of older versions alone, as they do."""
    deadline = time.monotonic() + lakehouse.settings.lease_wait_seconds
    while True:
        now = datetime.now(UTC)
        older = _stored_rows(lakehouse)[OLDER_LEASE]
        taken = f"holder = '{SHARED}', acquired_at = {timestamp_literal(now)}, expires_at = {_expiry(lakehouse, now)}"
        free = f"lease = '{OLDER_LEASE}' AND (holder = '' OR expires_at <= {timestamp_literal(now)})"
        if not older.is_held(now) and _try_set(lakehouse, taken, free):
            break
        if time.monotonic() >= deadline:
            raise _blocked(lakehouse, OLDER_LEASE, older)
        time.sleep(_POLL_SECONDS)
    try:
        yield
    finally:
        _free_shared(lakehouse)


def _acquire(lakehouse: Lakehouse, holder: str, lease: Lease, deadline: float) -> None:
    while (blocked := _try_acquire(lakehouse, holder, lease)) is not None:
        if time.monotonic() >= deadline:
            raise _blocked(lakehouse, *blocked)
        time.sleep(_POLL_SECONDS)


def _blocked(lakehouse: Lakehouse, lease: str, row: LeaseRow) -> LeaseHeld:
    until = f"until {row.expires_at:%Y-%m-%d %H:%M:%S} UTC unless it renews it" if row.expires_at else "without an end"
    return lease_held(lakehouse, lease, row.holder or "another run", until)


def _try_acquire(lakehouse: Lakehouse, holder: str, lease: Lease) -> tuple[str, LeaseRow] | None:
    """Takes the row of `lease` and shares that of older versions; else the row that is in the way.

    Runs with other leases change their rows of the same small table, so a conflict alone means nothing: the rows are
    read again.
    """
    is_older = f"lease = '{OLDER_LEASE}'"
    for attempt in range(_ATTEMPTS):
        now = datetime.now(UTC)
        rows = lease_rows(lakehouse)
        older, own = rows[OLDER_LEASE], rows[lease]
        if older.is_held(now) and older.holder != SHARED:
            return OLDER_LEASE, older
        if own.is_held(now) and own.holder != holder:
            return lease, own
        until, name = _expiry(lakehouse, now), text_literal(holder)
        # The row of older versions lasts as long as the longest of those that share it.
        taken = (
            f"holder = CASE WHEN {is_older} THEN '{SHARED}' ELSE {name} END, acquired_at = {timestamp_literal(now)}, "
            f"expires_at = CASE WHEN {_IS_SHARED} THEN greatest(expires_at, {until}) ELSE {until} END"
        )
        free = f"holder = '' OR expires_at <= {timestamp_literal(now)}"
        both = (
            f"({is_older} AND (holder = '{SHARED}' OR {free})) OR (lease = '{lease}' AND (holder = {name} OR {free}))"
        )
        changed = _try_set(lakehouse, taken, both)
        if changed == _BOTH:
            return None
        if changed:  # the other one was taken after it was read: what was changed is freed
            _release(lakehouse, holder, [lease])
        time.sleep(0.2 * 2**attempt)
    return lease, own


def _release(lakehouse: Lakehouse, holder: str, leases: Sequence[Lease]) -> None:
    """Frees the rows of `leases` that `holder` has, and that of older versions where no run needs it any more."""
    _set(lakehouse, _FREE, f"{_among(leases)} AND holder = {text_literal(holder)}")
    _free_shared(lakehouse)


def _free_shared(lakehouse: Lakehouse) -> None:
    """Frees the row of older versions, unless a run holds a lease: each run that shares the row writes its instant."""
    rows, now = _stored_rows(lakehouse), datetime.now(UTC)
    older = rows[OLDER_LEASE]
    is_needed = any(row.is_held(now) for name, row in rows.items() if name != OLDER_LEASE)
    if older.holder == SHARED and older.acquired_at and not is_needed:
        _set(lakehouse, _FREE, f"{_IS_SHARED} AND acquired_at = {timestamp_literal(older.acquired_at)}")


def _renew_until(lakehouse: Lakehouse, holder: str, taken: list[Lease], ended: threading.Event) -> None:
    while not ended.wait(lakehouse.settings.lease_seconds / _RENEWALS):
        if not taken:
            continue
        until = _expiry(lakehouse, datetime.now(UTC))
        own = f"({_among(taken)} AND holder = {text_literal(holder)}) OR ({_IS_SHARED})"
        try:
            _set(lakehouse, f"expires_at = greatest(expires_at, {until})", own)
        except Exception:  # a failure of the store for a moment: the next beat tries again, and require_lease finds out
            continue


def _set(lakehouse: Lakehouse, assign: str, where: str) -> int:
    """How many rows were changed; tried again where another run changes its own row at the same time."""
    for attempt in range(_ATTEMPTS):
        changed = _try_set(lakehouse, assign, where)
        if changed is not None:
            return changed
        time.sleep(0.2 * 2**attempt)
    return 0


def _try_set(lakehouse: Lakehouse, assign: str, where: str) -> int | None:
    """How many rows were changed; None where another run changed one at the same time."""
    try:
        return lakehouse.update(WRITER_LEASE, assign=assign, where=where)
    except Exception as conflict:
        if "Concurrent" in type(conflict).__name__ or "CONCURRENT" in str(conflict) or "Concurrent" in str(conflict):
            return None
        raise


def _among(leases: Sequence[Lease]) -> str:
    names = ", ".join(f"'{lease}'" for lease in leases)
    return f"lease IN ({names})"


def _expiry(lakehouse: Lakehouse, now: datetime) -> str:
    return timestamp_literal(now + timedelta(seconds=lakehouse.settings.lease_seconds))


def _in_utc(instant: datetime | None) -> datetime | None:
    return instant.astimezone(UTC) if instant else None
