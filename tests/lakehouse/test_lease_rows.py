"""Leases of a catalog: a row of a Delta table each, taken by compare-and-set. test_lease_turns.py is the quick part."""

import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from faultbook.errors import LeaseHeld, MissingDependency
from faultbook.lakehouse import lease_rows as rows
from faultbook.lakehouse.lease import require_lease
from faultbook.lakehouse.lease_rows import SHARED, add_lease_rows, leased_rows
from faultbook.lakehouse.store import Lakehouse
from faultbook.tables import TABLES, WRITER_LEASE, Lease
from tests.jobs.workspace import make_workspace

FAR = "TIMESTAMP '2999-01-01 00:00:00Z'"


@pytest.fixture
def lakehouse(spark, empty_lakehouse, tmp_path):
    workspace = make_workspace(tmp_path, empty_lakehouse, run_id="one")
    return Lakehouse(spark, workspace.settings)


@pytest.fixture(autouse=True)
def soon(monkeypatch):
    monkeypatch.setattr(rows, "_POLL_SECONDS", 0.1)


def other(lakehouse, run_id="two", **settings):
    return Lakehouse(lakehouse.spark, lakehouse.settings.model_copy(update={"run_id": run_id, **settings}))


@contextmanager
def by_row(lakehouse, *leases):
    with leased_rows(lakehouse, lakehouse.settings.run_id, leases), lakehouse.holding(leases):
        yield lakehouse.settings.run_id


def stored(lakehouse) -> dict[str, str]:
    return {row["lease"]: row["holder"] for row in lakehouse.read(WRITER_LEASE).collect()}


def set_rows(lakehouse, assign: str, where: str) -> None:
    lakehouse.update(WRITER_LEASE, assign=assign, where=where)


def older_run(lakehouse, holder="old", until=FAR) -> bool:
    """What a version that knows one lease does: compare-and-set of the row `writer`. True where it may write."""
    free = f"holder = '' OR expires_at < TIMESTAMP '{datetime.now(UTC):%Y-%m-%d %H:%M:%S}Z'"
    return lakehouse.update(
        WRITER_LEASE,
        assign=f"holder = '{holder}', acquired_at = {until}, expires_at = {until}",
        where=f"lease = 'writer' AND ({free})",
    )


def test_one_run_holds_a_lease_and_the_next_gets_it_afterwards(lakehouse):
    words = r"^one is writing to .*: it holds the lease `cost`, until .* --lease_wait_seconds=600\.$"
    with by_row(lakehouse, Lease.COST), pytest.raises(LeaseHeld, match=words), by_row(other(lakehouse), Lease.COST):
        pass
    with by_row(other(lakehouse), Lease.COST) as holder:
        assert holder == "two"


@pytest.mark.verify
def test_runs_with_different_leases_work_at_once(lakehouse):
    with by_row(lakehouse, Lease.LOGS), by_row(other(lakehouse), Lease.COST, Lease.INCIDENTS):
        held = {Lease.LOGS: "one", Lease.COST: "two", Lease.INCIDENTS: "two"}
        assert stored(lakehouse) == {"writer": SHARED} | {str(lease): held.get(lease, "") for lease in Lease}
    with by_row(other(lakehouse, "three"), *Lease):
        pass
    assert set(stored(lakehouse).values()) == {""}


@pytest.mark.verify
def test_a_run_of_an_older_version_excludes_every_row_until_it_lapses(lakehouse):
    assert older_run(lakehouse)
    for lease in Lease:
        words = "^old is writing to .* `writer` of an older version, which excludes every other run, until 2999-01-01"
        with pytest.raises(LeaseHeld, match=words), by_row(lakehouse, lease):
            pass
    set_rows(lakehouse, "expires_at = TIMESTAMP '2020-01-01 00:00:00Z'", "lease = 'writer'")
    with by_row(lakehouse, Lease.LOGS):
        assert stored(lakehouse)["writer"] == SHARED


