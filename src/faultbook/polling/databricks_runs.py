"""Failed runs of jobs and their failed tasks, with the error of each task.

`runs/list` filters by the start of a run, and a run that began days ago may fail now. So a poll first notes which runs
are active; the next one reads those of them that ended meanwhile, whenever they began.

Source: /api/2.2/jobs/runs/list, /runs/get, /runs/get-output. States are read as text, so that codes which no SDK knows
stay as they came.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from faultbook.clients.rest import Absent, Api, Denied, Refused
from faultbook.polling.paging import token_pages
from faultbook.polling.port import Item, Json, Known, Page, Span, chosen, number_at, objects, text_at

RUNS = "/api/2.2/jobs/runs"
RUNS_A_PAGE = 24
"""The API's limit is below 25."""
NOT_FAILED = frozenset(("SUCCESS", "EXCLUDED", "DISABLED", "UPSTREAM_FAILED", "UPSTREAM_CANCELED"))
"""Results that are no failure of their own. A result that nobody knows yet is one."""
WITH_FAILED_TASKS = "SUCCESS_WITH_FAILURES"
CANCELED, BY_A_PERSON = "CANCELED", frozenset(("USER_CANCELED", "CANCELED_BY_USER"))
# Parameters and settings of a run are left out: they may hold secrets, and explain no failure.
_RUN = (
    *("job_id", "run_id", "run_name", "run_type", "run_page_url", "number_in_job", "job_run_id", "trigger"),
    *("original_attempt_run_id", "attempt_number", "start_time", "end_time", "creator_user_name", "state", "status"),
)
_TASK = (
    *("run_id", "task_key", "attempt_number", "start_time", "end_time", "run_page_url", "state", "status", "run_if"),
    *("existing_cluster_id", "cluster_instance", "environment_key"),
)
_OUTPUT = ("error", "error_trace")


@dataclass(frozen=True)
class DatabricksRuns:
    """The runs that the identity may see. An item is a failed task's run, or a failed run with its tasks' errors."""

    api: Api
    workspace_id: str

    def pages(self, span: Span, known: Known) -> Iterator[Page]:
        """Active runs, completed runs that began in the span, and runs that were active at the last poll."""
        active: set[str] = set()
        for answer in token_pages(self.api, "GET", f"{RUNS}/list", {"active_only": True, "limit": RUNS_A_PAGE}):
            runs = objects(answer.get("runs"))
            ids = tuple(str(number_at(run, "run_id")) for run in runs)
            active.update(ids)
            yield Page(rows=len(runs), pending=ids)
        seen: set[str] = set()
        completed = {"completed_only": True, "limit": RUNS_A_PAGE, "start_time_from": span.since_ms}
        for answer in token_pages(self.api, "GET", f"{RUNS}/list", completed):
            runs = objects(answer.get("runs"))
            seen.update(str(number_at(run, "run_id")) for run in runs)
            items = [item for run in runs for item in self._failures(run, known)]
            yield Page(tuple(items), rows=len(runs))
        for run_id in known.pending:
            if run_id not in active and run_id not in seen:
                yield self._ended(run_id, known)

    def _ended(self, run_id: str, known: Known) -> Page:
        try:
            run = self.api.call("GET", f"{RUNS}/get", query={"run_id": run_id})
        except Absent:
            return Page()  # deleted, as runs are after 60 days
        if not run.get("end_time"):
            return Page(rows=1, pending=(run_id,))
        return Page(tuple(self._failures(run, known)), rows=1)

    def _failures(self, run: Json, known: Known) -> list[Item]:
        """A run's items: its failed tasks, and last itself; none where it did not fail, or was delivered."""
        if not has_failed(run) or known.has(_run_key(run)):
            return []
        tasks = self._failed_tasks(run)
        names: Json = {"workspace_id": self.workspace_id, "run": chosen(run, _RUN)}
        items = [Item(_task_key(task), names | {"task": task}) for task in tasks]
        items = [item for item in items if not known.has(item.key)]
        errors = [chosen(task, ("task_key", "run_id")) | {"error": text_at(task, "output", "error")} for task in tasks]
        if _result(run) != WITH_FAILED_TASKS:
            items.append(Item(_run_key(run), names | {"failed_tasks": errors}))
        return items

    def _failed_tasks(self, run: Json) -> list[Json]:
        found: list[Json] = []
        query = {"run_id": number_at(run, "run_id")}
        try:
            for answer in token_pages(self.api, "GET", f"{RUNS}/get", query):
                found += [task for task in objects(answer.get("tasks")) if has_failed(task)]
        except Absent:
            return []
        return [self._with_output(task) for task in found]

    def _with_output(self, task: Json) -> Json:
        kind = next((name for name in sorted(task) if name.endswith("_task")), None)
        made = chosen(task, _TASK) | ({"kind": kind} if kind else {})
        try:
            output = self.api.call("GET", f"{RUNS}/get-output", query={"run_id": number_at(task, "run_id")})
        except (Absent, Refused, Denied) as failure:
            # Of this task alone: the state of its run has a message too.
            return made | {"output": {}, "output_missing": type(failure).__name__}
        return made | {"output": chosen(output, _OUTPUT)}


def has_failed(run: Json) -> bool:
    """Whether a run, or a task's run, ended by a failure: one of its own, not that of another task, nor a person."""
    code = text_at(run, "status", "termination_details", "code")
    if text_at(run, "state", "life_cycle_state") == "INTERNAL_ERROR":
        return True
    if _result(run) == CANCELED:
        return bool(code) and code not in BY_A_PERSON
    if not _result(run):
        # An answer without the older field `state`.
        return text_at(run, "status", "state") == "TERMINATED" and code not in NOT_FAILED | BY_A_PERSON
    return _result(run) not in NOT_FAILED


def _result(run: Json) -> str:
    return text_at(run, "state", "result_state")


def _run_key(run: Json) -> str:
    # A repaired run fails again under its id, and ends at another time.
    return f"run/{number_at(run, 'run_id')}/{number_at(run, 'end_time')}"


def _task_key(task: Json) -> str:
    return f"task/{number_at(task, 'run_id')}"
