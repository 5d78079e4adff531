"""The lease: one writer at a time, no deadlock after a kill."""

import os
import socket
import subprocess
import sys

import pytest

from faultbook.errors import LeaseHeld
from faultbook.lakehouse.lease import require_lease, writer_lease
from faultbook.lakehouse.store import Lakehouse
from faultbook.tables import WRITER_LEASE
from tests.jobs.house import build_house, make_tables


@pytest.fixture
def lakehouse(spark, tmp_path):
    house = build_house(tmp_path, make_tables(spark, tmp_path / "empty"), run_id="one")
    return Lakehouse(spark, house.settings)


def other(lakehouse, **values):
    return Lakehouse(lakehouse.spark, lakehouse.settings.model_copy(update={"run_id": "two", **values}))


def test_one_holds_it_the_next_is_told_who_and_gets_it_afterwards(lakehouse):
    with writer_lease(lakehouse), pytest.raises(LeaseHeld, match="one is writing"), writer_lease(other(lakehouse)):
        pass
    with writer_lease(other(lakehouse)) as holder:
        assert holder == "two"


def test_a_lapsed_lease_is_taken_and_its_old_holder_stops(lakehouse):
    with writer_lease(lakehouse) as holder:
        name = lakehouse.name_of(WRITER_LEASE)
        lakehouse.spark.sql(f"UPDATE {name} SET expires_at = TIMESTAMP '2020-01-01 00:00:00Z'").collect()
        with writer_lease(other(lakehouse)):
            with pytest.raises(LeaseHeld, match="lost the lease to two"):
                require_lease(lakehouse, holder)
            require_lease(lakehouse, "two")


def test_a_retry_of_the_same_run_takes_its_own_lease_again(lakehouse):
    with writer_lease(lakehouse), writer_lease(lakehouse) as holder:
        assert holder == "one"


def test_what_a_killed_process_of_this_machine_held_is_free(lakehouse):
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    dead = other(lakehouse, run_id=f"{socket.gethostname()}:{gone.pid}")
    alive = other(lakehouse, run_id=f"{socket.gethostname()}:{os.getpid()}")
    with writer_lease(dead), writer_lease(lakehouse) as holder:
        assert holder == "one"
    with writer_lease(alive), pytest.raises(LeaseHeld), writer_lease(lakehouse):
        pass
