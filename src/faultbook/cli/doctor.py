"""The command `doctor`: what this machine and the workspace have, a line each, and what to do about the rest."""

from pathlib import Path
from typing import Annotated

import typer

from faultbook.errors import MissingDependency


def register(app: typer.Typer) -> None:
    """Adds the command to the app."""
    app.command("doctor")(doctor)


def doctor(
    landing: Annotated[Path, typer.Option(help="Folder that log files arrive in.", envvar="FAULTBOOK_LANDING")] = Path(
        ".landing"
    ),
    lakehouse: Annotated[Path, typer.Option(help="Folder of Delta tables.", envvar="FAULTBOOK_CATALOG")] = Path(
        ".lakehouse"
    ),
    deep: Annotated[bool, typer.Option("--deep", help="Also start Spark and write a Delta table (5 to 20 s).")] = False,
    profile: Annotated[
        str | None, typer.Option(help="Profile of ~/.databrickscfg to look at a workspace with.")
    ] = None,
    warehouse_id: Annotated[str, typer.Option(help="SQL warehouse to look for.", envvar="FAULTBOOK_WAREHOUSE_ID")] = "",
) -> None:
    """Looks at Python, Java, Spark, jars, folders and, where configured, the workspace: OK, or what to do.

    Exit code 3 if a line says FAIL.

    Example: faultbook doctor --deep
    """
    from faultbook.cli.doctor_report import print_report  # noqa: PLC0415  (the help of other commands must not pay for it)

    if print_report(landing, lakehouse, deep=deep, profile=profile, warehouse_id=warehouse_id):
        raise typer.Exit(MissingDependency.exit_code)
