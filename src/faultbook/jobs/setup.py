"""Setup: creates tables and views, and upgrades those of an older version. A second run changes nothing."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from pyspark.sql import SparkSession

from faultbook.jobs.schema.published_views import planned_views
from faultbook.jobs.schema.severity_order import store_severities
from faultbook.jobs.task import run_task
from faultbook.lakehouse.contracts import SchemaChange, create_table, mark_redacted, may_hold_old_texts, planned_changes
from faultbook.lakehouse.rows import rows_of
from faultbook.lakehouse.store import Lakehouse
from faultbook.settings import Settings
from faultbook.steps import Steps
from faultbook.tables import TABLES, WRITER_LEASE, Table
from faultbook.tables.text_columns import TEXTS

_AT_ONCE = 4
"""Statements that run at the same time: each waits for files most of its time."""


def main(argv: Sequence[str] | None = None) -> None:
    """The wheel's entry point."""
    run_task(run, argv, task="setup")


def run(spark: SparkSession, settings: Settings, steps: Steps) -> None:
    """Creates what is missing; with the setting `plan` it only prints the changes.

    ContractBroken where a table cannot be upgraded.
    """
    lakehouse = Lakehouse(spark, settings)
    with steps.step("compare with contracts", tables=len(TABLES)), ThreadPoolExecutor(len(TABLES)) as at_once:
        planned = at_once.map(partial(planned_changes, lakehouse), TABLES.values())
        changes = [change for of_table in planned for change in of_table]
    older = [table for table in TABLES.values() if table.name in TEXTS and lakehouse.exists(table)]
    _apply(lakehouse, changes, steps)
    if not settings.plan:
        _seed_lease(lakehouse)
        store_severities(lakehouse, steps)
    if not settings.is_local:  # a folder has no catalog for views; there DuckDB runs the same text
        _apply(lakehouse, planned_views(lakehouse), steps)
    old_texts = _old_texts(lakehouse, older)
    if old_texts:
        with steps.step("old texts may hold secrets: faultbook run redact", tables=len(old_texts)):
            pass
    if not changes:
        with steps.step("nothing to do", tables=len(TABLES)):
            pass


def _apply(lakehouse: Lakehouse, changes: Sequence[SchemaChange], steps: Steps) -> None:
    if lakehouse.settings.plan:
        for change in changes:
            with steps.step(f"would {change.words}"):
                pass
        return

    new = [change.creates for change in changes if change.creates]
    if new:
        with steps.step("create tables", tables=len(new)), ThreadPoolExecutor(_AT_ONCE) as at_once:
            list(at_once.map(partial(create_table, lakehouse), new))
    for change in changes:
        if not change.creates:
            with steps.step(change.words):
                lakehouse.spark.sql(change.statement).collect()


def _old_texts(lakehouse: Lakehouse, tables: Sequence[Table]) -> list[str]:
    """Those of `tables` with rows of a version that did not redact all texts. Empty tables are marked redacted."""
    with ThreadPoolExecutor(_AT_ONCE) as at_once:
        may_hold = at_once.map(partial(may_hold_old_texts, lakehouse), tables)
        found = [table for table, may in zip(tables, may_hold, strict=True) if may]
    # Not by the contract's columns: with `plan` they are not added yet.
    with_rows = [table for table in found if lakehouse.spark.table(lakehouse.name_of(table)).limit(1).collect()]
    for table in found:
        if table not in with_rows and not lakehouse.settings.plan:
            mark_redacted(lakehouse, table)
    return [table.name for table in with_rows]


def _seed_lease(lakehouse: Lakehouse) -> None:
    if not lakehouse.read(WRITER_LEASE).limit(1).collect():
        lakehouse.append(
            WRITER_LEASE,
            rows_of(lakehouse.spark, WRITER_LEASE, [{"lease": "writer", "holder": ""}]),
        )
