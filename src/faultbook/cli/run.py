"""Commands that run the bundle's jobs on this machine: `jobs`, `run`, `replay`. Tasks run, a summary is printed."""

import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from faultbook.bundle.runner import LocalContext, Outcome, State, entry_point, read_graph, run_graph, task_order
from faultbook.bundle.tree import Bundle, Resource, find_bundle, read_bundle

COLOURS = {State.DONE: "green", State.FAILED: "red", State.NOT_RUN: "yellow"}
# Parameters that --landing and --lakehouse decide, so that FAULTBOOK_* variables do not.
FOLDERS = {"catalog", "landing", "checkpoints"}

Landing = Annotated[Path, typer.Option(help="Folder that log files arrive in.", envvar="FAULTBOOK_LANDING")]
Lakehouse = Annotated[Path, typer.Option(help="Folder of Delta tables.", envvar="FAULTBOOK_CATALOG")]
Target = Annotated[str, typer.Option(help="Target of the bundle whose values are taken.")]


def register(app: typer.Typer) -> None:
    """Adds the commands to the app."""
    app.command("jobs")(jobs)
    app.command("run")(run)
    app.command("replay")(replay)


def jobs(target: Target = "dev") -> None:
    """The bundle's jobs: their tasks in order, when they run in a workspace, what they do.

    Example: faultbook jobs
    """
    bundle = read_bundle(find_bundle(Path.cwd()), target)
    table = Table("job", "tasks", "runs when", "what it does", box=None, header_style="bold", pad_edge=False)
    for job in sorted(bundle.resources("jobs"), key=lambda resource: resource.key):
        what = str(job.fields.get("description", ""))
        table.add_row(job.key, " > ".join(task_order(job)), _trigger(job), what)
    Console().print(table)


def run(  # noqa: PLR0917 - one argument per option of the command
    job: Annotated[str, typer.Argument(help="Name of the job. `faultbook jobs` lists them.")],
    landing: Landing = Path(".landing"),
    lakehouse: Lakehouse = Path(".lakehouse"),
    task: Annotated[str | None, typer.Option(help="Only this task of the job.")] = None,
    param: Annotated[list[str] | None, typer.Option(help="A job parameter, as name=value; may be repeated.")] = None,
    target: Target = "dev",
) -> None:
    """Runs a job of the bundle on local Spark: resources/JOB.job.yml, its tasks and order as in a workspace.

    Parameters come from --param, then FAULTBOOK_* variables, then this machine's folders, then the bundle.

    Example: faultbook run ingest --landing logs --lakehouse tables
    """
    bundle = read_bundle(find_bundle(Path.cwd()), target)
    declared = [str(parameter["name"]) for parameter in bundle.resource("jobs", job).fields.get("parameters") or []]
    context = LocalContext(
        known=values_here(bundle, landing=landing, lakehouse=lakehouse),
        given=_from_environment(declared) | _pairs(param or []),
        run_id=f"local-{datetime.now(UTC):%Y%m%dT%H%M%S}-{os.getpid()}",
    )
    _report(job, run_graph(read_graph(bundle, job, context, task), entry_point))


def replay(
    batch: Annotated[int, typer.Argument(help="Number of the batch.", min=1)],
    landing: Landing = Path(".landing"),
    lakehouse: Lakehouse = Path(".lakehouse"),
) -> None:
    """Parses the files of one batch again, stores nothing, and shows where that differs from what is stored.

    Example: faultbook replay 12
    """
    from faultbook.engine.session import open_session  # noqa: PLC0415
    from faultbook.jobs.ingestion import replay as replaying  # noqa: PLC0415
    from faultbook.settings import make_settings  # noqa: PLC0415

    settings = make_settings(catalog=folder_setting(lakehouse), landing=str(landing))
    table = Table(
        "landed file",
        "lines by verdict now",
        "in the ledger",
        "",
        title=f"batch {batch}",
        title_justify="left",
        box=None,
    )
    for file in replaying.run(open_session(settings), settings, batch):
        word = "[green]agrees[/]" if file.agrees else f"[red]{escape(file.trouble or 'differs')}[/]"
        table.add_row(escape(file.source_file), _counts(file.verdicts), _counts(file.ledger or {}), word)
    Console().print(table)


def values_here(bundle: Bundle, *, landing: Path, lakehouse: Path) -> dict[str, str]:
    """What deployment references mean on this machine: the lakehouse folder is the catalog, volumes are folders."""
    volumes = {volume.key: lakehouse / volume.key for volume in bundle.resources("volumes")} | {"landing": landing}
    paths = {f"resources.volumes.{key}.volume_path": str(path) for key, path in volumes.items()}
    context = {"catalog": folder_setting(lakehouse), "landing_path": str(landing), "environment": "local"}
    # Nobody waits on a laptop: whoever finds another writer hears of it at once.
    context["lease_wait_seconds"] = "0"
    synced = {"workspace.file_path": str(bundle.root)}
    return paths | synced | {f"var.{name}": value for name, value in context.items()}


def folder_setting(path: Path) -> str:
    """A folder as the setting `catalog` takes it: with a slash, so that it is no name in Unity Catalog."""
    text = str(path)
    return text if "/" in text or text.startswith(".") else f"./{text}"


def _from_environment(names: Sequence[str]) -> dict[str, str]:
    found = {name: os.environ.get(f"FAULTBOOK_{name.upper()}") for name in names if name not in FOLDERS}
    return {name: value for name, value in found.items() if value is not None}


def _pairs(params: Sequence[str]) -> dict[str, str]:
    for param in params:
        if "=" not in param:
            raise typer.BadParameter(f"{param!r} is no name=value.", param_hint="--param")
    return {name: value for name, _, value in (param.partition("=") for param in params)}


def _trigger(job: Resource) -> str:
    schedule = job.fields.get("schedule")
    if schedule:
        return f"{schedule['quartz_cron_expression']} {schedule.get('timezone_id', '')}".strip()
    trigger = job.fields.get("trigger") or {}
    return ", ".join(kind.replace("_", " ") for kind in trigger) or "by hand"


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.items() if count) or "nothing"


def _report(job: str, outcomes: Sequence[Outcome]) -> None:
    table = Table(
        "task", "state", "seconds", "tries", title=f"job {job}", title_justify="left", box=None, pad_edge=False
    )
    for outcome in outcomes:
        state = f"[{COLOURS[outcome.state]}]{outcome.state}[/]"
        table.add_row(outcome.task, state, f"{outcome.seconds:.1f}", str(outcome.tries))
    Console().print(table)
    for outcome in outcomes:
        if outcome.failure is not None:
            raise outcome.failure
