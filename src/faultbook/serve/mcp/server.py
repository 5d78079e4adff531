"""The server object for programs that look for one: `mcp dev src/faultbook/serve/mcp/server.py`, uvicorn, tests.

The store is the one of the environment (FAULTBOOK_CATALOG, DATABRICKS_HOST ...), opened with the first question.
"""

from faultbook.serve.asking.environment import environment_store
from faultbook.serve.mcp.building import build_server

server = build_server(environment_store)
