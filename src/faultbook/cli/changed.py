"""The command `changed`: compares a window of time with the one before it."""

from datetime import datetime
from typing import Annotated

import typer

from faultbook.cli.options import DEFAULT_LAKEHOUSE, Lakehouse, requires

_DAY_OR_TIME = ["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
_METAVAR = "YYYY-MM-DD[THH:MM]"


def changed(  # noqa: PLR0917 - one argument per option of the command
    since: Annotated[
        datetime | None,
        typer.Option(formats=_DAY_OR_TIME, metavar=_METAVAR, help="Start, UTC; 24 hours before the end if not given."),
    ] = None,
    until: Annotated[
        datetime | None,
        typer.Option(formats=_DAY_OR_TIME, metavar=_METAVAR, help="End, UTC; that of the newest record if not given."),
    ] = None,
    baseline_hours: Annotated[
        int | None, typer.Option(min=1, help="Hours before it to compare with; as many as it has if not given.")
    ] = None,
    pattern: Annotated[
        str | None, typer.Option(help="Only where the rise of this pattern is. `faultbook show patterns`.")
    ] = None,
    service: Annotated[str | None, typer.Option(help="Only records of this service.")] = None,
    environment: Annotated[str | None, typer.Option(help="Only records of this environment.")] = None,
    lakehouse: Lakehouse = DEFAULT_LAKEHOUSE,
) -> None:
    """Shows what is new, gone, more or fewer than before, and which hosts, versions and labels the rise is in.

    Example: faultbook changed --since 2026-01-31T08:00 --until 2026-01-31T12:00 --baseline-hours 24
    """
    with requires("serve", "questions need it"):
        from faultbook.cli.screens import changes  # noqa: PLC0415  (DuckDB; help does not need it)

    window = {"since": since, "until": until, "baseline_hours": baseline_hours}
    changes.show(lakehouse, pattern, **window, service=service, environment=environment)
