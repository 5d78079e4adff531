"""One writer at a time: a lock for a folder, a lease row for a catalog. No deadlock after a kill."""

import subprocess
import sys
from contextlib import contextmanager

import pytest

from faultbook.errors import LeaseHeld
from faultbook.lakehouse.lease import leased_row, require_lease, writer_lease
from faultbook.lakehouse.store import Lakehouse
from faultbook.tables import WRITER_LEASE
from tests.jobs.workspace import make_workspace

HOLD = """
import sys, time
from filelock import FileLock
with FileLock(sys.argv[1]):
    print("held", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def lakehouse(spark, empty_lakehouse, tmp_path):
    workspace = make_workspace(tmp_path, empty_lakehouse, run_id="one")
    return Lakehouse(spark, workspace.settings)


def other(lakehouse, run_id="two"):
    return Lakehouse(lakehouse.spark, lakehouse.settings.model_copy(update={"run_id": run_id}))


@contextmanager
def row_of(lakehouse):
    with leased_row(lakehouse, lakehouse.settings.run_id):
        yield lakehouse.settings.run_id


@pytest.mark.parametrize("hold", [writer_lease, row_of])
def test_one_holds_it_the_next_is_told_who_and_gets_it_afterwards(lakehouse, hold):
    with hold(lakehouse), pytest.raises(LeaseHeld, match="one is writing"), hold(other(lakehouse)):
        pass
    with hold(other(lakehouse)) as holder:
        assert holder == "two"


def test_a_lapsed_lease_is_taken_and_its_old_holder_stops(lakehouse, monkeypatch):
    with row_of(lakehouse) as holder:
        name = lakehouse.name_of(WRITER_LEASE)
        lakehouse.spark.sql(f"UPDATE {name} SET expires_at = TIMESTAMP '2020-01-01 00:00:00Z'").collect()
        with row_of(other(lakehouse)):
            monkeypatch.setattr(type(lakehouse.settings), "is_local", False)
            monkeypatch.setattr(Lakehouse, "read", lambda self, table: self.spark.table(name))
            with pytest.raises(LeaseHeld, match="lost the lease to two"):
                require_lease(lakehouse, holder)
            require_lease(lakehouse, "two")
            monkeypatch.undo()


def test_a_retry_of_the_same_run_takes_its_own_lease_again(lakehouse):
    with row_of(lakehouse), row_of(lakehouse) as holder:
        assert holder == "one"


def test_the_lock_of_a_killed_process_is_free(lakehouse):
    lock = f"{lakehouse.settings.catalog}/.writer.lock"
    process = subprocess.Popen([sys.executable, "-c", HOLD, lock], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "held\n"
    with pytest.raises(LeaseHeld), writer_lease(lakehouse):
        pass
    process.kill()
    process.wait()
    with writer_lease(lakehouse) as holder:
        assert holder == "one"
