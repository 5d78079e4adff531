"""Workspace files, in which the CLI keeps what it synced and its state; and files of volumes."""

from tests.workspace.routing import route
from tests.workspace.state import Json, Refused, Request, Workspace, absent

W = "/api/2.0/workspace"


def _is_folder(workspace: Workspace, path: str) -> bool:
    # Folders of users are there from the start.
    homes = [f"/Workspace/Users/{person.name}/" for person in workspace.people.values()]
    beginning = f"{path.rstrip('/')}/"
    return any(name.startswith(beginning) for name in (*homes, *workspace.files))


@route("GET", f"{W}/get-status")
def status(workspace: Workspace, request: Request) -> Json:
    path = request.query["path"]
    if path in workspace.files:
        return {"object_type": "FILE", "path": path, "object_id": _number(path), "size": len(workspace.files[path])}
    if _is_folder(workspace, path):
        return {"object_type": "DIRECTORY", "path": path, "object_id": _number(path)}
    raise Refused(404, "RESOURCE_DOES_NOT_EXIST", f"Path ({path}) doesn't exist.")


def _number(path: str) -> int:
    return sum(path.encode()) * 1000 + len(path)


@route("POST", f"{W}/mkdirs")
def mkdirs(workspace: Workspace, request: Request) -> Json:
    workspace.files[request.json["path"].rstrip("/") + "/"] = b""
    return {}


@route("POST", "/api/2.0/workspace-files/import-file/{path*}")
def import_file(workspace: Workspace, request: Request, path: str) -> Json:
    name = f"/{path.lstrip('/')}"
    if name in workspace.files and request.query.get("overwrite") == "false":
        raise Refused(409, "RESOURCE_ALREADY_EXISTS", f"Path ({name}) already exists.")
    workspace.files[name] = request.body
    return {}


@route("GET", "/api/2.0/workspace-files/{path*}")
def read_file(workspace: Workspace, request: Request, path: str) -> bytes:
    return _content(workspace, f"/{path.lstrip('/')}")


@route("GET", f"{W}/export")
def export(workspace: Workspace, request: Request) -> bytes:
    return _content(workspace, request.query["path"])


def _content(workspace: Workspace, path: str) -> bytes:
    if path not in workspace.files:
        raise Refused(404, "RESOURCE_DOES_NOT_EXIST", f"Path ({path}) doesn't exist.")
    return workspace.files[path]


@route("POST", f"{W}/delete")
def delete(workspace: Workspace, request: Request) -> Json:
    path = request.json["path"].rstrip("/")
    found = [name for name in workspace.files if name == path or name.startswith(f"{path}/")]
    if not found:
        raise Refused(404, "RESOURCE_DOES_NOT_EXIST", f"Path ({path}) doesn't exist.")
    for name in found:
        del workspace.files[name]
    return {}


@route("GET", f"{W}/list")
def listed(workspace: Workspace, request: Request) -> Json:
    path = request.query["path"].rstrip("/")
    names = [name for name in workspace.files if name.startswith(f"{path}/") and name != f"{path}/"]
    return {"objects": [{"object_type": "FILE", "path": name} for name in names]}


@route("PUT", "/api/2.0/fs/files/{path*}")
def put_file(workspace: Workspace, request: Request, path: str) -> Json:
    volume = ".".join(path.split("/")[1:4])
    workspace.find("volume", volume)
    workspace.require(request.who, "volume", volume, "USE_SCHEMA", "WRITE_VOLUME")
    workspace.files[f"/{path}"] = request.body
    return {}


@route("GET", "/api/2.0/fs/directories/{path*}")
def directory(workspace: Workspace, request: Request, path: str) -> Json:
    beginning = f"/{path.rstrip('/')}/"
    return {
        "contents": [
            {
                "path": name,
                "name": name.rsplit("/", 1)[1],
                "is_directory": False,
                "file_size": len(workspace.files[name]),
            }
            for name in sorted(workspace.files)
            if name.startswith(beginning)
        ]
    }


@route("HEAD", "/api/2.0/fs/directories/{path*}")
def directory_exists(workspace: Workspace, request: Request, path: str) -> Json:
    if (
        not _is_folder(workspace, f"/{path.rstrip('/')}")
        and ("volume", ".".join(path.split("/")[1:4])) not in workspace.securables
    ):
        raise absent(f"/{path}")
    return {}


@route("PUT", "/api/2.0/fs/directories/{path*}")
def make_directory(workspace: Workspace, request: Request, path: str) -> Json:
    workspace.files[f"/{path.rstrip('/')}/"] = b""
    return {}
