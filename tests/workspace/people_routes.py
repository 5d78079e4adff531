"""Who signs in, groups, and permissions of objects."""

import re
from typing import Any

from tests.workspace.routing import route
from tests.workspace.state import Json, Request, Workspace

SCIM = "/api/2.0/preview/scim/v2"


@route("GET", f"{SCIM}/Me")
def me(_: Workspace, request: Request) -> Json:
    who = request.who
    groups = [{"display": name, "type": "direct", "value": name} for name in who.groups]
    called = who.title or who.name
    return {"id": who.number, "userName": who.name, "displayName": called, "active": True, "groups": groups}


@route("GET", f"{SCIM}/Groups")
def groups(workspace: Workspace, request: Request) -> Json:
    wanted = re.search(r'displayName eq "([^"]*)"', request.query.get("filter", ""))
    names = [name for name in workspace.groups if wanted is None or name == wanted[1]]
    start, most = int(request.query.get("startIndex") or 1), int(request.query.get("count") or 100)
    page = names[start - 1 : start - 1 + most]
    found = [
        {"id": f"g-{name}", "displayName": name, "meta": {"resourceType": workspace.groups[name]}} for name in page
    ]
    return {"totalResults": len(names), "startIndex": start, "itemsPerPage": len(found), "Resources": found}


@route("GET", "/api/2.0/permissions/{kind}/{name*}")
def permissions(workspace: Workspace, request: Request, kind: str, name: str) -> Json:
    return {"object_id": f"/{kind}/{name}", "access_control_list": workspace.permissions.get(f"{kind}/{name}", [])}


@route("PUT", "/api/2.0/permissions/{kind}/{name*}")
def set_permissions(workspace: Workspace, request: Request, kind: str, name: str) -> Json:
    given: list[Any] = request.json.get("access_control_list") or []
    workspace.permissions[f"{kind}/{name}"] = [
        {
            **{key: one[key] for key in one if key != "permission_level"},
            "all_permissions": [{"permission_level": one["permission_level"]}],
        }
        for one in given
    ]
    return permissions(workspace, request, kind, name)


@route("PATCH", "/api/2.0/permissions/{kind}/{name*}")
def update_permissions(workspace: Workspace, request: Request, kind: str, name: str) -> Json:
    return set_permissions(workspace, request, kind, name)
