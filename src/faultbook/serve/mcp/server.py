"""The server object for programs that look for one: `mcp dev src/faultbook/serve/mcp/server.py`, uvicorn, tests.

The store is the one of the environment (FAULTBOOK_CATALOG, DATABRICKS_HOST ...), opened with the first question.
"""

import os
from pathlib import Path
from typing import cast

from faultbook.serve.asking.stores import BoundStore
from faultbook.serve.mcp.building import build_server
from faultbook.stores.opening import open_store, with_file


def store_of_environment() -> BoundStore:
    """The store that the environment and a file `.env` name."""
    for name, value in with_file(os.environ, Path.cwd()).items():
        os.environ.setdefault(name, value)
    return cast(BoundStore, open_store(os.environ))


server = build_server(store_of_environment)
