"""Jobs and their runs. A run of setup makes tables and views; every other run does nothing."""

from faultbook.stores.views import published_views
from faultbook.tables import TABLES, SchemaRole
from faultbook.tables.reader_rights import ROWS
from tests.workspace.routing import route
from tests.workspace.state import Json, Refused, Request, Workspace, absent

V = "(?:2.1|2.2)"
SETUP = "faultbook-setup"
TASKS_A_PAGE, LEAST_REFUSED_LIMIT = 100, 25
BEGAN = 1_790_000_000_000
"""When the first run began, milliseconds."""


@route("POST", f"/api/{V}/jobs/create")
def create(workspace: Workspace, request: Request) -> Json:
    _check_trigger(workspace, request.json)
    number = next(workspace.ids)
    workspace.jobs[number] = {"settings": _stored(workspace, request, number), "creator_user_name": request.who.name}
    return {"job_id": number}


@route("POST", f"/api/{V}/jobs/reset")
def reset(workspace: Workspace, request: Request) -> Json:
    number = int(request.json["job_id"])
    _job(workspace, number)
    _check_trigger(workspace, request.json["new_settings"])
    workspace.jobs[number]["settings"] = request.json["new_settings"]
    return {}


@route("POST", f"/api/{V}/jobs/delete")
def delete(workspace: Workspace, request: Request) -> Json:
    workspace.jobs.pop(int(request.json["job_id"]), None)
    return {}


@route("GET", f"/api/{V}/jobs/get")
def get(workspace: Workspace, request: Request) -> Json:
    number = int(request.query["job_id"])
    job = _job(workspace, number)
    tasks = job["settings"].get("tasks") or []
    start = int(request.query.get("page_token") or 0)
    if len(tasks) <= TASKS_A_PAGE:
        return {"job_id": number, **job}
    more = {"next_page_token": str(start + TASKS_A_PAGE)} if start + TASKS_A_PAGE < len(tasks) else {}
    settings = {**job["settings"], "tasks": tasks[start : start + TASKS_A_PAGE]}
    return {"job_id": number, **job, "settings": settings, "has_more": bool(more), **more}


@route("GET", f"/api/{V}/jobs/list")
def listed(workspace: Workspace, request: Request) -> Json:
    wanted = request.query.get("name")
    found = [
        {"job_id": number, **job}
        for number, job in workspace.jobs.items()
        if wanted is None or job["settings"]["name"] == wanted
    ]
    return {"jobs": found, "has_more": False}


@route("POST", f"/api/{V}/jobs/run-now")
def run_now(workspace: Workspace, request: Request) -> Json:
    number = int(request.json["job_id"])
    settings = _job(workspace, number)["settings"]
    values = {one["name"]: one["default"] for one in settings.get("parameters") or []}
    values |= request.json.get("job_parameters") or {}
    tasks = settings.get("tasks") or []
    failed = next((text for name, text in workspace.failing_jobs.items() if name in settings["name"]), "")
    if not failed and any((task.get("python_wheel_task") or {}).get("entry_point") == SETUP for task in tasks):
        failed = _run_setup(workspace, request, values)
    run = next(workspace.ids)
    began = BEGAN + 60_000 * len(workspace.runs)
    workspace.runs.append(
        {
            "job_id": number,
            "run_id": run,
            "run_name": settings["name"],
            "run_page_url": f"http://127.0.0.1/jobs/{number}/runs/{run}",
            "run_type": "JOB_RUN",
            "start_time": began,
            "end_time": began + 45_000,
            "tasks": [{"task_key": task["task_key"], "run_id": run, "state": _state(failed)} for task in tasks],
            "state": _state(failed),
            "status": {
                "state": "TERMINATED",
                "termination_details": {
                    "code": "RUN_EXECUTION_ERROR" if failed else "SUCCESS",
                    "type": "CLIENT_ERROR" if failed else "SUCCESS",
                    "message": failed,
                },
            },
        }
    )
    for listener in workspace.run_listeners:
        listener(settings, workspace.runs[-1])
    return {"run_id": run, "number_in_job": run}


@route("GET", f"/api/{V}/jobs/runs/get")
def run(workspace: Workspace, request: Request) -> Json:
    found = next((one for one in workspace.runs if one["run_id"] == int(request.query["run_id"])), None)
    if found is None:
        raise absent(f"Run {request.query['run_id']}")
    tasks, first = found.get("tasks") or [], int(request.query.get("page_token") or 0)
    more = {"next_page_token": str(first + TASKS_A_PAGE)} if len(tasks) > first + TASKS_A_PAGE else {}
    return {**found, "tasks": tasks[first : first + TASKS_A_PAGE], **more}


