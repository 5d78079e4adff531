"""The commands `events`: recent failures, how a message is read, messages read again, the health of sources."""

from pathlib import Path
from typing import Annotated

import typer

from faultbook.cli.options import DEFAULT_LAKEHOUSE, Lakehouse, requires

Senders = Annotated[
    Path | None,
    typer.Option(help="File of your own senders, catalog/senders.yml.", envvar="FAULTBOOK_SENDERS_FILE"),
]
Since = Annotated[str | None, typer.Option(help="From this instant or day on, UTC, e.g. 2026-01-31T08:00Z.")]
Until = Annotated[str | None, typer.Option(help="Before this instant or day, UTC.")]


def events(context: typer.Context) -> None:
    """Lists recent failures. Its commands explain how a message is read, read stored ones again, show the sources.

    Example: faultbook events explain alert.json --source azure-monitor
    """
    if context.invoked_subcommand is None:
        list_events()


def list_events(  # noqa: PLR0917 - one argument per option of the command
    source: Annotated[str | None, typer.Option(help="Only what this sender reported, e.g. azure-monitor.")] = None,
    kind: Annotated[str | None, typer.Option(help="run, task_run, statement, cluster, alert, activity ...")] = None,
    state: Annotated[str | None, typer.Option(help="failed, warning or recovered.")] = None,
    service: Annotated[str | None, typer.Option(help="Only this service.")] = None,
    environment: Annotated[str | None, typer.Option(help="Only this environment.")] = None,
    job: Annotated[str | None, typer.Option(help="Id or name of a job, or a pipeline.")] = None,
    text: Annotated[str | None, typer.Option(help="Text in message, title or code; case is ignored.")] = None,
    since: Since = None,
    until: Until = None,
    limit: Annotated[int, typer.Option(help="Most failures to show.", min=1, max=200)] = 20,
    lakehouse: Lakehouse = DEFAULT_LAKEHOUSE,
) -> None:
    """Lists failures that webhooks, pollers and system tables report, the newest first. No Spark, no Java.

    Example: faultbook events list --since 2026-11-30 --job nightly
    """
    with requires("serve", "questions need it"):
        from faultbook.cli.events.listing import print_failures  # noqa: PLC0415  (DuckDB; help does not need it)

    given = {"source": source, "kind": kind, "state": state, "service": service, "environment": environment}
    given |= {"job": job, "text": text, "since": since, "until": until}
    print_failures(lakehouse, given, limit)


def explain(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A message's body, or an envelope; - reads it here.")],
    source: Annotated[
        str | None, typer.Option(help="Who sent it, e.g. azure-monitor; an envelope says so itself.")
    ] = None,
    header: Annotated[
        list[str] | None, typer.Option(help="NAME=VALUE of a header that was sent with it; may be repeated.")
    ] = None,
    senders: Senders = None,
) -> None:
    """Shows how a message is read: the definition, and which path gave each field. No Spark, nothing is stored.

    Where none fits: the nearest one, and which of its conditions do not hold. Exit code 1 where nothing is reported.

    Example: faultbook events explain alert.json --source azure-monitor
    """
    from faultbook.cli.events.explaining import print_explanation  # noqa: PLC0415  (help does not need it)

    if not print_explanation(file, source, header or [], senders):
        raise typer.Exit(1)


def replay(
    store: Annotated[bool, typer.Option("--store", help="Replace the reports of the messages that differ.")] = False,
    source: Annotated[str | None, typer.Option(help="Only messages of this sender.")] = None,
    senders: Senders = None,
    lakehouse: Lakehouse = DEFAULT_LAKEHOUSE,
) -> None:
    """Reads stored messages again by today's definitions, and shows what differs; stores it where that is wanted.

    Example: faultbook events replay --source webhook-shop --store
    """
    with requires("local", "replay runs on local Spark"):
        from faultbook.cli.events.replaying import print_replay  # noqa: PLC0415  (slow to import)

    print_replay(lakehouse, senders, source, is_stored=store)


def sources(lakehouse: Lakehouse = DEFAULT_LAKEHOUSE) -> None:
    """Shows each source of failures: when it was heard of, whether that is unusual, and what is not assessed.

    Example: faultbook events sources
    """
    with requires("serve", "questions need it"):
        from faultbook.cli.events.listing import print_sources  # noqa: PLC0415  (DuckDB; help does not need it)

    print_sources(lakehouse)
