"""The command `deliver`: issues of incidents in trackers, or what would be written there."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.rule import Rule

from faultbook.bundle.tree import find_bundle
from faultbook.cli.options import DEFAULT_LAKEHOUSE, Lakehouse, requires
from faultbook.cli.run import folder_setting, run

FILE = Path("catalog", "incidents.yml")


def deliver(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print every text as it would be sent; send and store nothing.")
    ] = False,
    again: Annotated[
        list[str] | None,
        typer.Option(help="A refused intent to try once more, by its id; may be repeated. `all`: every refused one."),
    ] = None,
    file: Annotated[
        Path | None, typer.Option(help="The file with the trackers; catalog/incidents.yml, if not given.")
    ] = None,
    lakehouse: Lakehouse = DEFAULT_LAKEHOUSE,
) -> None:
    """Makes, changes and closes the issues of incidents in the trackers of catalog/incidents.yml.

    Example: faultbook deliver --dry-run

    Example: faultbook deliver --again all
    """
    chosen = (file or find_bundle(Path.cwd()) / FILE).absolute()
    if not dry_run:
        more = [f"deliver_again={','.join(again)}"] if again else []
        run("respond", lakehouse=lakehouse, task="deliver", param=[f"incidents_file={chosen}", *more])
        return
    with requires("local", "the tables are read with deltalake"):
        from faultbook.jobs.delivery.dry_run import dry_run as planned  # noqa: PLC0415  (pyspark; help does not need it)
        from faultbook.stores.local.local_store import local_store  # noqa: PLC0415

    folder = folder_setting(lakehouse)
    plan = planned(folder, local_store(Path(folder)), str(chosen))
    screen = Console()
    for text in plan.texts:
        screen.print(Rule(text.heading, align="left", style="cyan"))
        screen.print(text.written, markup=False, highlight=False, soft_wrap=True)
    print(plan.remark, file=sys.stderr)
