"""What fails without a run: clusters and their events, libraries, pipelines and their updates."""

import re

from tests.workspace.routing import route
from tests.workspace.state import Json, Refused, Request, Workspace, absent


def page(found: list[Json], token: str | None, most: int) -> tuple[list[Json], Json]:
    """One page, and the token of the next one where there is one."""
    first = int(token or 0)
    return found[first : first + most], ({"next_page_token": str(first + most)} if len(found) > first + most else {})


def require_readable(workspace: Workspace, name: str) -> None:
    if name in workspace.unreadable:
        raise Refused(403, "PERMISSION_DENIED", f"No right on {name}.")


@route("GET", "/api/2.1/clusters/list")
def clusters(workspace: Workspace, request: Request) -> Json:
    found, more = page(workspace.clusters, request.query.get("page_token"), int(request.query.get("page_size") or 20))
    return {"clusters": found, **more}


@route("POST", "/api/2.1/clusters/events")
def events(workspace: Workspace, request: Request) -> Json:
    wanted = request.json
    cluster_id = wanted["cluster_id"]
    if all(one["cluster_id"] != cluster_id for one in workspace.clusters):
        raise absent(f"Cluster {cluster_id}")
    require_readable(workspace, cluster_id)
    found = [
        one
        for one in workspace.cluster_events
        if one["cluster_id"] == cluster_id
        and wanted["start_time"] <= one["timestamp"] <= wanted["end_time"]
        and one["type"] in wanted["event_types"]
    ]
    found.sort(key=lambda one: one["timestamp"])
    events, more = page(found, wanted.get("page_token"), wanted["page_size"])
    return {"events": events, "total_count": len(found), **more}


@route("GET", "/api/2.0/libraries/all-cluster-statuses")
def libraries(workspace: Workspace, request: Request) -> Json:
    return {
        "statuses": [
            {"cluster_id": cluster_id, "library_statuses": found}
            for cluster_id, found in workspace.library_statuses.items()
        ]
    }


@route("GET", "/api/2.0/pipelines")
def pipelines(workspace: Workspace, request: Request) -> Json:
    found, more = page(workspace.pipelines, request.query.get("page_token"), int(request.query["max_results"]))
    return {"statuses": [{**one, "latest_updates": _latest(workspace, one["pipeline_id"])} for one in found], **more}


def _latest(workspace: Workspace, pipeline_id: str) -> list[Json]:
    names = ("update_id", "state", "creation_time")
    return [{name: one[name] for name in names} for one in _updates(workspace, pipeline_id)[:5]]


def _updates(workspace: Workspace, pipeline_id: str) -> list[Json]:
    found = [one for one in workspace.pipeline_updates if one["pipeline_id"] == pipeline_id]
    return sorted(found, key=lambda one: one["creation_time"], reverse=True)


@route("GET", "/api/2.0/pipelines/{pipeline_id}/updates")
def updates(workspace: Workspace, request: Request, pipeline_id: str) -> Json:
    require_readable(workspace, pipeline_id)
    query = request.query
    found, more = page(_updates(workspace, pipeline_id), query.get("page_token"), int(query["max_results"]))
    return {"updates": found, **more}


@route("GET", "/api/2.0/pipelines/{pipeline_id}/events")
def pipeline_events(workspace: Workspace, request: Request, pipeline_id: str) -> Json:
    query = request.query
    if "page_token" in query and query.keys() - {"page_token", "max_results"}:
        raise Refused(400, "INVALID_PARAMETER_VALUE", "page_token excludes all other arguments")
    since = re.search(r"timestamp>='([^']+)'", query.get("filter", ""))
    found = [one for one in workspace.pipeline_events if one["origin"]["pipeline_id"] == pipeline_id]
    if "level='ERROR'" in query.get("filter", "level='ERROR'"):
        found = [one for one in found if one["level"] == "ERROR"]
    if since:
        found = [one for one in found if one["timestamp"] >= since[1]]
    events, more = page(sorted(found, key=lambda one: one["timestamp"]), query.get("page_token"), 2)
    return {"events": events, **more}
