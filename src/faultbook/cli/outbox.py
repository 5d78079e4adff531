"""The command `outbox`: what is still to be done in trackers, since when, and why it waits."""

from typing import Annotated

import typer

from faultbook.cli.options import DEFAULT_LAKEHOUSE, FormatOption, Lakehouse, Limit, requires
from faultbook.formatting.formats import OutputFormat
from faultbook.stores.answers import Query

COLUMNS = (
    *("wanted_at", "state", "action", "incident_id", "tracker", "repository", "issue_number", "attempts"),
    *("waits_until", "reason", "intent_id"),
)
LEFT = "state IN ('due', 'looked_up', 'waiting')"


def outbox(
    every: Annotated[bool, typer.Option("--all", help="Also what was done, refused, or is over.")] = False,
    incident: Annotated[str | None, typer.Option(help="Only this incident: its whole id.")] = None,
    limit: Limit = 20,
    output: FormatOption = OutputFormat.TABLE,
    lakehouse: Lakehouse = DEFAULT_LAKEHOUSE,
) -> None:
    """Shows what is still to be done in trackers, since when, and why it waits. No Spark, no Java.

    Example: faultbook outbox --all --incident inc-0a1b2c3d4e5f6071
    """
    with requires("serve", "questions need it"):
        from faultbook.cli.questions import show_rows  # noqa: PLC0415  (DuckDB; help does not need it)

    of_one = (f"incident_id={incident}",) if incident else ()
    where = of_one if every else (LEFT, *of_one)
    show_rows(lakehouse, Query("outbox", where, COLUMNS, ("wanted_at",), limit), output)
