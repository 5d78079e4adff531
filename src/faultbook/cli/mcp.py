"""The command `mcp`: questions for assistants, over stdio or HTTP."""

import gc
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Annotated

import typer

from faultbook.errors import MissingDependency
from faultbook.serve.mcp.clients import Client


def register(app: typer.Typer) -> None:
    """Adds the command to the app."""
    app.command("mcp")(mcp)


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

    Without options it asks the folder .lakehouse; with DATABRICKS_HOST, DATABRICKS_WAREHOUSE_ID and FAULTBOOK_CATALOG
    (in the environment or a file .env) a SQL warehouse.

    Example: faultbook mcp --print-config vscode --lakehouse tables

    Example: faultbook mcp --http --port 8000
    """
    try:
        running = _imported("faultbook.cli.mcp_running")
    except ModuleNotFoundError as absent:
        raise MissingDependency(
            f"{absent.name} is not installed; assistants need it. Fix: pip install 'faultbook[mcp]'"
        ) from absent
    if print_config is not None:
        typer.echo(running.configured(print_config, lakehouse))
        return
    if http:
        running.over_http(lakehouse, audit, host=host, port=port, hosts=allow_host or [])
    else:
        running.over_stdio(lakehouse, audit)


def _imported(name: str) -> ModuleType:
    """The module. What is imported stays: to look through it for garbage takes a tenth of the start."""
    gc.disable()
    try:
        return import_module(name)
    finally:
        gc.enable()
