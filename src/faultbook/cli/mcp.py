"""The command `mcp`: questions for assistants, over stdio or HTTP."""

import gc
from pathlib import Path
from typing import Annotated

import typer

from faultbook.cli.options import requires
from faultbook.serve.mcp.clients import Client


def mcp(  # noqa: PLR0917 - one argument per option of the command
    http: Annotated[bool, typer.Option("--http", help="Streamable HTTP at /mcp instead of stdio.")] = False,
    host: Annotated[str, typer.Option(help="--http: address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="--http: port to listen at.", min=0, max=65_535)] = 8000,
    allow_host: Annotated[
        list[str] | None, typer.Option(help="--http: a further Host header that is accepted; may be repeated.")
    ] = None,
    audit: Annotated[
        Path | None, typer.Option(help="File for one JSON line per call; standard error if not given.")
    ] = None,
    print_config: Annotated[
        Client | None, typer.Option(help="Print what this client wants in its configuration, and stop.")
    ] = None,
    lakehouse: Annotated[
        Path | None,
        typer.Option(help="Folder of Delta tables; if not given, what FAULTBOOK_CATALOG and DATABRICKS_HOST name."),
    ] = None,
) -> None:
    """Answers assistants (Copilot, Claude, Cursor ...) by the Model Context Protocol. Nothing is written.

    Without options it reads the folder .lakehouse; with DATABRICKS_HOST, DATABRICKS_WAREHOUSE_ID and FAULTBOOK_CATALOG
    (in the environment or a file .env) a SQL warehouse.

    Example: faultbook mcp --print-config vscode --lakehouse tables

    Example: faultbook mcp --http --port 8000
    """
    gc.disable()  # what is imported stays: looking through it for garbage takes a tenth of the start
    try:
        with requires("mcp", "assistants need it"):
            from faultbook.serve.mcp import running  # noqa: PLC0415  (the SDK; help does not need it)
    finally:
        gc.enable()
    if print_config is not None:
        typer.echo(running.configured(print_config, lakehouse))
        return
    if http:
        running.over_http(lakehouse, audit, host=host, port=port, hosts=allow_host or [])
    else:
        running.over_stdio(lakehouse, audit)
