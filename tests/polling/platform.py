"""The workspace of the tests as an API in this process, and what fails in it: small makers of recorded shapes."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from faultbook.clients.rest import Absent, Denied, Json, Refused, RestFailed, Unavailable
from faultbook.polling.port import Item, Known, Page, Poller, Span
from tests.workspace import server  # noqa: F401  (registers the routes)
from tests.workspace.routing import answer
from tests.workspace.state import Person, Request, Workspace
from tests.workspace.state import Refused as AnsweredNo

TOKEN, ME = "dapi-of-the-tests", Person("ada@example.com")
NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
WORKSPACE_ID = "7405600000000001"
NOTHING = Known()


def made_workspace() -> Workspace:
    return Workspace({TOKEN: ME})


class LocalApi:
    """The routes of the workspace, without a network. `trouble`: what the next calls raise in place of an answer."""

    def __init__(self, workspace: Workspace, trouble: Iterator[RestFailed | None] | None = None) -> None:
        self.workspace, self.trouble, self.sent = workspace, trouble or iter(()), 0

    def call(self, method: str, path: str, *, query: Mapping[str, Any] | None = None, body: Any = None) -> Json:
        self.sent += 1
        if (failure := next(self.trouble, None)) is not None:
            raise failure
        texts = {
            name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in (query or {}).items()
        }
        request = Request(ME, method, path, texts, b"", json.loads(json.dumps(body or {})))
        try:
            return json.loads(json.dumps(answer(self.workspace, request)))
        except AnsweredNo as refused:
            kinds = {403: Denied, 404: Absent, 501: Unavailable}
            raise kinds.get(refused.status, Refused)(f"{method} {path}: {refused.status}.") from None


def ms(instant: datetime) -> int:
    return int(instant.timestamp() * 1000)


def since(days: float = 1, until: datetime = NOW) -> Span:
    return Span(until - timedelta(days=days), until)


def read(poller: Poller, span: Span, known: Known = NOTHING) -> tuple[list[Item], list[Page]]:
    """All items of a poll, and its pages."""
    pages = list(poller.pages(span, known))
    return [item for page in pages for item in page.items], pages


def add_run(
    workspace: Workspace,
    run_id: int,
    began: datetime,
    *,
    seconds: float | None = 60,
    tasks: Mapping[str, str] | None = None,
    result: str = "FAILED",
    code: str = "RUN_EXECUTION_ERROR",
) -> Json:
    """A run with a task for each name; the value of a task is its error, empty where it succeeds. Without seconds it is
    at work.
    """
    ended = {} if seconds is None else {"end_time": ms(began + timedelta(seconds=seconds))}
    made = []
    for number, (name, error) in enumerate((tasks if tasks is not None else {"load": "boom"}).items()):
        task_run = run_id * 100 + number
        workspace.outputs[task_run] = (
            {"error": error, "error_trace": f"Traceback: {error}", "logs": "x" * 1000} if error else {}
        )
        made.append(
            {
                "run_id": task_run,
                "task_key": name,
                "attempt_number": 0,
                "notebook_task": {"notebook_path": "/jobs/load", "base_parameters": {"password": "hunter2"}},
                "start_time": ms(began),
                **ended,
                **_state("FAILED" if error else "SUCCESS", "RUN_EXECUTION_ERROR" if error else "SUCCESS", bool(ended)),
            }
        )
    run = {
        "job_id": 77,
        "run_id": run_id,
        "number_in_job": run_id,
        "run_name": "load orders",
        "run_type": "JOB_RUN",
        "trigger": "PERIODIC",
        "creator_user_name": "ada@example.com",
        "overriding_parameters": {"notebook_params": {"password": "hunter2"}},
        "start_time": ms(began),
        "setup_duration": 0,
        "tasks": made,
        **ended,
        **_state(result, code, bool(ended)),
    }
    workspace.runs.append(run)
    return run


def end_run(run: Json, at: datetime, result: str = "FAILED", code: str = "RUN_EXECUTION_ERROR") -> None:
    for part in (run, *run["tasks"]):
        part |= {"end_time": ms(at), **_state(result, code, True)}


def _state(result: str, code: str, is_over: bool) -> Json:
    if not is_over:
        return {"state": {"life_cycle_state": "RUNNING", "state_message": ""}, "status": {"state": "RUNNING"}}
    return {
        "state": {"life_cycle_state": "TERMINATED", "result_state": result, "state_message": "Task failed"},
        "status": {
            "state": "TERMINATED",
            "termination_details": {"code": code, "type": "CLIENT_ERROR", "message": "m"},
        },
    }
