"""A job that fails on purpose: made, run once, and removed, whatever comes of it."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from databricks.sdk.errors.base import DatabricksError

from faultbook.connecting.arrival import NoEvents, Watch
from faultbook.connecting.databricks.calls import JOBS, Json, call, pages, refused
from faultbook.connecting.databricks.notifications import FIELD
from faultbook.connecting.progress import Progress
from faultbook.events.envelope import Envelope

SOURCE = "databricks-monitor"
STEP = "The job that fails on purpose"
NEEDS = "the right to create jobs, and serverless compute or --cluster-id with CAN RESTART"
MOST_SECONDS = 1_800


@dataclass(frozen=True)
class FailingJob:
    """The job of a connection. `user`: in whose folder its notebook lies; `cluster` '': serverless compute."""

    client: Any
    name: str
    user: str
    cluster: str = ""

    @property
    def job_name(self) -> str:
        """By which leftovers of a run that was killed are found."""
        return f"{self.name}-connect-test"

    @property
    def notebook(self) -> str:
        """Its path in the workspace."""
        return f"/Users/{self.user}/{self.job_name}"

    def clear(self) -> None:
        """Removes job and notebook where they are there."""
        for row in pages(self.client, f"{JOBS}/list", "jobs", {"name": self.job_name}):
            call(self.client, "POST", f"{JOBS}/delete", body={"job_id": row["job_id"]})
        try:
            call(self.client, "POST", "/api/2.0/workspace/delete", body={"path": self.notebook})
        except DatabricksError as failed:
            if type(failed).__name__ not in {"NotFound", "ResourceDoesNotExist"}:
                raise

    def run(self, destination: str) -> int:
        """Makes the job and starts it; the id of the run."""
        text = f"raise RuntimeError('A test of faultbook connect: {self.job_name} fails on purpose.')\n"
        content = base64.b64encode(f"# Databricks notebook source\n{text}".encode()).decode()
        notebook = {"path": self.notebook, "format": "SOURCE", "language": "PYTHON", "content": content}
        call(self.client, "POST", "/api/2.0/workspace/import", body={**notebook, "overwrite": True})
        number = call(self.client, "POST", f"{JOBS}/create", body=self._settings(destination))["job_id"]
        return int(call(self.client, "POST", f"{JOBS}/run-now", body={"job_id": number})["run_id"])

    def state(self, run: int) -> tuple[str, str]:
        """Life cycle and result of a run, as the workspace spells them; result '' while it runs."""
        found = call(self.client, "GET", f"{JOBS}/runs/get", query={"run_id": run}).get("state") or {}
        return str(found.get("life_cycle_state") or ""), str(found.get("result_state") or "")

    def _settings(self, destination: str) -> Json:
        task: Json = {"task_key": "fails", "notebook_task": {"notebook_path": self.notebook, "source": "WORKSPACE"}}
        # Serverless compute tries a failed task again by itself.
        task |= {"max_retries": 0, "disable_auto_optimization": True}
        task |= {"existing_cluster_id": self.cluster} if self.cluster else {}
        return {
            "name": self.job_name,
            "tasks": [task],
            FIELD: {"on_failure": [{"id": destination}]},
            "timeout_seconds": MOST_SECONDS,
            "max_concurrent_runs": 1,
        }


def prove(job: FailingJob, destination: str, watch: Watch, seconds: float, progress: Progress) -> str:
    """Runs the job until its notification is in the events folder; the id of the envelope. Without a folder to look in,
    until the run has failed; ''. ConnectFailed after the seconds. The job is removed in any case.
    """
    looks = not isinstance(watch.events, NoEvents)
    with _steps(job, progress):
        run = job.run(destination)
        progress.show(f"Test: job {job.job_name} runs and fails on purpose (run {run}).")

        def is_over() -> bool:
            result = job.state(run)[1]
            if result == "SUCCESS":
                raise progress.failure(STEP, f"run {run} ended without failing", fix="look at the run")
            return bool(result) and not looks

        found = watch.wait(lambda envelope: run_of(envelope) == run, seconds, is_over)
        if found is not None:
            return found.envelope_id
        cycle, result = job.state(run)
        if result and not looks:
            return ""
        missing = ", and no envelope of it came" if looks else ""
        raise progress.failure(
            STEP,
            f"run {run} is {' '.join(filter(None, (cycle, result)))} after {seconds:.0f} s{missing}",
            fix="give it more time (--wait), or look whether the workspace reaches the receiver (https, port 443, a "
            "certificate of a public authority) with the credential that catalog/receive.yml has",
        )


@contextmanager
def _steps(job: FailingJob, progress: Progress) -> Iterator[None]:
    try:
        job.clear()
        try:
            yield
        except BaseException:
            # The next run, or --remove, finds what is left.
            with suppress(DatabricksError):
                job.clear()
            raise
        job.clear()
    except DatabricksError as failed:
        raise refused(progress, STEP, failed, NEEDS) from failed


def run_of(envelope: Envelope) -> int | None:
    """The run that a notification is of; None where it is of none."""
    try:
        run = json.loads(envelope.body)["run"]
        return int(run.get("run_id") or 0) or None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
