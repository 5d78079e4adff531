"""The command `serve`: the HTTP API and the console in a browser."""

from pathlib import Path
from typing import Annotated

import typer

from faultbook.cli.options import requires


def serve(  # noqa: PLR0917 - one argument per option of the command
    host: Annotated[
        str, typer.Option(help="Address to listen at; other than this machine's needs a token.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen at.", min=0, max=65_535)] = 8080,
    allow_host: Annotated[
        list[str] | None, typer.Option(help="A further Host header that is accepted; may be repeated.")
    ] = None,
    token_file: Annotated[
        Path | None, typer.Option(help="File with the token that clients send; else FAULTBOOK_SERVE_TOKEN.")
    ] = None,
    preferences: Annotated[
        Path | None, typer.Option(help="SQLite file of saved searches and layout; a usual place if not given.")
    ] = None,
    per_minute: Annotated[int, typer.Option(help="Most requests of a client in a minute; 0: any number.", min=0)] = 600,
    audit: Annotated[
        Path | None, typer.Option(help="File for one JSON line per question; standard error if not given.")
    ] = None,
    print_grafana: Annotated[bool, typer.Option("--print-grafana", help="Print a Grafana board, and stop.")] = False,
    lakehouse: Annotated[
        Path | None,
        typer.Option(help="Folder of Delta tables; if not given, what FAULTBOOK_CATALOG and DATABRICKS_HOST name."),
    ] = None,
) -> None:
    """Serves the console and the HTTP API. In the lakehouse only decisions about incidents are written.

    Without options it reads the folder .lakehouse; with DATABRICKS_HOST, DATABRICKS_WAREHOUSE_ID and FAULTBOOK_CATALOG
    (in the environment or a file .env) a SQL warehouse.

    Example: faultbook serve --lakehouse tables

    Example: faultbook serve --host 0.0.0.0 --token-file token.txt
    """
    with requires("console", "the console needs it"):
        from faultbook.serve import running  # noqa: PLC0415  (takes a second; help does not need it)

    if print_grafana:
        typer.echo(running.grafana(), nl=False)
        return
    running.serve(
        lakehouse,
        audit,
        preferences,
        host=host,
        port=port,
        hosts=allow_host or [],
        token_file=token_file,
        per_minute=per_minute,
    )
