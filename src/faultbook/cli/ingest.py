"""The command `ingest`: reads a folder of logs into a local lakehouse and shows what it found."""

from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from faultbook.errors import MissingDependency

Lakehouse = Annotated[Path, typer.Option(help="Folder of Delta tables.", envvar="FAULTBOOK_CATALOG")]


def register(app: typer.Typer) -> None:
    """Adds the command to the app."""
    app.command("ingest")(ingest)


def ingest(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of log files, read with its sub-folders.")],
    lakehouse: Lakehouse = Path(".lakehouse"),
) -> None:
    """Reads a folder of logs: creates the tables, stores the lines, computes patterns, shows what it found.

    A second run reads only what is new. Another DIR is a second landing root of the same lakehouse.

    Example: faultbook ingest /var/log/shop
    """
    try:
        running = import_module("faultbook.cli.ingest_running")
    except ModuleNotFoundError as absent:
        raise MissingDependency(
            f"{absent.name} is not installed; ingest needs it. Fix: pip install 'faultbook[local,serve]'"
        ) from absent
    running.ingest_folder(folder, lakehouse)