@route("GET", f"/api/{V}/jobs/runs/get-output")
def output(workspace: Workspace, request: Request) -> Json:
    wanted = int(request.query["run_id"])
    if wanted in workspace.outputs:
        return {"metadata": {"run_id": wanted}, **workspace.outputs[wanted]}
    found = run(workspace, request)
    return {"metadata": found, "error": found["state"]["state_message"], "logs": ""}


@route("GET", f"/api/{V}/jobs/runs/list")
def runs(workspace: Workspace, request: Request) -> Json:
    """Newest first, without tasks: as the platform lists them."""
    query = request.query
    if int(query.get("limit") or 20) >= LEAST_REFUSED_LIMIT:
        raise Refused(400, "INVALID_PARAMETER_VALUE", "limit must be less than 25")
    found = sorted(workspace.runs, key=lambda one: (one["start_time"], one["run_id"]), reverse=True)
    if "job_id" in query:
        found = [one for one in found if one["job_id"] == int(query["job_id"])]
    if query.get("active_only") == "true":
        found = [one for one in found if not one.get("end_time")]
    if query.get("completed_only") == "true":
        found = [one for one in found if one.get("end_time")]
    found = [one for one in found if one["start_time"] >= int(query.get("start_time_from") or 0)]
    first, most = int(query.get("page_token") or 0), int(query.get("limit") or 20)
    page = [{key: value for key, value in one.items() if key != "tasks"} for one in found[first : first + most]]
    if "job_id" in query:
        page = found[first : first + most]
    more = {"next_page_token": str(first + most)} if len(found) > first + most else {}
    return {"runs": page, "has_more": bool(more), **more}


def _stored(workspace: Workspace, request: Request, number: int) -> Json:
    if acl := request.json.get("access_control_list"):
        workspace.permissions[f"jobs/{number}"] = acl
    return {key: value for key, value in request.json.items() if key != "access_control_list"}


def _job(workspace: Workspace, number: int) -> Json:
    if number not in workspace.jobs:
        raise absent(f"Job {number}")
    return workspace.jobs[number]


def _state(failed: str) -> Json:
    return {
        "life_cycle_state": "TERMINATED",
        "result_state": "FAILED" if failed else "SUCCESS",
        "state_message": failed,
    }


def _check_trigger(workspace: Workspace, settings: Json) -> None:
    """A table that a trigger watches must exist."""
    for name in ((settings.get("trigger") or {}).get("table_update") or {}).get("table_names") or []:
        if ("table", name) not in workspace.securables:
            raise Refused(400, "INVALID_PARAMETER_VALUE", f"Table '{name}' does not exist.")


def _run_setup(workspace: Workspace, request: Request, values: dict[str, str]) -> str:
    """Makes every table and view in the schemas that the job's parameters name; the reason where that fails."""
    schemas = {SchemaRole.RAW: values["raw_schema_name"], SchemaRole.ANSWERS: values["schema_name"]}
    for schema in schemas.values():
        if ("schema", f"{values['catalog']}.{schema}") not in workspace.securables:
            return f"[SCHEMA_NOT_FOUND] The schema `{values['catalog']}`.`{schema}` cannot be found."
    for made in (*TABLES.values(), *published_views().values()):
        workspace.add("table", f"{values['catalog']}.{schemas[made.role]}.{made.name}", request.who.name)
    return _set_filters(workspace, request, values)


def _set_filters(workspace: Workspace, request: Request, values: dict[str, str]) -> str:
    """Makes the views of row filters, or takes them away."""
    filtered = f"{values['catalog']}.{values['schema_name']}_filtered"
    if values["row_filters"] != "true":
        for name in [name for name in workspace.named("table") if name.rpartition(".")[0] == filtered]:
            del workspace.securables["table", name]
        return ""
    if ("schema", filtered) not in workspace.securables:
        return f"[SCHEMA_NOT_FOUND] The schema {filtered} cannot be found."
    made = [name for name in ROWS if TABLES[name].role is SchemaRole.ANSWERS]
    made += [name for name, view in published_views().items() if view.role is SchemaRole.ANSWERS]
    for name in made:
        workspace.add("table", f"{filtered}.{name}", request.who.name)
    return ""