@pytest.mark.verify
def test_an_older_version_begins_only_when_the_last_named_lease_is_free(lakehouse):
    with by_row(lakehouse, Lease.LOGS):
        assert not older_run(lakehouse)
        with by_row(other(lakehouse), Lease.COST):
            assert not older_run(lakehouse)
        assert not older_run(lakehouse)
    assert older_run(lakehouse)


@pytest.mark.verify
def test_a_run_whose_row_of_older_versions_was_taken_stops(lakehouse, as_catalog):
    with by_row(lakehouse, Lease.LOGS):
        set_rows(lakehouse, "holder = 'old'", "lease = 'writer'")
        as_catalog()
        with pytest.raises(LeaseHeld, match="lost the lease `writer` to old"):
            require_lease(lakehouse, "one")


@pytest.fixture
def as_catalog(lakehouse, monkeypatch):
    """From the call on the lakehouse is treated as one in a catalog; the tables stay where they are."""
    names = {table.name: lakehouse.name_of(table) for table in TABLES.values()}

    def begin() -> None:
        monkeypatch.setattr(type(lakehouse.settings), "is_local", False)
        monkeypatch.setattr(Lakehouse, "name_of", lambda self, table: names[table.name])

    return begin


def test_a_lapsed_lease_is_taken_and_its_old_holder_stops(lakehouse, as_catalog):
    with by_row(lakehouse, Lease.LOGS) as holder:
        set_rows(lakehouse, "expires_at = TIMESTAMP '2020-01-01 00:00:00Z'", "true")
        second = other(lakehouse)
        with by_row(second, Lease.LOGS):
            as_catalog()
            with pytest.raises(LeaseHeld, match="one lost the lease `logs` to two"):
                require_lease(lakehouse, holder)
            require_lease(second, "two")
    assert set(stored(lakehouse).values()) == {""}


@pytest.mark.verify
def test_a_retry_of_the_same_run_takes_its_own_lease_again(lakehouse):
    with by_row(lakehouse, Lease.LOGS), by_row(other(lakehouse, "one"), Lease.LOGS) as holder:
        assert holder == "one"


@pytest.mark.verify
def test_of_runs_that_try_at_once_one_gets_the_lease_and_all_get_their_turn(lakehouse):
    inside: list[str] = []
    most: list[int] = []

    def work(number: int) -> None:
        run = other(lakehouse, f"run {number}", lease_wait_seconds=120)
        with by_row(run, Lease.COST if number % 2 else Lease.LOGS):
            inside.append(f"{number % 2}")
            most.append(max(inside.count("0"), inside.count("1")))
            inside.remove(f"{number % 2}")

    with ThreadPoolExecutor(4) as at_once:
        list(at_once.map(work, range(4)))
    assert most == [1, 1, 1, 1]
    assert set(stored(lakehouse).values()) == {""}


@pytest.mark.verify
@pytest.mark.parametrize("rows_before", ["writer", ""])
def test_setup_adds_the_rows_once_and_waits_for_a_run_of_an_older_version(lakehouse, as_catalog, rows_before):
    set_rows(lakehouse, "holder = ''", "true")
    lakehouse.delete(WRITER_LEASE, where=f"lease <> '{rows_before}'")
    as_catalog()
    if rows_before:
        with pytest.raises(MissingDependency, match=re.escape(f"no row {', '.join(Lease)} in writer_lease")):
            rows.lease_rows(lakehouse)
        assert older_run(lakehouse)
        with pytest.raises(LeaseHeld, match="old is writing"):
            add_lease_rows(lakehouse)
        set_rows(lakehouse, "holder = '', expires_at = NULL", "true")
    for _ in range(2):
        add_lease_rows(lakehouse)
        assert sorted(row["lease"] for row in lakehouse.read(WRITER_LEASE).collect()) == sorted(["writer", *Lease])
    assert set(stored(lakehouse).values()) == {""}
