"""The command `deploy`: what databricks.yml holds, in the order that works."""

from pathlib import Path
from typing import Annotated

import typer

from faultbook.cli.init import DeploymentTarget


def deploy(
    target: Annotated[DeploymentTarget, typer.Option(help="Target that is deployed.")] = DeploymentTarget.DEV,
    profile: Annotated[str, typer.Option(help="Profile of ~/.databrickscfg that names the workspace.")] = "",
    allow_removal: Annotated[
        bool, typer.Option("--allow-removal", help="Delete what is deployed and no longer in databricks.yml.")
    ] = False,
    folder: Annotated[Path, typer.Option(help="Clone of faultbook that is deployed.")] = Path(),
) -> None:
    """Deploys what databricks.yml holds: schemas and volumes, tables and views, then the rest. Also for an upgrade.

    Asks nothing, so that a pipeline can run it.

    Example: faultbook deploy --target prod
    """
    from faultbook.cli.init.running import run_deploy  # noqa: PLC0415  (help does not need it)

    run_deploy(folder, target.value, profile=profile, allow_removal=allow_removal)
