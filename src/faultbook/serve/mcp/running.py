"""Runs the MCP server over stdio or HTTP. Imports the SDK, so the command `mcp` imports it late."""

import os
import sys
from pathlib import Path
from threading import Thread

from faultbook.serve.asking.audit import audit_to
from faultbook.serve.asking.environment import environment_store, in_databricks_app
from faultbook.serve.asking.stores import OpenOnce
from faultbook.serve.mcp.building import build_server
from faultbook.serve.mcp.clients import Client, configuration
from faultbook.serve.mcp.http import TOKEN, http_app

VARIABLES = ("DATABRICKS_HOST", "DATABRICKS_CONFIG_PROFILE", "DATABRICKS_WAREHOUSE_ID", "FAULTBOOK_CATALOG")


def configured(client: Client, lakehouse: Path | None) -> str:
    """The client's configuration for this machine: this program, this folder or these settings, no credential."""
    command, arguments = sys.executable, ["-m", "faultbook.cli", "mcp"]
    if lakehouse is not None:
        arguments += ["--lakehouse", str(lakehouse.absolute())]
    environment = (
        {} if lakehouse is not None else {name: os.environ[name] for name in VARIABLES if os.environ.get(name)}
    )
    if lakehouse is None and not environment:
        arguments += ["--lakehouse", str(Path(".lakehouse").absolute())]
    return configuration(client, command, arguments, environment)


def over_stdio(lakehouse: Path | None, audit: Path | None) -> None:
    """Serves until the client closes its end."""
    store = OpenOnce(lambda: environment_store(lakehouse))
    with audit_to(audit) as record:
        server = build_server(store, record)
        # During the handshake, the modules that read tables are imported.
        Thread(target=store, daemon=True).start()
        server.run()


def over_http(lakehouse: Path | None, audit: Path | None, *, host: str, port: int, hosts: list[str]) -> None:
    """Serves until it is stopped."""
    import uvicorn  # noqa: PLC0415  (stdio does not need it)

    with audit_to(audit) as record:
        server = build_server(lambda: environment_store(lakehouse), record)
        token = os.environ.get(TOKEN, "")
        app = http_app(server, host=host, token=token, hosts=hosts, behind_proxy=in_databricks_app())
        config = uvicorn.Config(app, host=host, port=port, log_level="warning", access_log=False)
        listening = config.bind_socket()
        listening.listen()
        at = f"[{host}]" if ":" in host else host
        print(f"faultbook answers at http://{at}:{listening.getsockname()[1]}/mcp", file=sys.stderr, flush=True)
        uvicorn.Server(config).run(sockets=[listening])
