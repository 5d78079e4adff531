"""The command `run`: a job of the bundle on this machine, and a summary of its tasks."""

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from faultbook.bundle.parts import EVERYTHING
from faultbook.bundle.runner import LocalContext, Outcome, State, entry_point, read_graph, run_graph
from faultbook.bundle.tree import Bundle, find_bundle, read_bundle
from faultbook.cli.options import DEFAULT_LAKEHOUSE, DEFAULT_LANDING, Lakehouse, Landing, Target

COLOURS = {State.DONE: "green", State.FAILED: "red", State.NOT_RUN: "yellow"}
# Parameters that --landing and --lakehouse decide, so that FAULTBOOK_* variables do not.
FOLDERS = {"catalog", "landing", "checkpoints"}


def run(  # noqa: PLR0917 - one argument per option of the command
    job: Annotated[str, typer.Argument(help="Name of the job. `faultbook jobs` lists them.")],
    landing: Landing = DEFAULT_LANDING,
    lakehouse: Lakehouse = DEFAULT_LAKEHOUSE,
    task: Annotated[str | None, typer.Option(help="Only this task of the job.")] = None,
    param: Annotated[list[str] | None, typer.Option(help="A job parameter, as name=value; may be repeated.")] = None,
    target: Target = "dev",
) -> None:
    """Runs a job of the bundle on local Spark: resources/JOB.job.yml, its tasks and order as in a workspace.

    Parameters come from --param, then FAULTBOOK_* variables, then this machine's folders, then the bundle.

    Example: faultbook run ingest --landing logs --lakehouse tables
    """
    outcomes = run_job(job, landing=landing, lakehouse=lakehouse, task=task, param=param, target=target)
    _print_outcomes(job, outcomes)
    raise_failure(outcomes)


def run_job(
    job: str,
    *,
    landing: Path,
    lakehouse: Path,
    task: str | None = None,
    param: Sequence[str] | None = None,
    target: str = "dev",
) -> list[Outcome]:
    """Runs a job of the bundle on this machine, prints nothing, and returns what became of each task.

    `param` contains job parameters as name=value. Raises BundleError where job, task or parameter is unknown.
    """
    bundle = read_bundle(find_bundle(Path.cwd()), target, EVERYTHING)
    declared = [str(parameter["name"]) for parameter in bundle.resource("jobs", job).fields.get("parameters") or []]
    context = LocalContext(
        known=values_here(bundle, landing=landing, lakehouse=lakehouse),
        given=_from_environment(declared) | _pairs(param or []),
        run_id=f"local-{datetime.now(UTC):%Y%m%dT%H%M%S}-{os.getpid()}",
    )
    return run_graph(read_graph(bundle, job, context, task), entry_point)


def raise_failure(outcomes: Sequence[Outcome]) -> None:
    """Raises the error of the first task that failed; returns where none did."""
    for outcome in outcomes:
        if outcome.failure is not None:
            raise outcome.failure


def values_here(bundle: Bundle, *, landing: Path, lakehouse: Path) -> dict[str, str]:
    """What deployment references mean on this machine: the lakehouse folder is the catalog, volumes are folders."""
    volumes = {volume.key: lakehouse / volume.key for volume in bundle.resources("volumes")} | {"landing": landing}
    paths = {f"resources.volumes.{key}.volume_path": str(path) for key, path in volumes.items()}
    context = {"catalog": folder_setting(lakehouse), "landing_path": str(landing), "environment": "local"}
    if "events" in volumes:
        context["events_path"] = str(volumes["events"])
    # Nobody waits on a laptop: a second writer fails at once.
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


def _print_outcomes(job: str, outcomes: Sequence[Outcome]) -> None:
    table = Table(
        "task", "state", "seconds", "tries", title=f"job {job}", title_justify="left", box=None, pad_edge=False
    )
    for outcome in outcomes:
        state = f"[{COLOURS[outcome.state]}]{outcome.state}[/]"
        table.add_row(outcome.task, state, f"{outcome.seconds:.1f}", str(outcome.tries))
    Console().print(table)
