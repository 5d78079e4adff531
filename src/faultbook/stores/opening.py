"""Opens the store: a local folder or a SQL warehouse. Where settings are missing, the answer names them."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from faultbook.errors import SettingError
from faultbook.settings import Settings, make_settings
from faultbook.stores.deadline import Deadline
from faultbook.stores.store import Row, Statement, Store, Value
from faultbook.tables import SchemaRole

WORKSPACE = ("DATABRICKS_HOST", "DATABRICKS_CONFIG_PROFILE")
WAREHOUSE = "DATABRICKS_WAREHOUSE_ID"
_FILE_KEYS = ("DATABRICKS_", "FAULTBOOK_")


class NotSetUp:
    """In place of a store that cannot be opened yet: every statement raises SettingError with what to set."""

    kind = "none"

    def __init__(self, what: str) -> None:
        """`what` names the missing settings and how to set them."""
        self.what = what

    def until(self, _: Deadline) -> "NotSetUp":
        """The same."""
        return self

    def obstacle_to_deciding(self) -> str:
        """What to set."""
        return self.what

    def rows(self, _: Statement, __: Mapping[str, Value]) -> list[Row]:
        """SettingError, always."""
        raise SettingError(self.what)


def open_store(environment: Mapping[str, str], lakehouse: Path | None = None) -> Store:
    """The store: the folder if one is given, a warehouse if the environment names a workspace, else the usual folder.

    Nothing is opened yet. A warehouse that is half set up returns NotSetUp.
    """
    if lakehouse is not None:
        return _embedded(make_settings(catalog=_as_folder(lakehouse)))
    settings = make_settings()
    wanted = any(environment.get(name) for name in (*WORKSPACE, WAREHOUSE))
    if settings.is_local and not (wanted and not environment.get("FAULTBOOK_CATALOG")):
        return _embedded(settings)
    missing = [*_missing(environment), *(() if not settings.is_local else ("FAULTBOOK_CATALOG",))]
    return NotSetUp(setup_text(missing)) if missing else _warehouse(settings, environment)


def setup_text(missing: list[str]) -> str:
    """What to set so that questions reach a warehouse."""
    steps = {
        "DATABRICKS_HOST": "DATABRICKS_HOST: address of the workspace, https://...; or DATABRICKS_CONFIG_PROFILE. The "
        "credential comes from `databricks auth login` or DATABRICKS_TOKEN.",
        WAREHOUSE: f"{WAREHOUSE}: id of a SQL warehouse that you may use (SQL warehouses, Connection details).",
        "FAULTBOOK_CATALOG": "FAULTBOOK_CATALOG: catalog that faultbook was deployed to.",
    }
    listed = "\n".join(f"- {steps[name]}" for name in missing)
    return (
        f"Not set up yet. Missing: {', '.join(missing)}.\n{listed}\nSet them in the environment or in a file .env, and "
        "start again. To ask a folder of Delta tables instead, give --lakehouse FOLDER."
    )


def with_file(environment: Mapping[str, str], folder: Path) -> dict[str, str]:
    """The environment; DATABRICKS_ and FAULTBOOK_ variables that it lacks come from a file `.env` in the folder."""
    file = folder / ".env"
    if not file.is_file():
        return dict(environment)
    from dotenv import dotenv_values  # noqa: PLC0415

    in_file = {name: value for name, value in dotenv_values(file).items() if value and name.startswith(_FILE_KEYS)}
    return {**in_file, **environment}


def _missing(environment: Mapping[str, str]) -> list[str]:
    absent = [] if any(environment.get(name) for name in WORKSPACE) else ["DATABRICKS_HOST"]
    return [*absent, *(() if environment.get(WAREHOUSE) else (WAREHOUSE,))]


def _as_folder(lakehouse: Path) -> str:
    """The folder as a setting takes it: with a / in it, or it would be the name of a catalog."""
    return str(lakehouse) if "/" in str(lakehouse) else f"./{lakehouse}"


def _embedded(settings: Settings) -> Store:
    from faultbook.stores.local.local_store import served_store  # noqa: PLC0415  (only where it is used)

    return served_store(settings)


def _warehouse(settings: Settings, environment: Mapping[str, str]) -> Store:
    from faultbook.clients.workspace import workspace_client  # noqa: PLC0415
    from faultbook.stores.warehouse.warehouse_store import WarehouseStore  # noqa: PLC0415

    host, profile = environment.get("DATABRICKS_HOST"), environment.get("DATABRICKS_CONFIG_PROFILE")
    schemas = {SchemaRole.RAW: settings.raw_schema_name, SchemaRole.ANSWERS: settings.schema_name}

    def connect() -> Any:
        return announced(workspace_client(host, profile))

    return WarehouseStore(connect, environment[WAREHOUSE], settings.catalog, schemas)


def announced(client: Any) -> Any:
    """The client, after one line on standard error that names how it signs in, and no value of it."""
    print(f"faultbook asks a SQL warehouse, signed in by {client.config.auth_type}.", file=sys.stderr, flush=True)
    return client
