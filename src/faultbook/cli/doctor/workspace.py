"""What `doctor` checks in a workspace, through databricks-sdk, reading only: who, warehouse, grants, volumes.

A privilege counts if the user, one of the user's groups or everybody has it, or if the user owns the object.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from faultbook.bundle.deployment_file import read_deployment
from faultbook.bundle.errors import BundleError
from faultbook.bundle.parts import Part
from faultbook.bundle.tree import find_bundle
from faultbook.cli.doctor.diagnosis import Diagnosis, Status
from faultbook.cli.doctor.lakehouse import OLD_TEXTS, REMEDY, is_marked
from faultbook.clients.profiles import known_profiles, meant_profile
from faultbook.clients.workspace import signed_in
from faultbook.deployment.privileges import (
    GrantsNotVisible,
    grant_statement,
    missing_privileges,
    names_of,
    owner,
    spelled,
)
from faultbook.errors import FaultbookError
from faultbook.settings import Settings
from faultbook.tables import ERROR_TEMPLATES
from faultbook.tables.system import is_folder

ON_CATALOG = ("USE_CATALOG",)
ON_SCHEMA = ("USE_SCHEMA", "SELECT", "MODIFY", "CREATE_TABLE")
ON_BILLING = ("USE_SCHEMA", "SELECT")
ON_VOLUME = ("READ_VOLUME", "WRITE_VOLUME")


def is_configured(profile: str | None) -> bool:
    """Whether anything on this machine names a workspace: a profile, a variable, or the configuration file.

    SettingError where that file cannot be read.
    """
    if profile or any(os.environ.get(name) for name in ("DATABRICKS_HOST", "DATABRICKS_CONFIG_PROFILE")):
        return True
    return bool(known_profiles())


def workspace_checks(settings: Settings, profile: str | None, warehouse_id: str) -> Iterator[Diagnosis]:
    """The workspace's lines of the report; one line where none is configured or it does not answer."""
    try:
        if not is_configured(profile):
            remedy = "set DATABRICKS_HOST, or --profile of ~/.databrickscfg"
            yield Diagnosis("Workspace", Status.ABSENT, "no workspace named", remedy)
            return
        # Two tries within seconds are enough to tell; the default waits for five minutes.
        client = signed_in(meant_profile(profile or ""), answer_seconds=10, retry_seconds=10)
        me = client.current_user.me()
    except FaultbookError as wrong:
        found, _, remedy = str(wrong).partition(" Fix: ")
        yield Diagnosis("Workspace", Status.FAIL, found.rstrip("."), remedy.rstrip("."))
        return
    except Exception as refused:
        yield Diagnosis(
            "Workspace", Status.FAIL, _first_line(refused), "check host, token or profile (databricks auth login)"
        )
        return
    yield Diagnosis("Workspace", Status.OK, f"{client.config.host} as {me.user_name}")
    yield _attempt("Warehouse", lambda: _warehouse(client, warehouse_id))
    if settings.analysis_endpoint:
        yield _attempt("Model", lambda: _model(client, settings.analysis_endpoint))
    yield from _unity_catalog(client, me, settings)


def _warehouse(client: Any, warehouse_id: str) -> Diagnosis:
    if not warehouse_id:
        return Diagnosis("Warehouse", Status.ABSENT, "no SQL warehouse named", "set DATABRICKS_WAREHOUSE_ID")
    warehouse = client.warehouses.get(warehouse_id)
    return Diagnosis(
        "Warehouse",
        Status.OK,
        f"{warehouse.name} ({warehouse.state.value.lower() if warehouse.state else 'state unknown'})",
    )


def _model(client: Any, endpoint: str) -> Diagnosis:
    found = client.serving_endpoints.get(endpoint)
    state = found.state.ready.value.lower().replace("_", " ") if found.state and found.state.ready else "state unknown"
    if found.task != "llm/v1/chat":
        return Diagnosis(
            "Model",
            Status.FAIL,
            f"{endpoint} is of the task {found.task or 'unknown'}",
            "set FAULTBOOK_ANALYSIS_ENDPOINT to an endpoint of the task llm/v1/chat",
        )
    return Diagnosis("Model", Status.OK, f"{endpoint} ({state})")


