"""The command `jobs`: the bundle's jobs, their tasks and when they run."""

from pathlib import Path

from rich.console import Console
from rich.table import Table

from faultbook.bundle.parts import EVERYTHING
from faultbook.bundle.runner import is_of_a_workspace, task_order
from faultbook.bundle.running_cost import cron_of
from faultbook.bundle.tree import Bundle, Resource, find_bundle, read_bundle
from faultbook.cli.options import Target


def jobs(target: Target = "dev") -> None:
    """Lists the bundle's jobs: their tasks in order, when they run in a workspace, what they do.

    Tasks that evaluate alerts are left out: only a workspace has them.

    Example: faultbook jobs
    """
    bundle = read_bundle(find_bundle(Path.cwd()), target, EVERYTHING)
    table = Table("job", "tasks", "runs when", "what it does", box=None, header_style="bold", pad_edge=False)
    for job in sorted(bundle.resources("jobs"), key=lambda resource: resource.key):
        what = str(job.fields.get("description", ""))
        elsewhere = {task["task_key"] for task in job.fields.get("tasks") or [] if is_of_a_workspace(task)}
        tasks = [key for key in task_order(job) if key not in elsewhere]
        table.add_row(job.key, " > ".join(tasks), _trigger(bundle, job), what)
    Console().print(table)


def _trigger(bundle: Bundle, job: Resource) -> str:
    schedule = job.fields.get("schedule")
    if schedule:
        return f"{cron_of(bundle, job)} {schedule.get('timezone_id', '')}".strip()
    trigger = job.fields.get("trigger") or {}
    return ", ".join(kind.replace("_", " ") for kind in trigger) or "by hand"
