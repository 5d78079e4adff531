"""What connecting jobs needs: notification destinations, changes of jobs, notebooks, secrets, files of volumes."""

import base64
from typing import Any

from tests.workspace.job_routes import V
from tests.workspace.routing import route
from tests.workspace.state import Json, Refused, Request, Workspace, absent

D = "/api/2.0/notification-destinations"
KINDS = {"generic_webhook": "WEBHOOK", "slack": "SLACK", "email": "EMAIL"}
KIND = "notification_destinations"


def _destinations(workspace: Workspace) -> dict[str, Json]:
    return workspace.objects.setdefault(KIND, {})


def _shown(number: str, stored: Json) -> Json:
    """Address, user and password are never given back, only whether they are set."""
    (kind,) = stored["config"]
    flags = {f"{name}_set": True for name in stored["config"][kind]}
    return {
        "id": number,
        "display_name": stored["display_name"],
        "destination_type": KINDS[kind],
        "config": {kind: flags},
    }


@route("GET", D)
def destinations(workspace: Workspace, request: Request) -> Json:
    rows = [_shown(number, stored) for number, stored in _destinations(workspace).items()]
    start = int(request.query.get("page_token") or 0)
    most = min(int(request.query.get("page_size") or 20), 2)
    more = {"next_page_token": str(start + most)} if start + most < len(rows) else {}
    listed = [{name: each for name, each in row.items() if name != "config"} for row in rows[start : start + most]]
    return {"results": listed, **more}


@route("POST", D)
def make_destination(workspace: Workspace, request: Request) -> Json:
    webhook = request.json["config"]["generic_webhook"]
    if set(webhook) - {"url", "username", "password"} or not webhook["url"].startswith("https://"):
        raise Refused(400, "INVALID_PARAMETER_VALUE", f"Invalid webhook {webhook['url']}")
    number = f"destination-{next(workspace.ids)}"
    _destinations(workspace)[number] = request.json
    return _shown(number, request.json)


@route("PATCH", f"{D}/{{number}}")
def change_destination(workspace: Workspace, request: Request, number: str) -> Json:
    if number not in _destinations(workspace):
        raise absent(f"Notification destination {number}")
    _destinations(workspace)[number] = request.json
    return _shown(number, request.json)


@route("DELETE", f"{D}/{{number}}")
def delete_destination(workspace: Workspace, request: Request, number: str) -> Json:
    _destinations(workspace).pop(number, None)
    return {}


@route("POST", f"/api/{V}/jobs/update")
def update_job(workspace: Workspace, request: Request) -> Json:
    number = int(request.json["job_id"])
    if number not in workspace.jobs:
        raise absent(f"Job {number}")
    settings, new = workspace.jobs[number]["settings"], dict(request.json["new_settings"])
    known = {task["task_key"] for task in settings.get("tasks") or ()}
    tasks = {task["task_key"]: task for task in new.pop("tasks", [])}
    if set(tasks) - known:
        raise Refused(400, "INVALID_PARAMETER_VALUE", f"no such task: {sorted(set(tasks) - known)}")
    for holder in (new, *tasks.values()):
        _check_notifications(workspace, holder.get("webhook_notifications") or {})
    settings |= new
    if tasks:
        settings["tasks"] = [tasks.get(task["task_key"], task) for task in settings["tasks"]]
    return {}


def _check_notifications(workspace: Workspace, notifications: Json) -> None:
    for event, listed in notifications.items():
        if len(listed) > 3:
            raise Refused(400, "INVALID_PARAMETER_VALUE", f"At most 3 destinations for {event}")
        for each in listed:
            if each["id"] not in _destinations(workspace):
                raise Refused(400, "INVALID_PARAMETER_VALUE", f"Destination {each['id']} does not exist")


@route("POST", "/api/2.0/workspace/import")
def import_notebook(workspace: Workspace, request: Request) -> Json:
    path = request.json["path"]
    if path in workspace.files and not request.json.get("overwrite"):
        raise Refused(400, "RESOURCE_ALREADY_EXISTS", f"Path ({path}) already exists.")
    workspace.files[path] = base64.b64decode(request.json["content"])
    return {}


@route("GET", "/api/2.0/secrets/get")
def get_secret(workspace: Workspace, request: Request) -> Json:
    name = (request.query["scope"], request.query["key"])
    if name not in workspace.secrets:
        raise absent(f"Secret {name[1]}")
    return {"key": name[1], "value": base64.b64encode(workspace.secrets[name].encode()).decode()}


@route("POST", "/api/2.0/secrets/put")
def put_secret(workspace: Workspace, request: Request) -> Any:
    workspace.secrets[request.json["scope"], request.json["key"]] = request.json["string_value"]
    return {}


@route("GET", "/api/2.0/fs/files/{path*}")
def read_volume_file(workspace: Workspace, request: Request, path: str) -> bytes:
    if f"/{path}" not in workspace.files:
        raise absent(f"/{path}")
    return workspace.files[f"/{path}"]
