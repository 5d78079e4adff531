"""Unity Catalog: catalogs, schemas, volumes, tables, grants. Checks privileges as the platform does."""

from tests.workspace.routing import route
from tests.workspace.state import Json, Refused, Request, Workspace

UC = "/api/2.1/unity-catalog"


def described(workspace: Workspace, kind: str, name: str) -> Json:
    found = workspace.find(kind, name)
    return {"full_name": name, "name": name.rsplit(".", maxsplit=1)[-1], "owner": found.owner, **found.fields}


def visible(workspace: Workspace, request: Request, kind: str, name: str) -> bool:
    if kind != "catalog":
        return True
    mine = request.who.principals
    return workspace.find(kind, name).owner in mine or bool(mine & workspace.effective(kind, name).keys())


@route("GET", f"{UC}/catalogs")
def catalogs(workspace: Workspace, request: Request) -> Json:
    names = [name for name in workspace.named("catalog") if visible(workspace, request, "catalog", name)]
    return {"catalogs": [described(workspace, "catalog", name) for name in names]}


@route("GET", f"{UC}/catalogs/{{name}}")
def catalog(workspace: Workspace, request: Request, name: str) -> Json:
    if ("catalog", name) in workspace.securables and not visible(workspace, request, "catalog", name):
        raise Refused(403, "PERMISSION_DENIED", f"User does not have USE CATALOG on Catalog '{name}'.")
    return described(workspace, "catalog", name)


@route("GET", f"{UC}/schemas")
def schemas(workspace: Workspace, request: Request) -> Json:
    of = request.query["catalog_name"]
    return {
        "schemas": [
            described(workspace, "schema", name) for name in workspace.named("schema") if name.split(".")[0] == of
        ]
    }


@route("GET", f"{UC}/tables")
def tables(workspace: Workspace, request: Request) -> Json:
    schema = f"{request.query['catalog_name']}.{request.query['schema_name']}"
    workspace.find("schema", schema)
    names = [name for name in workspace.named("table") if name.rpartition(".")[0] == schema]
    return {"tables": [described(workspace, "table", name) for name in names]}


@route("POST", f"{UC}/schemas")
def create_schema(workspace: Workspace, request: Request) -> Json:
    of = request.json["catalog_name"]
    workspace.find("catalog", of)
    workspace.require(request.who, "catalog", of, "USE_CATALOG", "CREATE_SCHEMA")
    return _created(workspace, request, "schema", f"{of}.{request.json['name']}")


@route("POST", f"{UC}/volumes")
def create_volume(workspace: Workspace, request: Request) -> Json:
    schema = f"{request.json['catalog_name']}.{request.json['schema_name']}"
    workspace.find("schema", schema)
    workspace.require(request.who, "schema", schema, "USE_SCHEMA", "CREATE_VOLUME")
    return _created(workspace, request, "volume", f"{schema}.{request.json['name']}")


def _created(workspace: Workspace, request: Request, kind: str, name: str) -> Json:
    if (kind, name) in workspace.securables:
        raise Refused(409, f"{kind.upper()}_ALREADY_EXISTS", f"{kind.capitalize()} '{name}' already exists")
    workspace.add(kind, name, request.who.name).fields.update(request.json)
    return described(workspace, kind, name)


@route("GET", f"{UC}/{{kind}}s/{{name}}")
def securable(workspace: Workspace, request: Request, kind: str, name: str) -> Json:
    return described(workspace, kind, name)


@route("PATCH", f"{UC}/{{kind}}s/{{name}}")
def change(workspace: Workspace, request: Request, kind: str, name: str) -> Json:
    workspace.find(kind, name).fields.update(request.json)
    return described(workspace, kind, name)


@route("DELETE", f"{UC}/{{kind}}s/{{name}}")
def delete(workspace: Workspace, request: Request, kind: str, name: str) -> Json:
    workspace.find(kind, name)
    inside = [each for each in workspace.securables if each == (kind, name) or each[1].startswith(f"{name}.")]
    for each in inside:
        del workspace.securables[each]
    return {}


def _assignments(grants: dict[str, set[str]]) -> list[Json]:
    return [{"principal": principal, "privileges": sorted(grants[principal])} for principal in sorted(grants)]


@route("GET", f"{UC}/permissions/{{kind}}/{{name}}")
def grants(workspace: Workspace, request: Request, kind: str, name: str) -> Json:
    return {"privilege_assignments": _assignments(workspace.find(kind.lower(), name).grants)}


@route("PATCH", f"{UC}/permissions/{{kind}}/{{name}}")
def change_grants(workspace: Workspace, request: Request, kind: str, name: str) -> Json:
    found = workspace.find(kind.lower(), name)
    for one in request.json.get("changes") or []:
        held = found.grants.setdefault(one["principal"], set())
        removed = set(one.get("remove") or [])
        held -= held if "ALL_PRIVILEGES" in removed else removed
        held |= set(one.get("add") or [])
        if not held:
            del found.grants[one["principal"]]
    return {"privilege_assignments": _assignments(found.grants)}


@route("GET", f"{UC}/effective-permissions/{{kind}}/{{name}}")
def effective(workspace: Workspace, request: Request, kind: str, name: str) -> Json:
    workspace.find(kind.lower(), name)
    held = workspace.effective(kind.lower(), name)
    wanted = request.query.get("principal")
    if not workspace.grants_are_visible and wanted != request.who.name:
        raise Refused(403, "PERMISSION_DENIED", f"User is not an owner of {kind.capitalize()} '{name}'.")
    if wanted:
        held = {principal: found for principal, found in held.items() if principal == wanted}
    return {
        "privilege_assignments": [
            {"principal": principal, "privileges": [{"privilege": one} for one in sorted(held[principal])]}
            for principal in sorted(held)
        ]
    }