def _unity_catalog(client: Any, me: Any, settings: Settings) -> Iterator[Diagnosis]:
    if settings.is_local:
        yield Diagnosis(
            "Grants",
            Status.ABSENT,
            f"catalog is the folder {settings.catalog}",
            "set FAULTBOOK_CATALOG to a Unity Catalog catalog",
        )
        return
    catalog = settings.catalog
    schemas = tuple(dict.fromkeys((settings.schema_name, settings.raw_schema_name)))
    # Who deploys makes the schemas; who finds them there needs no right to make any.
    makes = () if all(_is_there(client, f"{catalog}.{schema}") for schema in schemas) else ("CREATE_SCHEMA",)
    yield _grants(client, me, "CATALOG", catalog, (*ON_CATALOG, *makes))
    for schema in schemas:
        yield _grants(client, me, "SCHEMA", f"{catalog}.{schema}", ON_SCHEMA)
    for name in dict.fromkeys(filter(None, map(_volume_of, (settings.landing, settings.checkpoints)))):
        yield _grants(client, me, "VOLUME", name, ON_VOLUME)
    yield from _old_texts(client, settings)
    yield from _bill(client, me, settings)


def _old_texts(client: Any, settings: Settings) -> Iterator[Diagnosis]:
    """One line where texts of an earlier version may contain secrets. The job redact marks error_templates last."""
    from databricks.sdk.errors.base import DatabricksError  # noqa: PLC0415

    try:
        table = client.tables.get(f"{settings.catalog}.{settings.schema_name}.{ERROR_TEMPLATES.name}")
    except DatabricksError:
        return  # not made yet, or not visible: reported by the lines above
    if not is_marked(table.properties):
        found = "stored tables may contain secrets that an earlier version stored"
        yield Diagnosis(OLD_TEXTS, Status.WARN, found, f"databricks bundle {REMEDY}")


def _bill(client: Any, me: Any, settings: Settings) -> Iterator[Diagnosis]:
    """One line where the deployment has the bill and cannot read it: the job then ends well and says NOT_ASSESSED."""
    if is_folder(settings.system_tables) or not _has_bill(Path.cwd()):
        return
    found = _grants(client, me, "SCHEMA", f"{settings.system_tables}.billing", ON_BILLING)
    if found.status is not Status.OK:
        what = f"the bill is not assessed: {found.found} on {settings.system_tables}.billing"
        remedy = f"{found.remedy}; or leave out the part bill (faultbook init)"
        yield Diagnosis("Bill", Status.WARN, what, remedy)
    else:
        yield Diagnosis("Bill", Status.OK, found.found)


def _has_bill(folder: Path) -> bool:
    try:
        found = read_deployment(find_bundle(folder))
    except BundleError:
        return False  # reported by the lines about the deployment
    return found is not None and Part.BILL in found.parts


def _is_there(client: Any, schema: str) -> bool:
    from databricks.sdk.errors.base import DatabricksError  # noqa: PLC0415

    try:
        client.schemas.get(schema)
    except DatabricksError:
        return False
    return True


def _grants(client: Any, me: Any, kind: str, name: str, needed: tuple[str, ...]) -> Diagnosis:
    title = f"{kind.capitalize()} {name}"

    def check() -> Diagnosis:
        if owner(client, kind, name) in names_of(me):
            return Diagnosis(title, Status.OK, "yours")
        try:
            missing = missing_privileges(client, me, kind, name, needed)
        except GrantsNotVisible:
            remedy = f"ask its owner whether you have {spelled(needed)}"
            return Diagnosis(title, Status.WARN, "there, and its grants are not visible to you", remedy)
        if not missing:
            return Diagnosis(title, Status.OK, spelled(needed))
        statement = grant_statement(kind, name, missing, me.user_name)
        return Diagnosis(title, Status.FAIL, f"missing {spelled(missing)}", statement)

    return _attempt(title, check)


def _volume_of(path: str) -> str | None:
    """catalog.schema.volume of a path /Volumes/catalog/schema/volume/..., None for any other path."""
    parts = path.split("/")
    return ".".join(parts[2:5]) if path.startswith("/Volumes/") and len(parts) >= 5 and all(parts[2:5]) else None


def _attempt(name: str, check: Callable[[], Diagnosis]) -> Diagnosis:
    from databricks.sdk.errors import NotFound  # noqa: PLC0415
    from databricks.sdk.errors.base import DatabricksError  # noqa: PLC0415

    try:
        return check()
    except NotFound:
        remedy = _REMEDIES.get(name, "databricks bundle deploy makes what the bundle owns")
        return Diagnosis(name, Status.WARN, "not there, or not visible to you", remedy)
    except (DatabricksError, TimeoutError, OSError) as refused:
        return Diagnosis(name, Status.FAIL, _first_line(refused), "ask an administrator of the workspace")


_REMEDIES = {"Warehouse": "check DATABRICKS_WAREHOUSE_ID", "Model": "check FAULTBOOK_ANALYSIS_ENDPOINT"}


def _first_line(refused: BaseException) -> str:
    return (str(refused).strip().splitlines() or [type(refused).__name__])[0][:300]
