"""The commands `incidents` and `incident`: what is wrong now, and one incident with its time line."""

from typing import Annotated

import typer

from faultbook.cli.options import DEFAULT_LAKEHOUSE, Lakehouse, requires


def incidents(  # noqa: PLR0917 - one argument per option of the command
    state: Annotated[str, typer.Option(help="active, open, acknowledged, resolved, merged, or all.")] = "active",
    severity: Annotated[str | None, typer.Option(help="critical, high, medium, low or info.")] = None,
    service: Annotated[str | None, typer.Option(help="Only this service.")] = None,
    environment: Annotated[str | None, typer.Option(help="Only this environment.")] = None,
    rule: Annotated[str | None, typer.Option(help="Only incidents of this rule.")] = None,
    owner: Annotated[str | None, typer.Option(help="Only those of this owner or assignee.")] = None,
    text: Annotated[str | None, typer.Option(help="Text in title, message or id; case is ignored.")] = None,
    not_muted: Annotated[bool, typer.Option("--not-muted", help="Without those that are muted.")] = False,
    since: Annotated[str | None, typer.Option(help="Opened from this instant or day on, UTC.")] = None,
    until: Annotated[str | None, typer.Option(help="Opened before this instant or day, UTC.")] = None,
    newest: Annotated[bool, typer.Option("--newest", help="The newest first; else the worst.")] = False,
    limit: Annotated[int, typer.Option(help="Most incidents to show.", min=1, max=200)] = 20,
    lakehouse: Lakehouse = DEFAULT_LAKEHOUSE,
) -> None:
    """Lists incidents that are open or acknowledged, the worst first. No Spark, no Java.

    Example: faultbook incidents --severity critical --not-muted
    """
    with requires("serve", "questions need it"):
        from faultbook.cli.incident_pages import print_incidents  # noqa: PLC0415  (DuckDB; help does not need it)

    given = {"severity": severity, "service": service, "environment": environment, "rule": rule, "owner": owner}
    given |= {"text": text, "since": since, "until": until, "state": None if state == "all" else state}
    given |= {"muted": "no" if not_muted else None, "order": "newest" if newest else "worst"}
    print_incidents(lakehouse, given, limit)


def incident(
    name: Annotated[str, typer.Argument(metavar="ID", help="Id of the incident, or its beginning.")],
    entries: Annotated[int, typer.Option(help="Newest entries of the time line to show.", min=1, max=500)] = 50,
    lakehouse: Lakehouse = DEFAULT_LAKEHOUSE,
) -> None:
    """Shows one incident on a page: state, time line, events, similar ones, cost. No Spark, no Java.

    Example: faultbook incident inc-0a1b
    """
    with requires("serve", "questions need it"):
        from faultbook.cli.incident_pages import print_incident  # noqa: PLC0415  (DuckDB; help does not need it)

    print_incident(lakehouse, name, entries)
