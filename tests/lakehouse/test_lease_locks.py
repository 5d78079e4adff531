"""Leases of a folder: a lock of the operating system for each. No Spark, and no deadlock after a kill."""

import subprocess
import sys
from contextlib import contextmanager

import pytest
from filelock import FileLock, Timeout

from faultbook.errors import InvariantViolated, LeaseHeld
from faultbook.lakehouse.lease import writer_lease
from faultbook.lakehouse.store import Lakehouse
from faultbook.settings import make_settings
from faultbook.tables import ERROR_COUNTS, SERVICES, TABLES, Lease

OLDER_RUN = """
import sys, time
from filelock import FileLock
with FileLock(sys.argv[1]):
    print("held", flush=True)
    time.sleep(600)
"""
"""What a version that knows one lease does."""
RUN = """
import sys, time
from faultbook.lakehouse.lease import writer_lease
from faultbook.lakehouse.store import Lakehouse
from faultbook.settings import make_settings
from faultbook.tables import Lease
with writer_lease(Lakehouse(None, make_settings(catalog=sys.argv[1], run_id="other process")), Lease(sys.argv[2])):
    print("held", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def run(tmp_path):
    """A run of that name, on one lakehouse."""
    return lambda name: Lakehouse(None, make_settings(catalog=str(tmp_path), run_id=name))


@contextmanager
def process(code: str, *arguments: str):
    started = subprocess.Popen([sys.executable, "-c", code, *arguments], stdout=subprocess.PIPE, text=True)
    try:
        assert started.stdout.readline() == "held\n"
        yield
    finally:
        started.kill()
        started.wait()


def test_every_table_has_one_lease_and_only_the_table_of_leases_has_none():
    assert {name for name, table in TABLES.items() if table.lease is None} == {"writer_lease"}
    assert {table.lease for table in TABLES.values() if table.lease} == set(Lease)


def test_one_run_holds_a_lease_and_the_next_gets_it_afterwards(run):
    words = r"^one is writing to .*: it holds the lease `cost`, until that process ends\..* --lease_wait_seconds=600\.$"
    held = pytest.raises(LeaseHeld, match=words)
    with writer_lease(run("one"), Lease.COST), held, writer_lease(run("two"), Lease.COST):
        pass
    with writer_lease(run("two"), Lease.COST) as holder:
        assert holder == "two"


def test_two_processes_with_different_leases_work_at_once(run, tmp_path):
    with process(RUN, str(tmp_path), "logs"):
        with writer_lease(run("one"), Lease.COST, Lease.INCIDENTS) as holder:
            assert holder == "one"
        words = "^other process is writing to .*: it holds the lease `logs`, until that process ends"
        with pytest.raises(LeaseHeld, match=words), writer_lease(run("one"), Lease.LOGS):
            pass
    with writer_lease(run("one"), Lease.LOGS) as holder:  # the lock of a killed process is free
        assert holder == "one"


def test_a_process_of_an_older_version_and_runs_of_today_exclude_each_other(run, tmp_path):
    lock = tmp_path / ".writer.lock"
    with process(OLDER_RUN, str(lock)):
        for lease in Lease:
            with pytest.raises(LeaseHeld, match="`writer` of an older version"), writer_lease(run("one"), lease):
                pass
    older = pytest.raises(Timeout)
    with writer_lease(run("one"), Lease.LOGS), writer_lease(run("two"), Lease.COST), older, FileLock(lock, timeout=0.1):
        pass
    with FileLock(lock, timeout=0.1):
        pass


def test_a_table_is_written_only_under_its_lease(run):
    lakehouse = run("one")
    writes = (
        lambda: lakehouse.append(SERVICES, None),
        lambda: lakehouse.replace(SERVICES, None, where="true"),
        lambda: lakehouse.delete(SERVICES, where="true"),
        lambda: lakehouse.update(SERVICES, assign="title = ''", where="true"),
        lambda: lakehouse.change_rows(SERVICES, None, matched_by=["service"], assign={"title": "title"}),
    )
    words = r"services is written under the lease `incidents`.*holds `cost`, `logs`"
    with writer_lease(lakehouse, Lease.LOGS, Lease.COST):
        for write in writes:
            with pytest.raises(InvariantViolated, match=words):
                write()
    with pytest.raises(InvariantViolated, match="this run holds none"):
        lakehouse.delete(ERROR_COUNTS, where="true")


def test_leases_are_taken_in_one_order(run):
    lakehouse = run("one")
    early = pytest.raises(ValueError, match="logs before cost")
    with writer_lease(lakehouse, Lease.INCIDENTS, Lease.LOGS), early, writer_lease(lakehouse, Lease.COST):
        pass
    assert lakehouse.held == frozenset()
