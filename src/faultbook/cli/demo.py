"""The command `demo`: lands sample logs, runs the bundle's jobs over them on this machine, shows what they made."""

from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Annotated

import typer

from faultbook.errors import MissingDependency, SettingError

DEMONSTRATIONS = ("logs", "cost")


def register(app: typer.Typer) -> None:
    """Adds the command to the app."""
    app.command("demo")(demo)


def demo(  # noqa: PLR0917 - one argument per option of the command
    what: Annotated[str, typer.Argument(help="logs: error logs. cost: the bill of a sample account.")] = "logs",
    fresh: Annotated[bool, typer.Option("--fresh", help="Delete what earlier runs made and begin again.")] = False,
    files: Annotated[int, typer.Option(help="Log files that a first run lands; later runs add 12.", min=1)] = 200,
    records: Annotated[int, typer.Option(help="Records in the files of a first run.", min=1)] = 1500,
    hostile: Annotated[bool, typer.Option("--hostile", help="Mix in every kind of bad line and bad file.")] = False,
    days: Annotated[int, typer.Option(help="cost: days of the sample account.", min=2)] = 24,
    folder: Annotated[Path, typer.Option("--dir", help="Folder for the samples and the tables.")] = Path(".demo"),
) -> None:
    """Shows the whole thing: samples, the jobs of the bundle on local Spark, tables whose counts and dollars add up.

    Run again, the logs' demo lands a few more files and reads only those.

    Example: faultbook demo --fresh

    Example: faultbook demo cost
    """
    if what not in DEMONSTRATIONS:
        raise SettingError(f"demo: found {what!r}, expected one of: {', '.join(DEMONSTRATIONS)}.")
    if what == "cost":
        report = _report("faultbook_samples.demo.cost_report")
        report.show(report.CostDemo(folder, days), fresh=fresh)
        return
    report = _report("faultbook_samples.demo.errors_report")
    report.show(report.Demo(folder, files, records, hostile), fresh=fresh)


def _report(module: str) -> ModuleType:
    # Spark's Java takes seconds and DuckDB and rich some tenths: only this command pays for them.
    try:
        return import_module(module)
    except ModuleNotFoundError as absent:
        raise MissingDependency(
            f"{absent.name} is not installed; the demo needs it. Fix: pip install 'faultbook[local,serve]'"
        ) from absent
