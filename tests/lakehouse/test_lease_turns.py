"""Many runs at once over one table of leases, without Spark: each lease has one holder, and an older version waits."""

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC
from types import SimpleNamespace

import duckdb
import pytest

from faultbook.errors import LeaseHeld
from faultbook.lakehouse import lease_rows
from faultbook.lakehouse.lease import writer_lease
from faultbook.lakehouse.lease_rows import SHARED
from faultbook.lakehouse.store import Lakehouse
from faultbook.settings import make_settings
from faultbook.tables import Lease

WANTED = ((Lease.LOGS,), (Lease.COST,), (Lease.LOGS, Lease.INCIDENTS), (Lease.INCIDENTS,))
RUNS, TURNS = 8, 5


class LeaseTable:
    """The table writer_lease in DuckDB: the same statements as in a catalog, one after the other."""

    def __init__(self) -> None:
        self.connection = duckdb.connect()
        self.lock = threading.Lock()
        self.sql("CREATE TABLE leases (lease VARCHAR, holder VARCHAR, acquired_at TIMESTAMP, expires_at TIMESTAMP)")
        for name in ("writer", *Lease):
            self.sql(f"INSERT INTO leases VALUES ('{name}', '', NULL, NULL)")

    def sql(self, statement: str) -> list[tuple]:
        with self.lock:
            return self.connection.execute(statement).fetchall()

    def holders(self) -> dict[str, str]:
        return dict(self.sql("SELECT lease, holder FROM leases"))

    def older_run_begins(self) -> bool:
        """What a version that knows one lease does."""
        free = "lease = 'writer' AND (holder = '' OR expires_at < now()::TIMESTAMP)"
        [(changed,)] = self.sql(f"UPDATE leases SET holder = 'old', expires_at = TIMESTAMP '2999-01-01' WHERE {free}")
        return bool(changed)


class CatalogRun(Lakehouse):
    """A run in a catalog whose only table is the table of leases."""

    def __init__(self, leases: LeaseTable, name: str, **settings: int) -> None:
        super().__init__(None, make_settings(catalog="main", run_id=name, **settings))
        self.leases = leases

    def fetch(self, table, columns):
        names = ("lease", "holder", "acquired_at", "expires_at")
        rows = [dict(zip(names, row, strict=True)) for row in self.leases.sql("SELECT * FROM leases")]
        for row in rows:
            row |= {name: row[name] and row[name].replace(tzinfo=UTC) for name in names[2:]}
        return SimpleNamespace(to_pylist=lambda: rows)

    def update(self, table, *, assign: str, where: str) -> int:
        [(changed,)] = self.leases.sql(f"UPDATE leases SET {assign} WHERE {where}")
        return changed


@pytest.fixture
def leases(monkeypatch) -> LeaseTable:
    monkeypatch.setattr(lease_rows, "_POLL_SECONDS", 0.01)
    return LeaseTable()


def test_each_lease_has_one_holder_whoever_else_works_and_all_get_their_turns(leases):
    inside: Counter[Lease] = Counter()
    most: list[int] = []

    def work(number: int) -> None:
        wanted = WANTED[number % len(WANTED)]
        for _ in range(TURNS):
            with writer_lease(CatalogRun(leases, f"run {number}", lease_wait_seconds=60), *wanted):
                inside.update(wanted)
                most.append(max(inside.values()))
                assert not leases.older_run_begins()
                inside.subtract(wanted)

    with ThreadPoolExecutor(RUNS) as at_once:
        list(at_once.map(work, range(RUNS)))
    assert most == [1] * (RUNS * TURNS)
    assert set(leases.holders().values()) == {""}
    assert leases.older_run_begins()


def test_a_run_that_works_for_longer_than_its_lease_lasts_renews_both_rows(leases, monkeypatch):
    monkeypatch.setattr(lease_rows, "_RENEWALS", 60)
    run = CatalogRun(leases, "long", lease_seconds=10)
    with writer_lease(run, Lease.LOGS):
        began = leases.sql("SELECT max(expires_at) FROM leases")
        while leases.sql("SELECT min(expires_at) FROM leases WHERE holder <> ''") <= began:
            time.sleep(0.02)
        assert leases.holders()["writer"] == SHARED
        held = pytest.raises(LeaseHeld, match=r"^long is writing to main: it holds the lease `logs`, until .* UTC")
        with held, writer_lease(CatalogRun(leases, "next"), Lease.LOGS):
            pass
