"""The command `receive`: takes webhooks of senders and keeps their messages as envelopes."""

from pathlib import Path
from typing import Annotated

import typer

from faultbook.cli.options import requires


def receive(
    file: Annotated[
        Path | None, typer.Option(help="YAML file of endpoints and credentials; catalog/receive.yml if not given.")
    ] = None,
    events: Annotated[
        str | None,
        typer.Option(help="Folder, or volume (/Volumes/...), that envelopes are kept in.", envvar="FAULTBOOK_EVENTS"),
    ] = None,
    spool: Annotated[
        str | None,
        typer.Option(help="Folder where envelopes wait for the volume, on a disk that outlives the process."),
    ] = None,
    host: Annotated[str | None, typer.Option(help="Address to listen at; 127.0.0.1 if not given.")] = None,
    port: Annotated[
        int | None, typer.Option(help="Port to listen at; 8081 if not given, 0 for a free one.", min=0, max=65_535)
    ] = None,
) -> None:
    """Receives webhooks of Azure Monitor, Databricks, GitHub, Alertmanager and others, and keeps each message once.

    Every endpoint needs a credential. Every option is also a variable FAULTBOOK_RECEIVE_*; a volume needs
    DATABRICKS_HOST and the credentials of Databricks' unified authentication.

    Example: faultbook receive --events events

    Example: faultbook receive --events /Volumes/main/faultbook/events --spool /var/spool/faultbook --host 0.0.0.0
    """
    with requires("receive", "the receiver needs it"):
        from faultbook.receive import running  # noqa: PLC0415  (help does not need it)
        from faultbook.receive.settings import make_receive_settings  # noqa: PLC0415

    running.receive(
        make_receive_settings(
            file=None if file is None else str(file), events=events, spool=spool, host=host, port=port
        )
    )
