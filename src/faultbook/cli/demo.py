"""The command `demo`: sample data lands, the bundle's jobs run over it on this machine, and the results are shown."""

from pathlib import Path
from typing import Annotated

import typer

from faultbook.cli.options import requires
from faultbook.errors import SettingError

DEMONSTRATIONS = ("logs", "cost", "events", "incidents")


def demo(  # noqa: PLR0917 - one argument per option of the command
    what: Annotated[
        str,
        typer.Argument(
            help="logs: six formats. cost: the bill of a sample account. events: what senders report as failed. "
            "incidents: a bad night."
        ),
    ] = "logs",
    fresh: Annotated[bool, typer.Option("--fresh", help="Delete what earlier runs made and begin again.")] = False,
    files: Annotated[int, typer.Option(help="Tab-separated files of a first run; later runs add 12.", min=1)] = 200,
    records: Annotated[int, typer.Option(help="Records in these files.", min=1)] = 1500,
    hostile: Annotated[bool, typer.Option("--hostile", help="Mix in every kind of bad line and bad file.")] = False,
    days: Annotated[int, typer.Option(help="cost: days of the sample account.", min=2)] = 24,
    seed: Annotated[int, typer.Option(help="incidents: which bad night.", min=0)] = 1,
    folder: Annotated[Path, typer.Option("--dir", help="Folder for the samples and the tables.")] = Path(".demo"),
) -> None:
    """Shows the whole thing: samples, the jobs of the bundle on local Spark, tables whose counts and dollars add up.

    Run again, the logs' demo lands a few more files and reads only those.

    Example: faultbook demo --fresh

    Example: faultbook demo cost

    Example: faultbook demo events

    Example: faultbook demo incidents --seed 7
    """
    if what not in DEMONSTRATIONS:
        raise SettingError(f"demo: found {what!r}, expected one of: {', '.join(DEMONSTRATIONS)}.")
    # Samples are a distribution of their own, and import DuckDB and rich.
    with requires("demo", "the demonstrations need it"):
        from faultbook_samples.demo import cost_report, errors_report, events_report, incidents_report  # noqa: PLC0415
        from faultbook_samples.demo.cost import CostDemo  # noqa: PLC0415
        from faultbook_samples.demo.errors import Demo  # noqa: PLC0415
        from faultbook_samples.demo.events import EventsDemo  # noqa: PLC0415
        from faultbook_samples.demo.incidents import IncidentsDemo  # noqa: PLC0415

    if what == "cost":
        cost_report.show(CostDemo(folder, days), fresh=fresh)
    elif what == "events":
        events_report.show(EventsDemo(folder / "failures"), fresh=fresh)
    elif what == "incidents":
        incidents_report.show(IncidentsDemo(folder / "night"), seed)
    else:
        errors_report.show(Demo(folder, files, records, hostile), fresh=fresh)
