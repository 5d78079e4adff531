"""The command `demo`: lands sample logs, runs the bundle's jobs over them on this machine, shows what they made."""

from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from faultbook.errors import MissingDependency


def register(app: typer.Typer) -> None:
    """Adds the command to the app."""
    app.command("demo")(demo)


def demo(
    fresh: Annotated[bool, typer.Option("--fresh", help="Delete what earlier runs made and begin again.")] = False,
    files: Annotated[int, typer.Option(help="Log files that a first run lands; later runs add 12.", min=1)] = 200,
    records: Annotated[int, typer.Option(help="Records in the files of a first run.", min=1)] = 1500,
    hostile: Annotated[bool, typer.Option("--hostile", help="Mix in every kind of bad line and bad file.")] = False,
    folder: Annotated[Path, typer.Option("--dir", help="Folder for the sample logs and the tables.")] = Path(".demo"),
) -> None:
    """Shows the whole thing: sample logs, the jobs of the bundle on local Spark, tables whose counts add up.

    Run again, it lands a few more files and reads only those.

    Example: faultbook demo --fresh
    """
    # Spark's Java takes seconds and DuckDB and rich some tenths: only this command pays for them.
    try:
        report = import_module("faultbook.cli.demo_report")
    except ModuleNotFoundError as absent:
        raise MissingDependency(
            f"{absent.name} is not installed; the demo needs it. Fix: pip install 'faultbook[local,serve]'"
        ) from absent
    report.show(report.Demo(folder, files, records, hostile), fresh=fresh)
