"""The page that lists the stored tables, for people. Contracts, tasks, views and queries go in, Markdown comes out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from faultbook.bundle.running_cost import cron_of
from faultbook.bundle.tree import Bundle, Resource
from faultbook.publish.task_tables import TaskTables
from faultbook.tables import Table

_HEAD = """# Tables

Written by `make generate` from `src/faultbook/tables`, the jobs and their schedules; do not edit. Instants are UTC.

Tables of the schema `raw` contain messages; readers of `answers` need no right on them. A run writes a table only while
it holds the table's lease; runs with different leases work at once ([leases](decisions/leases.md)). "For ever" is until
you delete rows yourself.
"""
_EVERY_TABLE = {"redact", "report"}
"""Tasks whose list of reads is that of another page: all tables with texts, all that the report's views read."""


@dataclass(frozen=True)
class Readers:
    """Views and queries: name -> the tables that each reads."""

    views: Mapping[str, Iterable[str]]
    queries: Mapping[str, Iterable[str]]


def tables_page(tables: Mapping[str, Table], tasks: Mapping[str, TaskTables], bundle: Bundle, readers: Readers) -> str:
    """docs/tables.md: the tasks and their leases, then every table with columns, writers, readers and retention."""
    schedules = _schedules(bundle)
    sections = (_section(table, tasks, schedules, readers) for table in tables.values())
    return "\n".join([_HEAD, _tasks(tasks, schedules), *sections])


def _tasks(tasks: Mapping[str, TaskTables], schedules: Mapping[str, list[tuple[str, str]]]) -> str:
    rows = "\n".join(
        f"| `{name}` | {_runs(schedules.get(name, []))} | {', '.join(task.leases)} | {len(task.writes)} |"
        for name, task in sorted(tasks.items())
    )
    return f"## Tasks\n\n| task | runs | leases | tables that it writes |\n|---|---|---|---|\n{rows}\n"


def _section(
    table: Table, tasks: Mapping[str, TaskTables], schedules: Mapping[str, list[tuple[str, str]]], readers: Readers
) -> str:
    writers = [name for name, task in sorted(tasks.items()) if table.name in task.writes]
    written = "; ".join(f"`{name}` ({_runs(schedules.get(name, []))})" for name in writers)
    if table.lease is None:
        written = "every task, when it begins, while it works and when it ends; `setup` adds rows"
    reading = [
        name
        for name, task in sorted(tasks.items())
        if table.name in task.reads and name not in writers and name not in _EVERY_TABLE
    ]
    facts = {
        "Schema": str(table.role),
        "Lease": str(table.lease) if table.lease else "none",
        "One row per": ", ".join(table.key) or "line; rows have no identity",
        "Partitioned by": ", ".join(table.partitioned_by),
        "Computed from": ", ".join(table.computed_from),
        "Written by": written,
        "Read by views": _reading(table, readers.views),
        "Read by queries": _reading(table, readers.queries),
        "Read by other tasks": ", ".join(reading),
        "Kept": table.kept,
    }
    lines = "\n".join(f"- {name}: {value.removesuffix('.')}." for name, value in facts.items() if value)
    columns = "\n".join(
        f"| `{column.name}` | {_cell(column.type)} | {'yes' if column.nullable else ''} | {_cell(column.comment)} |"
        for column in table.columns
    )
    return (
        f"## {table.name}\n\n{table.comment}\n\n{lines}\n\n"
        f"| column | type | may be NULL | meaning |\n|---|---|---|---|\n{columns}\n"
    )


def _reading(table: Table, readers: Mapping[str, Iterable[str]]) -> str:
    return ", ".join(sorted(name for name, reads in readers.items() if table.name in reads))


def _schedules(bundle: Bundle) -> dict[str, list[tuple[str, str]]]:
    """Task (its module's name) -> the jobs that have it, and when each runs."""
    found: dict[str, list[tuple[str, str]]] = {}
    for job in bundle.resources("jobs"):
        for task in job.fields.get("tasks") or ():
            entry_point = str((task.get("python_wheel_task") or {}).get("entry_point") or "")
            name = entry_point.removeprefix("faultbook-").replace("-", "_")
            found.setdefault(name, []).append((job.key, _when(bundle, job)))
    return found


def _runs(jobs: list[tuple[str, str]]) -> str:
    return "; ".join(f"job {key}, {when}" for key, when in jobs) or "by hand"


def _when(bundle: Bundle, job: Resource) -> str:
    if "schedule" in job.fields:
        return f"on schedule `{cron_of(bundle, job)}`"
    return "when files arrive" if "file_arrival" in (job.fields.get("trigger") or {}) else "by hand"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
