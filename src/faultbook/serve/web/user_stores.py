"""The store of each user of a Databricks App: it queries the warehouse with the user's token, never with the app's.

So each user sees what their own grants allow, and the app's service principal needs no grant on any table.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from hashlib import sha256
from threading import Lock
from typing import Any

from faultbook.clients.workspace import workspace_client
from faultbook.serve.asking.principal import Principal
from faultbook.serve.asking.stores import BoundStore
from faultbook.settings import make_settings
from faultbook.stores.opening import WAREHOUSE, NotSetUp, setup_text
from faultbook.stores.warehouse.warehouse_store import WAREHOUSE_SECONDS, WarehouseStore
from faultbook.tables import SchemaRole

MOST_USERS = 200


class UserStores:
    """Opens a store per token and keeps the latest."""

    def __init__(self, environment: Mapping[str, str], connect: Callable[[str, str], Any] | None = None) -> None:
        """`connect` makes a client from host and token; None: Databricks' own."""
        self._environment = environment
        self._connect = user_client if connect is None else connect
        self._lock = Lock()
        self._stores: OrderedDict[str, BoundStore] = OrderedDict()

    def __call__(self, principal: Principal) -> BoundStore:
        """The principal's store; NotSetUp where the app is not configured."""
        key = sha256(principal.token.encode()).hexdigest()
        with self._lock:
            if key not in self._stores:
                self._stores[key] = self._opened(principal.token)
            self._stores.move_to_end(key)
            if len(self._stores) > MOST_USERS:
                self._stores.popitem(last=False)
            return self._stores[key]

    def _opened(self, token: str) -> BoundStore:
        settings = make_settings()
        host = self._environment.get("DATABRICKS_HOST", "")
        missing = [name for name in ("DATABRICKS_HOST", WAREHOUSE) if not self._environment.get(name)]
        if missing or settings.is_local:
            return NotSetUp(setup_text([*missing, *(["FAULTBOOK_CATALOG"] if settings.is_local else [])]))
        schemas = {SchemaRole.RAW: settings.raw_schema_name, SchemaRole.ANSWERS: settings.schema_name}
        return WarehouseStore(
            lambda: self._connect(host, token), self._environment[WAREHOUSE], settings.catalog, schemas
        )


def user_client(host: str, token: str) -> Any:
    """A WorkspaceClient that acts as the user of the token, whatever credentials the environment contains."""
    address = host if host.startswith("http") else f"https://{host}"
    return workspace_client(address, token=token, auth_type="pat", answer_seconds=WAREHOUSE_SECONDS)
