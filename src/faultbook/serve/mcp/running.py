"""What `mcp` does: opens the store that is meant and runs the server. Imports the SDK, so `mcp` imports it late."""

import os
import sys
from pathlib import Path
from threading import Thread
from typing import cast

from faultbook.serve.asking.audit import audit_to
from faultbook.serve.asking.stores import BoundStore, OpenOnce
from faultbook.serve.mcp.building import build_server
from faultbook.serve.mcp.clients import Client, configuration
from faultbook.serve.mcp.http import TOKEN, http_app
from faultbook.stores.opening import NotSetUp, open_store, with_file

IN_AN_APP = "DATABRICKS_APP_NAME"
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
    store = OpenOnce(lambda: _store(lakehouse))
    with audit_to(audit) as record:
        server = build_server(store, record)
        # While client and server greet each other, what reads tables is imported.
        Thread(target=store, daemon=True).start()
        server.run()


def over_http(lakehouse: Path | None, audit: Path | None, *, host: str, port: int, hosts: list[str]) -> None:
    """Serves until it is stopped."""
    import uvicorn  # noqa: PLC0415  (stdio does not need it)

    with audit_to(audit) as record:
        server = build_server(lambda: _store(lakehouse), record)
        token = os.environ.get(TOKEN, "")
        app = http_app(server, host=host, token=token, hosts=hosts, behind_proxy=bool(os.environ.get(IN_AN_APP)))
        config = uvicorn.Config(app, host=host, port=port, log_level="warning", access_log=False)
        listening = config.bind_socket()
        listening.listen()
        at = f"[{host}]" if ":" in host else host
        print(f"faultbook answers at http://{at}:{listening.getsockname()[1]}/mcp", file=sys.stderr, flush=True)
        uvicorn.Server(config).run(sockets=[listening])


def _store(lakehouse: Path | None) -> BoundStore:
    for name, value in with_file(os.environ, Path.cwd()).items():
        os.environ.setdefault(name, value)
    store = open_store(os.environ, lakehouse)
    if isinstance(store, NotSetUp):
        print(store.what, file=sys.stderr)
    return cast(BoundStore, store)
