"""The command `init`: asks what a deployment has to know, writes databricks.yml, deploys, shows where things are."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class DeploymentTarget(StrEnum):
    """Targets of the bundle."""

    DEV = "dev"
    PROD = "prod"
    CLASSIC = "classic"


def init(  # noqa: PLR0917 - one argument per option of the command
    target: Annotated[
        DeploymentTarget,
        typer.Option(help="dev: your own copy, paused. prod: one copy for all. classic: as prod, on job clusters."),
    ] = DeploymentTarget.DEV,
    catalog: Annotated[str | None, typer.Option(help="Catalog that the schemas are made in.")] = None,
    schema: Annotated[str | None, typer.Option(help="Schema of answers.")] = None,
    raw_schema: Annotated[str | None, typer.Option(help="Schema of rows.")] = None,
    parts: Annotated[
        str | None, typer.Option(help="Parts beside the logs: some of bill,genie,dashboard,alerts,console; all; none.")
    ] = None,
    warehouse: Annotated[
        str | None, typer.Option(help="SQL warehouse by name or id; smallest: the smallest that runs.")
    ] = None,
    readers: Annotated[str | None, typer.Option(help="Group of the account that asks (prod, classic).")] = None,
    operators: Annotated[str | None, typer.Option(help="Group that runs jobs and lands files (prod, classic).")] = None,
    admins: Annotated[str | None, typer.Option(help="Group that changes and deploys (prod, classic).")] = None,
    owner: Annotated[
        str | None, typer.Option(help="User or application id in whose folder production lies; you.")
    ] = None,
    run_as: Annotated[
        str | None, typer.Option(help="Application id of the principal that runs the jobs; who deploys.")
    ] = None,
    failure_email: Annotated[
        str | None, typer.Option(help="Addresses that hear of failed runs and alerts, with commas; none; you.")
    ] = None,
    row_filters: Annotated[
        str | None,
        typer.Option(help="yes: readers see only what catalog/access.yml lets their groups see (prod, classic); no."),
    ] = None,
    profile: Annotated[str, typer.Option(help="Profile of ~/.databrickscfg that names the workspace.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing: take the options, and what is usual.")] = False,
    deploy: Annotated[bool, typer.Option(help="Deploy what was written.")] = True,
    folder: Annotated[Path, typer.Option(help="Clone of faultbook that is deployed.")] = Path(),
) -> None:
    """Asks what a deployment has to know, looks up what the workspace has, writes databricks.yml, and deploys in order.

    Each question has an option; with all of them, or without a terminal, there are no questions. Run it again to
    change an answer: what was decided before is behind Enter.

    Example: faultbook init

    Example: faultbook init --target prod --catalog ops --warehouse smallest --readers log-readers
    --operators log-operators --admins log-admins --yes
    """
    from faultbook.cli.init.interview import Given  # noqa: PLC0415  (help does not need it)
    from faultbook.cli.init.running import run_init  # noqa: PLC0415

    given = Given(
        catalog,
        schema,
        raw_schema,
        parts,
        warehouse,
        readers,
        operators,
        admins,
        owner,
        run_as,
        failure_email,
        row_filters,
    )
    interactive = not yes and sys.stdin.isatty()
    run_init(folder, target.value, given, profile=profile, interactive=interactive, deploy=deploy)
