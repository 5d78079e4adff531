"""What people look at: warehouses, Genie spaces, dashboards, alerts, apps."""

import json

from tests.workspace.routing import route
from tests.workspace.state import Json, Refused, Request, Workspace, absent


@route("GET", "/api/2.0/sql/warehouses")
def warehouses(workspace: Workspace, request: Request) -> Json:
    return {"warehouses": workspace.warehouses}


@route("GET", "/api/2.0/sql/warehouses/{key}")
def warehouse(workspace: Workspace, request: Request, key: str) -> Json:
    return next((one for one in workspace.warehouses if one["id"] == key), None) or _raise(absent(f"Warehouse {key}"))


def _raise(refused: Refused) -> Json:
    raise refused


def _make(workspace: Workspace, kind: str, key: str, fields: Json) -> Json:
    workspace.objects.setdefault(kind, {})[key] = fields
    return fields


def _get(workspace: Workspace, kind: str, key: str) -> Json:
    return workspace.objects.get(kind, {}).get(key) or _raise(absent(f"{kind} {key}"))


@route("POST", "/api/2.0/genie/spaces")
def create_space(workspace: Workspace, request: Request) -> Json:
    _check_tables(workspace, request.json)
    key = f"space{next(workspace.ids)}"
    return _make(workspace, "genie", key, {**request.json, "space_id": key, "etag": "1"})


def _check_tables(workspace: Workspace, body: Json) -> None:
    """A space whose tables are absent is refused."""
    space = json.loads(body.get("serialized_space") or "{}")
    for table in (space.get("data_sources") or {}).get("tables") or []:
        if ("table", table["identifier"]) not in workspace.securables:
            raise Refused(400, "INVALID_PARAMETER_VALUE", f"Table '{table['identifier']}' does not exist.")


@route("GET", "/api/2.0/genie/spaces")
def spaces(workspace: Workspace, request: Request) -> Json:
    return {"spaces": list(workspace.objects.get("genie", {}).values())}


@route("GET", "/api/2.0/genie/spaces/{key}")
def space(workspace: Workspace, request: Request, key: str) -> Json:
    return _get(workspace, "genie", key)


@route("PATCH", "/api/2.0/genie/spaces/{key}")
def change_space(workspace: Workspace, request: Request, key: str) -> Json:
    _check_tables(workspace, request.json)
    return _make(workspace, "genie", key, {**_get(workspace, "genie", key), **request.json})


@route("DELETE", "/api/2.0/genie/spaces/{key}")
def delete_space(workspace: Workspace, request: Request, key: str) -> Json:
    workspace.objects.get("genie", {}).pop(key, None)
    return {}


@route("POST", "/api/2.0/lakeview/dashboards")
def create_dashboard(workspace: Workspace, request: Request) -> Json:
    key = f"dash{next(workspace.ids)}"
    path = f"{request.json.get('parent_path', '')}/{request.json.get('display_name')}.lvdash.json"
    return _make(
        workspace,
        "dashboards",
        key,
        {**request.json, "dashboard_id": key, "path": path, "etag": "1", "lifecycle_state": "ACTIVE"},
    )


@route("GET", "/api/2.0/lakeview/dashboards/{key}")
def dashboard(workspace: Workspace, request: Request, key: str) -> Json:
    return _get(workspace, "dashboards", key)


@route("PATCH", "/api/2.0/lakeview/dashboards/{key}")
def change_dashboard(workspace: Workspace, request: Request, key: str) -> Json:
    return _make(workspace, "dashboards", key, {**_get(workspace, "dashboards", key), **request.json})


@route("POST", "/api/2.0/lakeview/dashboards/{key}/published")
def publish(workspace: Workspace, request: Request, key: str) -> Json:
    return {"display_name": _get(workspace, "dashboards", key)["display_name"], **request.json}


@route("GET", "/api/2.0/lakeview/dashboards/{key}/published")
def published(workspace: Workspace, request: Request, key: str) -> Json:
    found = _get(workspace, "dashboards", key)
    return {
        "display_name": found["display_name"],
        "warehouse_id": found.get("warehouse_id"),
        "embed_credentials": False,
    }


@route("DELETE", "/api/2.0/lakeview/dashboards/{key}")
def delete_dashboard(workspace: Workspace, request: Request, key: str) -> Json:
    workspace.objects.get("dashboards", {}).pop(key, None)
    return {}


@route("POST", "/api/2.0/alerts")
def create_alert(workspace: Workspace, request: Request) -> Json:
    key = f"alert{next(workspace.ids)}"
    return _make(workspace, "alerts", key, {**request.json, "id": key, "owner_user_name": request.who.name})


@route("GET", "/api/2.0/alerts")
def alerts(workspace: Workspace, request: Request) -> Json:
    return {"alerts": list(workspace.objects.get("alerts", {}).values())}


@route("GET", "/api/2.0/alerts/{key}")
def alert(workspace: Workspace, request: Request, key: str) -> Json:
    return _get(workspace, "alerts", key)


@route("PATCH", "/api/2.0/alerts/{key}")
def change_alert(workspace: Workspace, request: Request, key: str) -> Json:
    return _make(workspace, "alerts", key, {**_get(workspace, "alerts", key), **request.json})


@route("DELETE", "/api/2.0/alerts/{key}")
def delete_alert(workspace: Workspace, request: Request, key: str) -> Json:
    workspace.objects.get("alerts", {}).pop(key, None)
    return {}


@route("POST", "/api/2.0/apps")
def create_app(workspace: Workspace, request: Request) -> Json:
    name = request.json["name"]
    if name in workspace.objects.get("apps", {}):
        raise Refused(409, "ALREADY_EXISTS", f"An app with the same name already exists: {name}")
    state = {"compute_status": {"state": "STOPPED"}, "url": f"http://127.0.0.1/apps/{name}", "id": name}
    client = {
        "service_principal_client_id": f"sp-{name}",
        "service_principal_name": f"app {name}",
        "service_principal_id": 7,
    }
    return _make(workspace, "apps", name, {**request.json, **state, **client, "creator": request.who.name})


@route("GET", "/api/2.0/apps/{name}")
def app(workspace: Workspace, request: Request, name: str) -> Json:
    return _get(workspace, "apps", name)


@route("PATCH", "/api/2.0/apps/{name}")
def change_app(workspace: Workspace, request: Request, name: str) -> Json:
    return _make(workspace, "apps", name, {**_get(workspace, "apps", name), **request.json})


@route("DELETE", "/api/2.0/apps/{name}")
def delete_app(workspace: Workspace, request: Request, name: str) -> Json:
    return workspace.objects.get("apps", {}).pop(name, {})
