"""Setup: creates tables and views, and upgrades those of an older version. A second run changes nothing."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from functools import partial

from pyspark.sql import SparkSession

from faultbook.jobs.schema.filtered_schema import carry_out_filters, planned_filters
from faultbook.jobs.schema.published_views import planned_views
from faultbook.jobs.schema.severity_order import has_severities_of_settings, store_severities
from faultbook.jobs.task import run_task
from faultbook.lakehouse.contracts import SchemaChange, create_table, mark_redacted, may_hold_old_texts, planned_changes
from faultbook.lakehouse.lease import writer_lease
from faultbook.lakehouse.lease_rows import add_lease_rows
from faultbook.lakehouse.local_files import has_rows
from faultbook.lakehouse.store import Lakehouse
from faultbook.settings import Settings
from faultbook.steps import Steps
from faultbook.tables import SEVERITY_RANKS, TABLES, Lease, Table
from faultbook.tables.text_columns import TEXTS

_AT_ONCE = 4
"""Statements that run at the same time: each waits for files most of its time."""


def main(argv: Sequence[str] | None = None) -> None:
    """The wheel's entry point."""
    run_task(run, argv, task="setup")


def run(spark: SparkSession, settings: Settings, steps: Steps) -> None:
    """Creates what is missing; with the setting `plan` it only prints the changes.

    ContractBroken where a table cannot be upgraded.

    New tables need no lease. What exists is changed under its lease, one lease at a time: an ingest that runs meanwhile
    would fail on a table whose columns change.
    """
    lakehouse = Lakehouse(spark, settings)
    with steps.step("compare with contracts", tables=len(TABLES)), ThreadPoolExecutor(len(TABLES)) as at_once:
        planned = dict(zip(TABLES, at_once.map(partial(planned_changes, lakehouse), TABLES.values()), strict=True))
    changes = [change for of_table in planned.values() for change in of_table]
    older = [table for table in TABLES.values() if table.name in TEXTS and lakehouse.exists(table)]
    if settings.plan:
        _show(changes, steps)
    else:
        _create(lakehouse, [change.creates for change in changes if change.creates], steps)
        add_lease_rows(lakehouse)
        for lease in (None, *Lease):
            altered = [
                change
                for name, of_table in planned.items()
                for change in of_table
                if TABLES[name].lease is lease and not change.creates
            ]
            _alter(lakehouse, lease, altered, steps)
    if not settings.is_local:  # a folder has no catalog for views; there DuckDB runs the same text
        views = planned_views(lakehouse)
        _show(views, steps) if settings.plan else _carry_out(lakehouse, views, steps)
        filters = planned_filters(lakehouse, steps)
        _show(filters, steps) if settings.plan else carry_out_filters(lakehouse, filters, steps)
    with_old_texts = _with_old_texts(lakehouse, older)
    if with_old_texts:
        with steps.step("old texts may hold secrets: faultbook run redact", tables=len(with_old_texts)):
            pass
    if not changes:
        with steps.step("nothing to do", tables=len(TABLES)):
            pass


def _show(changes: Sequence[SchemaChange], steps: Steps) -> None:
    for change in changes:
        with steps.step(f"would {change.words}"):
            pass


def _create(lakehouse: Lakehouse, tables: Sequence[Table], steps: Steps) -> None:
    if not tables:
        return
    with steps.step("create tables", tables=len(tables)), ThreadPoolExecutor(_AT_ONCE) as at_once:
        list(at_once.map(partial(create_table, lakehouse), tables))


def _alter(lakehouse: Lakehouse, lease: Lease | None, changes: Sequence[SchemaChange], steps: Steps) -> None:
    """Carries out changes of tables that exist, and writes the severities where others are stored."""
    needs_severities = lease is SEVERITY_RANKS.lease and not has_severities_of_settings(lakehouse)
    if not changes and not needs_severities:
        return
    with writer_lease(lakehouse, lease) if lease else nullcontext():
        _carry_out(lakehouse, changes, steps)
        if needs_severities:
            store_severities(lakehouse, steps)


def _carry_out(lakehouse: Lakehouse, changes: Sequence[SchemaChange], steps: Steps) -> None:
    for change in changes:
        with steps.step(change.words):
            lakehouse.spark.sql(change.statement).collect()


def _has_rows(lakehouse: Lakehouse, table: Table) -> bool:
    if lakehouse.settings.is_local:
        return has_rows(lakehouse.folder_of(table))
    return bool(lakehouse.spark.table(lakehouse.name_of(table)).limit(1).collect())


def _with_old_texts(lakehouse: Lakehouse, tables: Sequence[Table]) -> list[str]:
    """Of `tables` those with rows of a version that did not redact all texts. Tables without rows are marked."""
    with ThreadPoolExecutor(_AT_ONCE) as at_once:
        may_hold = at_once.map(partial(may_hold_old_texts, lakehouse), tables)
        found = [table for table, may in zip(tables, may_hold, strict=True) if may]
    # Not by the contract's columns: with `plan` they are not added yet.
    with_rows = [table for table in found if _has_rows(lakehouse, table)]
    without_rows = [table for table in found if table not in with_rows]
    for lease in Lease if not lakehouse.settings.plan else ():
        unmarked = [table for table in without_rows if table.lease is lease]
        if unmarked:
            with writer_lease(lakehouse, lease):
                for table in unmarked:
                    mark_redacted(lakehouse, table)
    return [table.name for table in with_rows]
