"""The command `changed`: a window of time held against the one before it."""

from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from faultbook.cli.show import Lakehouse
from faultbook.errors import MissingDependency

_DAY_OR_INSTANT = ["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
_WRITTEN = "YYYY-MM-DD[THH:MM]"


def register(app: typer.Typer) -> None:
    """Adds the command to the app."""
    app.command("changed")(changed)


def changed(  # noqa: PLR0917 - one argument per option of the command
    since: Annotated[
        datetime | None,
        typer.Option(
            formats=_DAY_OR_INSTANT, metavar=_WRITTEN, help="Start, UTC; 24 hours before the end if not given."
        ),
    ] = None,
    until: Annotated[
        datetime | None,
        typer.Option(
            formats=_DAY_OR_INSTANT, metavar=_WRITTEN, help="End, UTC; that of the newest record if not given."
        ),
    ] = None,
    baseline_hours: Annotated[
        int | None, typer.Option(min=1, help="Hours before it to compare with; as many as it has if not given.")
    ] = None,
    pattern: Annotated[
        str | None, typer.Option(help="Where the rise of this pattern sits. `faultbook show patterns`.")
    ] = None,
    service: Annotated[str | None, typer.Option(help="Only records of this service.")] = None,
    environment: Annotated[str | None, typer.Option(help="Only records of this environment.")] = None,
    lakehouse: Lakehouse = Path(".lakehouse"),
) -> None:
    """Shows what is new, gone, more or fewer than before, and which hosts, versions and labels the rise sits in.

    Example: faultbook changed --since 2026-01-31T08:00 --until 2026-01-31T12:00 --baseline-hours 24
    """
    try:
        page = import_module("faultbook.cli.changed_page")
    except ModuleNotFoundError as absent:
        raise MissingDependency(
            f"{absent.name} is not installed; questions need it. Fix: pip install 'faultbook[serve]'"
        ) from absent
    window = {"since": since, "until": until, "baseline_hours": baseline_hours}
    page.show(lakehouse, pattern, **window, service=service, environment=environment)
