"""The embedded store: new rows are seen, a running statement can be stopped."""

import pytest

from faultbook.stores.deadline import Deadline, DeadlineExceeded
from faultbook.stores.store import Statement
from tests.stores.seeded_lakehouse import seeded_store
from tests.stores.small_lakehouse import append, ledger, make_lakehouse

LEDGER = Statement("count", "", "SELECT count(*) AS n FROM {answers}.ingest_ledger", ("ingest_ledger",))
ENDLESS = Statement("endless", "", "SELECT sum(a.range * b.range) AS n FROM range(10000000) a, range(10000000) b")


def test_rows_that_are_written_later_are_seen(tmp_path):
    folder = make_lakehouse(tmp_path, ingest_ledger=[ledger(1)])
    store = seeded_store(folder)

    assert store.rows(LEDGER, {}) == [{"n": 1}]
    append(folder, "ingest_ledger", [ledger(2)])
    assert store.rows(LEDGER, {}) == [{"n": 2}]


def test_a_running_statement_is_stopped_by_its_deadline(seeded):
    deadline = Deadline(0.1)

    with deadline.running(), pytest.raises(DeadlineExceeded):
        seeded_store(seeded).until(deadline).rows(ENDLESS, {})
