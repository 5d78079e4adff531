"""Who writes what: every table that a task writes belongs to a lease that it takes. Read from the syntax trees."""

from pathlib import Path

import pytest

from faultbook.publish.task_tables import tables_of_tasks
from faultbook.tables import TABLES, WRITER_LEASE, Lease
from faultbook.tables.system import SYSTEM_TABLES

TASKS = tables_of_tasks()


@pytest.mark.parametrize("name", TASKS)
def test_a_task_takes_the_lease_of_every_table_that_it_writes(name):
    task = TASKS[name]
    assert task.writes
    assert {TABLES[table].lease for table in task.writes} <= set(task.leases)


def test_every_table_has_a_writer():
    written = {table for task in TASKS.values() for table in task.writes}
    assert set(TABLES) - written == {WRITER_LEASE.name}


def test_log_tasks_and_cost_tasks_share_no_lease():
    """What one lease for all tables did: a bill of an hour held up every file that landed meanwhile."""
    assert set(TASKS["ingest"].leases) & (set(TASKS["cost"].leases) | set(TASKS["cost_analysis"].leases)) == set()


@pytest.mark.parametrize("table", [table for table in TABLES.values() if table.lease], ids=lambda table: table.name)
def test_what_a_table_is_computed_from_is_read_by_one_of_its_writers(table):
    assert table.computed_from
    named = {name for name in table.computed_from if name in TABLES}
    writers = [task for task in TASKS.values() if table.name in task.writes]
    assert named <= {name for task in writers for name in task.reads}
    dotted = {name for name in table.computed_from if "." in name}
    assert dotted <= set(SYSTEM_TABLES)


# What a module of a task says, and what is found: writes, reads, leases.
SPELLINGS = {
    "a call": (
        "def run(lakehouse):\n    with writer_lease(lakehouse, Lease.COST):\n"
        "        lakehouse.append(COST_DAILY, lakehouse.read(COST_LEDGER))",
        ({"cost_daily"}, {"cost_ledger"}, {Lease.COST}),
    ),
    "an argument of another function": (
        "def run(lakehouse):\n    keep(lakehouse, table=LOGS)\n    keep(lakehouse, SERVICES)\n"
        "def keep(lakehouse, table):\n    lakehouse.replace(table, lakehouse.read(table), where='true')",
        ({"logs", "services"}, {"logs", "services"}, set()),
    ),
    "a method": (
        "class Writer:\n    def keep(self, table):\n        self.lakehouse.delete(table, where='true')\n"
        "def run(lakehouse):\n    Writer(lakehouse).keep(LOGS)",
        ({"logs"}, set(), set()),
    ),
    "a loop over a constant": (
        "BOTH = (LOGS, SERVICES)\ndef run(lakehouse):\n    for table in BOTH:\n        lakehouse.delete(table)",
        ({"logs", "services"}, set(), set()),
    ),
    "a loop over the result of a function": (
        "def chosen():\n    return [LOGS]\n"
        "def run(lakehouse):\n    for table in chosen():\n        lakehouse.delete(table)",
        ({"logs"}, set(), set()),
    ),
    "a function that is passed on": (
        "def run(lakehouse):\n    each(partial(store, lakehouse))\n"
        "def store(lakehouse):\n    lakehouse.append(LOGS, None)",
        ({"logs"}, set(), set()),
    ),
    "functions and lambdas in a constant": (
        "def store(lakehouse):\n    lakehouse.append(LOGS, None)\n"
        "STEPS: Mapping = {'a': store, 'b': lambda lakehouse: lakehouse.read(SERVICES)}\n"
        "def run(lakehouse):\n    for step in STEPS.values():\n        step(lakehouse)",
        ({"logs"}, {"services"}, set()),
    ),
    "a loop over leases": (
        "def run(lakehouse):\n    for lease in (Lease.COST, Lease.LOGS):\n"
        "        with writer_lease(lakehouse, lease):\n            lakehouse.delete(LOGS)",
        ({"logs"}, set(), {Lease.LOGS, Lease.COST}),
    ),
    "a function that nothing calls": (
        "def run(lakehouse):\n    pass\ndef other(lakehouse):\n    lakehouse.append(LOGS, None)",
        (set(), set(), set()),
    ),
    "a list": ("def run(lakehouse):\n    found = []\n    found.append(lakehouse)", (set(), set(), set())),
}


@pytest.mark.parametrize(("text", "expected"), SPELLINGS.values(), ids=SPELLINGS)
def test_the_tables_of_a_task_are_found_however_they_are_written(tmp_path: Path, text, expected):
    package = tmp_path / "faultbook"
    for name in ("jobs", "lakehouse"):
        (package / name).mkdir(parents=True)
    (package / "lakehouse" / "batches.py").touch()
    (package / "jobs" / "some.py").write_text(f"def main():\n    pass\n{text}\n")
    found = tables_of_tasks(package)["some"]
    assert (set(found.writes), set(found.reads), set(found.leases)) == expected
