"""The command `doctor`: checks of this machine and of the workspace, a line each, and what to do where one fails."""

from typing import Annotated

import typer

from faultbook.cli.options import DEFAULT_LAKEHOUSE, DEFAULT_LANDING, Lakehouse, Landing
from faultbook.errors import MissingDependency


def doctor(
    landing: Landing = DEFAULT_LANDING,
    lakehouse: Lakehouse = DEFAULT_LAKEHOUSE,
    deep: Annotated[bool, typer.Option("--deep", help="Also start Spark and write a Delta table (5 to 20 s).")] = False,
    profile: Annotated[str | None, typer.Option(help="Profile of ~/.databrickscfg that names the workspace.")] = None,
    warehouse_id: Annotated[str, typer.Option(help="SQL warehouse to check.", envvar="DATABRICKS_WAREHOUSE_ID")] = "",
) -> None:
    """Checks Python, Java, Spark, jars, folders and, where configured, the workspace: OK, or what to do.

    Exit code 3 if a line is FAIL.

    Example: faultbook doctor --deep
    """
    from faultbook.cli.doctor.report import print_report  # noqa: PLC0415  (help does not need it)

    if print_report(landing, lakehouse, deep=deep, profile=profile, warehouse_id=warehouse_id):
        raise typer.Exit(MissingDependency.exit_code)
